//! The user's own IDX files: where they are given, and how they were understood.

use std::rc::Rc;

use web_sys::File;
use yew::prelude::*;

use super::file_drop::FileDrop;
use crate::protocol::Sample;
use crate::ui::digit::Digit;
use crate::ui::fields::switch_field;
use crate::ui::state::OwnFiles;
use crate::words::count;

#[derive(Properties, PartialEq)]
pub struct OwnFilesFieldProps {
    /// Those that were found good.
    pub files: Option<Rc<OwnFiles>>,
    pub on_files: Callback<Vec<File>>,
    pub on_transpose: Callback<bool>,
}

/// A drop zone; below it the first images with their labels, so that one sees before training whether they
/// are the right way up.
#[component]
pub fn OwnFilesField(props: &OwnFilesFieldProps) -> Html {
    html! {
        <>
            <FileDrop id="own-files" label="Your own IDX files" hint={hint(props.files.as_deref())}
                multiple=true on_files={props.on_files.clone()} />
            if let Some(files) = &props.files {
                <div class="own-files">
                    <ol class="own-preview" aria-label="The first training images">
                        { for files.data.preview.iter().map(image) }
                    </ol>
                    { for files.data.remarks.iter().map(|remark| html! { <p class="note">{ remark }</p> }) }
                    { switch_field("own-transpose".to_owned(), "Transpose", files.transpose, &props.on_transpose) }
                    <p class="note">{ "Swaps rows and columns: EMNIST lies on its side without." }</p>
                </div>
            }
        </>
    }
}

fn image(sample: &Sample) -> Html {
    let label = sample.label.to_string();
    html! {
        <li>
            <Digit pixels={Rc::new(sample.pixels.clone())} label={format!("An image labelled {label}")} />
            <span aria-hidden="true">{ label }</span>
        </li>
    }
}

fn hint(files: Option<&OwnFiles>) -> String {
    match files {
        None => {
            "Choose or drop four files, or their folder: images and labels to train and to test on, gzipped \
                 or not."
                .to_owned()
        }
        Some(OwnFiles { files, data, .. }) => format!(
            "Given: {}. {} images to train and {} to test on.",
            files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", "),
            count(u64::from(data.train)),
            count(u64::from(data.test))
        ),
    }
}
