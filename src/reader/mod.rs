//! The worker that reads sources of PyTorch, so that none of them can keep the page or the trainer busy.

use crate::protocol::{Command, Event};
use crate::python;
use crate::web::worker_scope;

/// Listens to the page for as long as the worker lives.
pub fn start() {
    worker_scope::listen(|command, bulk| match command {
        Command::ReadSource { request, source, image } => {
            let of_image = image.map(|image| python::read_for(&source, image));
            let event = Event::SourceRead { request, reply: python::read(&source), of_image };
            worker_scope::post(&event, Vec::new());
        }
        Command::OpenSource { request, name } => {
            let content = bulk.into_iter().next().unwrap_or_default();
            let reply = python::code(&name, &content).map_err(|error| error.to_string());
            worker_scope::post(&Event::SourceOpened { request, reply }, Vec::new());
        }
        // What the trainer does.
        _ => {}
    });
}
