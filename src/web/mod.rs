//! What Fovea needs of the browser, and the only place with `JsValue`: fetching, caching, storage,
//! files, clocks, the GPU probe and the typed channel between page and worker. Knows neither burn nor Yew.

mod browser;
mod bulk;
pub mod cache;
mod channel;
pub mod clipboard;
pub mod clock;
pub mod download;
mod dropped;
pub mod fetch;
pub mod files;
pub mod gpu;
mod js;
mod leave_guard;
pub mod page;
pub mod screen;
pub mod storage;
mod wake_lock;
mod watchdog;
mod worker_client;
pub mod worker_scope;

pub use bulk::Bulk;
pub use dropped::Dropped;
pub use leave_guard::LeaveGuard;
pub use wake_lock::WakeLock;
pub use worker_client::{WorkerClient, WorkerSignal};
