//! Choosing or dropping the user's own IDX files.

use std::rc::Rc;

use web_sys::{File, FileList, HtmlInputElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct OwnFilesProps {
    /// Names of the files given so far.
    pub names: Rc<Vec<String>>,
    pub on_files: Callback<Vec<File>>,
}

/// A drop zone with a button for the same.
#[component]
pub fn OwnFiles(props: &OwnFilesProps) -> Html {
    let over = use_state_eq(|| false);
    let onchange = props.on_files.reform(|event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        files(input.files())
    });
    let ondrop = {
        let (over, on_files) = (over.clone(), props.on_files.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            on_files.emit(files(event.data_transfer().and_then(|transfer| transfer.files())));
        })
    };
    let ondragover = {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(true);
        })
    };
    let ondragleave = {
        let over = over.clone();
        Callback::from(move |_: DragEvent| over.set(false))
    };
    html! {
        <div class={classes!("own-files", over.then_some("own-files-over"))} {ondrop} {ondragover} {ondragleave}>
            <label for="own-files">{ "Your own IDX files" }</label>
            <input id="own-files" type="file" multiple=true aria-describedby="own-files-hint" {onchange} />
            <p class="note" id="own-files-hint">
                if props.names.is_empty() {
                    { "Choose or drop four files: images and labels to train and to test on, gzipped or not." }
                } else {
                    { format!("Given: {}", props.names.join(", ")) }
                }
            </p>
        </div>
    }
}

fn files(list: Option<FileList>) -> Vec<File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)).collect()
}
