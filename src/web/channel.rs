//! The form of a message between page and worker:
//! `{ message: Uint8Array, bulk: [ArrayBuffer, …] }`, the message in postcard, every buffer transferred.

use js_sys::{Array, ArrayBuffer, Object, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};

use super::js;

const MESSAGE: &str = "message";
const BULK: &str = "bulk";
/// The key under which a worker tells that it broke down.
pub const PANIC: &str = "panic";

/// Why a message could not be sent or read.
#[derive(Debug, Error)]
pub enum ChannelError {
    #[error("page and worker do not understand each other: {0}")]
    Encoding(#[from] postcard::Error),
    #[error("page and worker do not understand each other: a message without the expected parts came")]
    Shape,
    #[error("the browser would not pass a message on: {0}")]
    Posting(String),
}

/// A message as the browser passes it.
pub struct Envelope {
    pub content: Object,
    /// What changes hands.
    pub transfer: Array,
}

/// # Errors
/// [`ChannelError::Encoding`].
pub fn pack<M: Serialize>(message: &M, bulk: &[ArrayBuffer]) -> Result<Envelope, ChannelError> {
    let message = Uint8Array::from(postcard::to_stdvec(message)?.as_slice());
    let bulk: Array = bulk.iter().collect();
    let content = Object::new();
    js::set(&content, MESSAGE, &message);
    js::set(&content, BULK, &bulk);
    let transfer = bulk.slice(0, bulk.length());
    transfer.push(&message.buffer());
    Ok(Envelope { content, transfer })
}

/// # Errors
/// [`ChannelError::Shape`] and [`ChannelError::Encoding`].
pub fn unpack<M: DeserializeOwned>(content: &JsValue) -> Result<(M, Vec<ArrayBuffer>), ChannelError> {
    let message = part::<Uint8Array>(content, MESSAGE)?;
    let bulk = part::<Array>(content, BULK)?
        .iter()
        .map(|buffer| buffer.dyn_into().map_err(|_| ChannelError::Shape))
        .collect::<Result<_, _>>()?;
    Ok((postcard::from_bytes(&message.to_vec())?, bulk))
}

fn part<T: JsCast>(content: &JsValue, key: &str) -> Result<T, ChannelError> {
    js::get(content, key).and_then(|value| value.dyn_into().ok()).ok_or(ChannelError::Shape)
}
