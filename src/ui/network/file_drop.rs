//! Choosing or dropping files.

use web_sys::{File, FileList, HtmlInputElement};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::web::Dropped;

#[derive(Properties, PartialEq)]
pub struct FileDropProps {
    /// Of the input.
    pub id: AttrValue,
    pub label: AttrValue,
    /// What to choose, or what was.
    pub hint: AttrValue,
    /// Whether several files belong together.
    #[prop_or_default]
    pub multiple: bool,
    pub on_files: Callback<Vec<File>>,
}

/// A drop zone with a button for the same. Folders can be dropped too.
#[component]
pub fn FileDrop(props: &FileDropProps) -> Html {
    let over = use_state_eq(|| false);
    let onchange = props.on_files.reform(|event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        files(input.files())
    });
    // Else a file that was changed could not be chosen again.
    let onclick = Callback::from(|event: MouseEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        input.set_value("");
    });
    let ondrop = {
        let (over, on_files) = (over.clone(), props.on_files.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            let Some(dropped) = event.data_transfer().as_ref().map(Dropped::new) else { return };
            let on_files = on_files.clone();
            spawn_local(async move { on_files.emit(dropped.files().await) });
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
    let hint_id = format!("{}-hint", props.id);
    html! {
        <div class={classes!("file-drop", over.then_some("file-drop-over"))} {ondrop} {ondragover} {ondragleave}>
            <label for={props.id.clone()}>{ &props.label }</label>
            <input id={props.id.clone()} type="file" multiple={props.multiple}
                aria-describedby={hint_id.clone()} {onchange} {onclick} />
            <p class="note" id={hint_id}>{ &props.hint }</p>
        </div>
    }
}

fn files(list: Option<FileList>) -> Vec<File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)).collect()
}
