//! Files that were dropped on the page, also those within folders. Through `Reflect`: web-sys splits the
//! entries of a file system into many types of which five calls are needed here.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File};

use super::js;

/// Folders within folders that are looked into: a data set of torchvision lies three deep.
const DEEPEST: usize = 4;
/// Files that are taken at most: whoever drops more has dropped the wrong folder.
const MOST: usize = 1000;

/// What was dropped, while the browser still tells: afterwards only the files and folders themselves remain.
pub struct Dropped {
    files: Vec<File>,
    folders: Vec<JsValue>,
}

impl Dropped {
    /// To be called from within the event.
    pub fn new(transfer: &DataTransfer) -> Self {
        let items = js::get(transfer, "items").map(|items| Array::from(&items)).unwrap_or_default();
        let entries = items.iter().filter_map(|item| {
            let entry = js::call(&item, "webkitGetAsEntry", &JsValue::UNDEFINED).ok()?;
            js::is_set(&entry, "isDirectory").then_some(entry)
        });
        let folders: Vec<JsValue> = entries.collect();
        let list = transfer.files();
        let files = list.iter().flat_map(|list| (0..list.length()).filter_map(|at| list.get(at)));
        // A folder is among the files too, as one that cannot be read.
        let is_folder = |file: &File| {
            folders.iter().any(|folder| js::get_text(folder, "name").as_deref() == Some(&file.name()))
        };
        Self { files: files.filter(|file| !is_folder(file)).collect(), folders }
    }

    /// The files, and those in the folders. What the browser does not let be read is left out.
    pub async fn files(self) -> Vec<File> {
        let Self { mut files, folders } = self;
        let mut waiting: Vec<(JsValue, usize)> = folders.into_iter().map(|folder| (folder, 1)).collect();
        while let Some((folder, depth)) = waiting.pop() {
            for entry in children(&folder).await {
                if js::is_set(&entry, "isDirectory") {
                    if depth < DEEPEST {
                        waiting.push((entry, depth + 1));
                    }
                } else if let Some(file) = answer(&entry, "file").await
                    && files.len() < MOST
                {
                    files.push(file.unchecked_into());
                }
            }
        }
        files
    }
}

/// The entries of a folder. The browser gives some at a time and an empty list in the end.
async fn children(folder: &JsValue) -> Vec<JsValue> {
    let mut found = Vec::new();
    let Ok(reader) = js::call(folder, "createReader", &JsValue::UNDEFINED) else { return found };
    while let Some(some) = answer(&reader, "readEntries").await {
        let some = Array::from(&some);
        if some.length() == 0 || found.len() >= MOST {
            break;
        }
        found.extend(some.iter());
    }
    found
}

/// What a method gives that takes two functions to call back, one for success and one for failure.
async fn answer(target: &JsValue, method: &str) -> Option<JsValue> {
    let function: Function = js::get(target, method)?.dyn_into().ok()?;
    let promise = Promise::new(&mut |resolve, reject| {
        if let Err(error) = function.call2(target, &resolve, &reject) {
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    JsFuture::from(promise).await.ok()
}
