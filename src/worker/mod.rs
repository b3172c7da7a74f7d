//! The dedicated worker: receives commands, fetches data, trains, predicts, emits events. Knows no Yew.

mod burn_gpu;
mod device;
mod inbox;
mod lens;
mod own_files;
mod predict;
mod serve;
pub mod source;
mod timing;
mod training;
mod untested;
mod weights;

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::protocol::Command;
use crate::web::worker_scope;
use inbox::Inbox;
use serve::Studio;

/// Listens to the page for as long as the worker lives.
pub fn start() {
    let inbox = Rc::new(Inbox::default());
    let door = inbox.clone();
    spawn_local(async move {
        let mut studio = Studio::new(inbox.clone());
        loop {
            let (command, bulk) = inbox.next().await;
            match command {
                Command::Start { run, config, resume } => studio.train(run, config, resume).await,
                other => studio.serve(other, bulk, None).await,
            }
            studio.catch_up().await;
        }
    });
    worker_scope::listen(move |command, bulk| door.push((command, bulk)));
}
