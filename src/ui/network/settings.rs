//! The settings of a network as a form.

use std::rc::Rc;

use web_sys::File;
use yew::prelude::*;

use super::fields::{ChoiceField, NumberField, SwitchField};
use super::own_files::OwnFilesField;
use crate::arch::NetworkId;
use crate::train::{DataChoice, DeviceChoice, Field, FieldError, ScheduleKind, Settings};
use crate::ui::state::{Action, OwnFiles};

#[derive(Properties, PartialEq)]
pub struct SettingsFormProps {
    pub id: NetworkId,
    pub settings: Rc<Settings>,
    pub errors: Rc<Vec<FieldError>>,
    /// Whether the link to these settings is on the clipboard.
    pub link_copied: bool,
    /// The files that the user gave.
    pub own_files: Option<Rc<OwnFiles>>,
    /// Whether the form is open at first.
    pub open: bool,
    pub dispatch: Callback<Action>,
    pub on_files: Callback<(NetworkId, Vec<File>)>,
}

/// Every setting with its label and its error, a way back to the source's, and the link to them.
#[component]
pub fn SettingsForm(props: &SettingsFormProps) -> Html {
    let id = props.id;
    let settings = &*props.settings;
    let form = FormParts { props };
    let reset = props.dispatch.reform(move |_: MouseEvent| Action::ResetSettings(id));
    let copy = props.dispatch.reform(move |_: MouseEvent| Action::CopyLink(id));
    let on_transpose = props.dispatch.reform(move |on: bool| Action::TransposeOwnFiles(id, on));
    let on_files = props.on_files.reform(move |files: Vec<File>| (id, files));
    html! {
        <details class="settings" open={props.open}>
            <summary>{ "Settings" }</summary>
            if id == NetworkId::Cnn {
                <fieldset>
                    <legend>{ "Filters of the convolutions" }</legend>
                    { for (0..3).map(|index| form.filters(index)) }
                </fieldset>
            }
            <fieldset>
                <legend>{ "Training" }</legend>
                { form.number(Field::Epochs, &settings.epochs, |settings, text| settings.epochs = text) }
                { form.number(Field::Batch, &settings.batch, |settings, text| settings.batch = text) }
                { form.real(Field::LearningRate, &settings.learning_rate, |settings, text| settings.learning_rate = text) }
                { form.real(Field::Momentum, &settings.momentum, |settings, text| settings.momentum = text) }
                { form.real(Field::WeightDecay, &settings.weight_decay, |settings, text| settings.weight_decay = text) }
                { form.number(Field::Seed, &settings.seed, |settings, text| settings.seed = text) }
                { form.schedule() }
            </fieldset>
            <fieldset class="switches">
                <legend>{ "Images" }</legend>
                { form.switch(Field::Shuffle, settings.shuffle, |settings, on| settings.shuffle = on) }
                { form.switch(Field::Normalise, settings.normalise, |settings, on| settings.normalise = on) }
                { form.switch(Field::Augment, settings.augment, |settings, on| settings.augment = on) }
            </fieldset>
            <fieldset>
                <legend>{ "Device and data" }</legend>
                { form.device() }
                { form.data() }
                <OwnFilesField files={props.own_files.clone()} {on_files} {on_transpose} />
            </fieldset>
            <p class="settings-actions">
                <button type="button" onclick={reset}>{ "Settings of the source" }</button>
                <button type="button" onclick={copy}>
                    { if props.link_copied { "Link copied" } else { "Copy link" } }
                </button>
            </p>
        </details>
    }
}

/// Makes the fields of the form.
struct FormParts<'a> {
    props: &'a SettingsFormProps,
}

