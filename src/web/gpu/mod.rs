//! Asks the browser for its GPU, in a page or a worker. Through `Reflect`, since web-sys has WebGPU
//! only under an unstable flag and four calls are all that is needed here.

mod adapter;
mod advice;

pub use adapter::Adapter;

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::{browser::Browser, js};

/// Milliseconds that the browser may take to find an adapter; its GPU process may have to start.
const PATIENCE_MS: i32 = 20_000;

/// What came of asking for a GPU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GpuProbe {
    Available(Adapter),
    /// `navigator.gpu` is missing.
    NoWebGpu {
        /// Whether the page came over https or from localhost: WebGPU exists only there.
        secure: bool,
    },
    /// There is WebGPU and no adapter for it.
    NoAdapter,
    /// `requestAdapter` threw, or never answered; the text says what happened.
    Failed(String),
}

impl GpuProbe {
    /// Whether training can run on it, fast or not.
    pub fn is_usable(&self) -> bool {
        matches!(self, Self::Available(_))
    }

    /// Whether it is a real GPU that training can run on: what `device=auto` takes.
    pub fn is_recommended(&self) -> bool {
        matches!(self, Self::Available(adapter) if !adapter.software)
    }

    /// What was found: a sentence without its full stop.
    pub fn reason(&self) -> String {
        advice::reason(self)
    }

    /// What the user of this browser can do to train on a GPU. None if it is ready.
    pub fn advice(&self) -> Option<&'static str> {
        advice::advice(self, Browser::current())
    }
}

/// Asks for the fastest adapter and describes it. No device is created.
pub async fn probe() -> GpuProbe {
    let Some(gpu) = js::get(&js::scope().navigator(), "gpu") else {
        return GpuProbe::NoWebGpu { secure: js::is_set(&js_sys::global(), "isSecureContext") };
    };
    match request_adapter(&gpu).await {
        Ok(adapter) if adapter.is_null() => GpuProbe::NoAdapter,
        Ok(adapter) if adapter.is_undefined() => {
            GpuProbe::Failed(format!("no answer within {} s", PATIENCE_MS / 1000))
        }
        Ok(adapter) => GpuProbe::Available(Adapter::describe(&adapter)),
        Err(error) => GpuProbe::Failed(js::describe(&error)),
    }
}

/// The adapter, null where there is none, or undefined when time ran out.
async fn request_adapter(gpu: &JsValue) -> Result<JsValue, JsValue> {
    let options = js_sys::Object::new();
    js::set(&options, "powerPreference", &"high-performance".into());
    let answer = js::call(gpu, "requestAdapter", &options)?;
    let mut timer = None;
    let timeout = Promise::new(&mut |resolve, _| {
        let expire = Closure::once_into_js(move || drop(resolve.call0(&JsValue::UNDEFINED)));
        timer = js::scope()
            .set_timeout_with_callback_and_timeout_and_arguments_0(expire.unchecked_ref(), PATIENCE_MS)
            .ok();
    });
    let first = JsFuture::from(Promise::race(&Array::of2(&answer, &timeout))).await;
    if let Some(timer) = timer {
        js::scope().clear_timeout_with_handle(timer);
    }
    first
}
