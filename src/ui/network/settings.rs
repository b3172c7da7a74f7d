//! The settings of a network as a form.

use std::rc::Rc;

use web_sys::File;
use yew::prelude::*;

use super::own_files::OwnFilesField;
use crate::settings::{
    Choice, Field, FieldError, Group, Kind, OptimiserChoice, SCHEDULES, SETTINGS, STEP, STEP_LABELS, Setting,
    Settings, switched,
};
use crate::ui::fields::{Number, choice_field, number_field, switch_field};
use crate::ui::state::{Action, OwnFiles};
use crate::ui::tab::TabId;

#[derive(Properties, PartialEq)]
pub struct SettingsFormProps {
    pub id: TabId,
    pub settings: Rc<Settings>,
    pub errors: Rc<Vec<FieldError>>,
    /// Whether the link to these settings is on the clipboard.
    pub link_copied: bool,
    /// The files that the user gave.
    pub own_files: Option<Rc<OwnFiles>>,
    /// Whether the form is open at first.
    pub open: bool,
    pub dispatch: Callback<Action>,
    pub on_files: Callback<(TabId, Vec<File>)>,
}

/// Every setting with its label and its error, a way back to the source's, and the link to them.
#[component]
pub fn SettingsForm(props: &SettingsFormProps) -> Html {
    let id = props.id;
    let form = FormParts { props };
    let reset = props.dispatch.reform(move |_: MouseEvent| Action::ResetSettings(id));
    let copy = props.dispatch.reform(move |_: MouseEvent| Action::CopyLink(id));
    let on_transpose = props.dispatch.reform(move |on: bool| Action::TransposeOwnFiles(id, on));
    let on_files = props.on_files.reform(move |files: Vec<File>| (id, files));
    html! {
        <details class="settings" open={props.open}>
            <summary>{ "Settings" }</summary>
            { for GROUPS.iter().filter(|(group, ..)| form.has_any(*group)).map(|(group, legend, class)| html! {
                <fieldset class={*class}>
                    <legend>{ *legend }</legend>
                    { form.group(*group) }
                    if *group == Group::Place {
                        <OwnFilesField files={props.own_files.clone()} on_files={on_files.clone()}
                            on_transpose={on_transpose.clone()} />
                    }
                </fieldset>
            }) }
            <p class="settings-actions">
                <button type="button" onclick={reset}>{ "Settings of the source" }</button>
                <button type="button" onclick={copy}>
                    { if props.link_copied { "Link copied" } else { "Copy link" } }
                </button>
            </p>
        </details>
    }
}

/// Makes the fields of the form, each as its setting's row says.
struct FormParts<'a> {
    props: &'a SettingsFormProps,
}

impl FormParts<'_> {
    fn settings(&self) -> &Settings {
        &self.props.settings
    }

    /// Whether the network has a setting of this group.
    fn has_any(&self, group: Group) -> bool {
        let has = |setting: &Setting| !self.settings().inputs(setting.field).is_empty();
        SETTINGS.iter().any(|setting| setting.group == group && has(setting))
    }

    /// Whether the chosen optimiser has it, or it has to be put right.
    fn is_shown(&self, field: Field) -> bool {
        let optimiser = self.settings().text(Field::Optimiser);
        let has_momentum = [OptimiserChoice::Sgd, OptimiserChoice::Nesterov].map(OptimiserChoice::word);
        field != Field::Momentum
            || has_momentum.contains(&optimiser.as_str())
            || self.props.errors.iter().any(|error| error.field == field)
    }

    fn group(&self, group: Group) -> Html {
        let settings =
            SETTINGS.iter().filter(|setting| setting.group == group && self.is_shown(setting.field));
        settings.map(|setting| self.field(setting.field)).collect()
    }

    fn field(&self, field: Field) -> Html {
        let setting = field.setting();
        let first = || self.settings().inputs(field).first().cloned().unwrap_or_default();
        match &setting.kind {
            Kind::Whole { .. } => self.number(field, 0, false, setting.label),
            Kind::Real { .. } => self.number(field, 0, true, setting.label),
            Kind::Switch { .. } => {
                let on_change = self.change(field, 0).reform(|on| switched(on).to_owned());
                switch_field(id(field), setting.label, first() == switched(true), &on_change)
            }
            Kind::Choice { options, .. } => self.choice(field, options, &first()),
            Kind::Schedule { .. } => {
                let chosen = first();
                html! {
                    <>
                        { self.choice(field, &SCHEDULES, &chosen) }
                        if chosen == STEP {
                            { self.number(field, 1, false, STEP_LABELS[0]) }
                            { self.number(field, 2, true, STEP_LABELS[1]) }
                        }
                    </>
                }
            }
            Kind::Filters => {
                let convolutions = 0..self.settings().inputs(field).len();
                let input = |at: usize| self.number(field, at, false, &format!("Convolution {}", at + 1));
                convolutions.map(input).collect()
            }
        }
    }

    /// Turns what is typed into one of a field's inputs into the settings with it.
    fn change(&self, field: Field, input: usize) -> Callback<String> {
        let (id, settings) = (self.props.id, self.props.settings.clone());
        self.props.dispatch.reform(move |text: String| {
            Action::Edit(id, Rc::new(Settings::clone(&settings).with_input(field, input, text)))
        })
    }

    fn number(&self, field: Field, input: usize, decimal: bool, label: &str) -> Html {
        let wrong = |error: &&FieldError| error.field == field && error.input == input;
        let error = self.props.errors.iter().find(wrong).map(|error| error.message.as_str());
        let value = self.settings().inputs(field)[input].as_str();
        let number = Number { label, value, decimal, error, cell: None };
        number_field(format!("{}-{input}", id(field)), &number, &self.change(field, input))
    }

    fn choice(&self, field: Field, options: &'static [Choice], value: &str) -> Html {
        choice_field(id(field), field.setting().label, options, value, &self.change(field, 0))
    }
}

fn id(field: Field) -> String {
    format!("setting-{field}")
}

/// The form's groups with their legends and classes.
const GROUPS: [(Group, &str, &str); 5] = [
    (Group::Network, "Filters of the convolutions", ""),
    (Group::Training, "Training", ""),
    (Group::Images, "Images", "switches"),
    (Group::Place, "Device and data", ""),
    (Group::Goals, "Goals; 0 for none", ""),
];