impl FormParts<'_> {
    /// Turns what is typed into the settings with it.
    fn change<T: 'static>(&self, write: impl Fn(&mut Settings, T) + 'static) -> Callback<T> {
        let (id, settings) = (self.props.id, self.props.settings.clone());
        self.props.dispatch.reform(move |value: T| {
            let mut settings = Settings::clone(&settings);
            write(&mut settings, value);
            Action::Edit(id, Rc::new(settings))
        })
    }

    fn error(&self, field: Field, input: usize) -> Option<AttrValue> {
        let wrong = |error: &&FieldError| error.field == field && error.input == input;
        self.props.errors.iter().find(wrong).map(|error| error.message.clone().into())
    }

    /// A whole number.
    fn number(&self, field: Field, value: &str, write: fn(&mut Settings, String)) -> Html {
        self.labelled_number(field, 0, false, field.label().into(), value, write)
    }

    /// A number that may have a fraction.
    fn real(&self, field: Field, value: &str, write: fn(&mut Settings, String)) -> Html {
        self.labelled_number(field, 0, true, field.label().into(), value, write)
    }

    fn labelled_number(
        &self,
        field: Field,
        input: usize,
        decimal: bool,
        label: String,
        value: &str,
        write: impl Fn(&mut Settings, String) + 'static,
    ) -> Html {
        html! {
            <NumberField
                id={format!("setting-{}-{input}", field.as_str())}
                {label}
                {decimal}
                value={value.to_owned()}
                error={self.error(field, input)}
                on_change={self.change(write)}
            />
        }
    }

    fn filters(&self, index: usize) -> Html {
        let label = format!("Convolution {}", index + 1);
        let write = move |settings: &mut Settings, text| settings.filters[index] = text;
        self.labelled_number(Field::Filters, index, false, label, &self.props.settings.filters[index], write)
    }

    fn switch(&self, field: Field, checked: bool, write: fn(&mut Settings, bool)) -> Html {
        html! {
            <SwitchField
                id={format!("setting-{}", field.as_str())}
                label={field.label()}
                {checked}
                on_change={self.change(write)}
            />
        }
    }

    fn choice(
        &self,
        field: Field,
        options: Vec<(AttrValue, AttrValue)>,
        value: &'static str,
        write: fn(&mut Settings, String),
    ) -> Html {
        html! {
            <ChoiceField
                id={format!("setting-{}", field.as_str())}
                label={field.label()}
                {options}
                {value}
                on_change={self.change(write)}
            />
        }
    }

    fn schedule(&self) -> Html {
        let settings = &self.props.settings;
        let stepped = settings.schedule == ScheduleKind::Step;
        let options = vec![("constant".into(), "Constant".into()), ("step".into(), "Step".into())];
        let value = if stepped { "step" } else { "constant" };
        html! {
            <>
                { self.choice(Field::Schedule, options, value, |settings, word| {
                    settings.schedule = if word == "step" { ScheduleKind::Step } else { ScheduleKind::Constant };
                }) }
                if stepped {
                    { self.labelled_number(Field::Schedule, 0, false, "Epochs between steps".into(), &settings.every,
                        |settings, text| settings.every = text) }
                    { self.labelled_number(Field::Schedule, 1, true, "Factor of a step".into(), &settings.gamma,
                        |settings, text| settings.gamma = text) }
                }
            </>
        }
    }

    fn device(&self) -> Html {
        let words = |choice: DeviceChoice| match choice {
            DeviceChoice::Auto => "Automatic",
            DeviceChoice::WebGpu => "GPU (WebGPU)",
            DeviceChoice::Cpu => "CPU (WebAssembly)",
        };
        let options = DeviceChoice::ALL.map(|choice| (choice.as_str().into(), words(choice).into())).to_vec();
        self.choice(Field::Device, options, self.props.settings.device.as_str(), |settings, word| {
            settings.device = DeviceChoice::named(&word).unwrap_or(settings.device);
        })
    }

    fn data(&self) -> Html {
        let words = |choice: DataChoice| match choice {
            DataChoice::Mnist => "MNIST",
            DataChoice::Generated => "Generated digits",
            DataChoice::Own => "Own files",
        };
        let options = DataChoice::ALL.map(|choice| (choice.as_str().into(), words(choice).into())).to_vec();
        self.choice(Field::Data, options, self.props.settings.data.as_str(), |settings, word| {
            settings.data = DataChoice::named(&word).unwrap_or(settings.data);
        })
    }
}
