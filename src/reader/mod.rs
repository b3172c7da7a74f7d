//! The worker that reads sources of PyTorch, so that none of them can keep the page or the trainer busy; and that does
//! what few ask for, so that the page need not carry it.

use crate::handin;
use crate::protocol::{Aim, Command, Event};
use crate::python;
use crate::record::Run;
use crate::settings::Class;
use crate::study::planner;
use crate::web::worker_scope;

/// Listens to the page for as long as the worker lives.
pub fn start() {
    worker_scope::listen(|command, bulk| {
        let (event, bulk) = answer(command, bulk);
        if let Some(event) = event {
            worker_scope::post(&event, bulk);
        }
    });
}

/// What is said to a command; nothing to those of the trainer.
fn answer(command: Command, bulk: Vec<Vec<u8>>) -> (Option<Event>, Vec<Vec<u8>>) {
    let event = match command {
        Command::ReadSource { request, class, image } => Event::SourceRead {
            request,
            reply: python::read(&class.text),
            of_image: image.map(|image| python::read_for(&class.text, image)),
            packed: class.pack(),
        },
        Command::OpenSource { request, name } => {
            let content = bulk.into_iter().next().unwrap_or_default();
            let reply = python::code(&name, &content).map_err(|error| error.to_string());
            Event::SourceOpened { request, reply }
        }
        Command::OpenLink { request, packed } => {
            let reply = Class::unpack(&packed).map_err(|damaged| damaged.to_string());
            Event::LinkOpened { request, reply }
        }
        Command::Plan { request, aim, size } => {
            let answer = match aim {
                Aim::Image => planner::for_image,
                Aim::Field => planner::for_field,
            };
            Event::Planned { request, reply: answer(&size) }
        }
        Command::HandIn { request, runs, format } => {
            let written = handin::write(runs.into_iter().map(addressed).collect(), format);
            let (reply, file) = match written {
                Ok((name, text)) => (Ok(name), vec![text.into_bytes()]),
                Err(why) => (Err(why), Vec::new()),
            };
            return (Some(Event::HandedIn { request, reply }), file);
        }
        _ => return (None, Vec::new()),
    };
    (Some(event), Vec::new())
}

/// With an address in place of a query, and the class of a network of the user's own in it.
fn addressed(run: Run) -> Run {
    let class = run.source.as_ref().and_then(|text| {
        let chosen = Some(run.config.network.label.clone());
        Class { text: text.clone(), chosen }.pack()
    });
    let class = class.map(|packed| format!("#class={packed}")).unwrap_or_default();
    Run { link: format!("{}?{}{class}", worker_scope::folder(), run.link), ..run }
}
