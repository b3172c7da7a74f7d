//! The pad with its buttons, what the network sees, and what the networks say.

use std::rc::Rc;

use yew::prelude::*;

use super::{
    bars::{Bars, Trained},
    pad::{Pad, SharedSheet},
    sheet::Sheet,
};
use crate::{
    protocol::{Prediction, Sample},
    ui::digit::Digit,
};

/// What [`DrawPanel`] shows and asks for.
#[derive(PartialEq, Properties)]
pub struct DrawPanelProps {
    /// The networks that can be asked.
    pub trained: Rc<Vec<Trained>>,
    /// Their latest answers.
    pub predictions: Rc<Vec<Prediction>>,
    /// The latest test image that was asked for; a new one is put on the pad.
    #[prop_or_default]
    pub sample: Option<Sample>,
    /// Ask all trained networks about 28 × 28 bytes, row by row, 0 background, 255 ink.
    pub on_predict: Callback<Vec<u8>>,
    pub on_request_sample: Callback<()>,
}

const HINT: &str = "pad-hint";

/// Draw a digit and see what every trained network makes of it. The drawing lives as long as the panel.
#[component]
pub fn DrawPanel(props: &DrawPanelProps) -> Html {
    let sheet = use_memo((), |()| SharedSheet::default());
    let centred = use_state_eq(|| true);
    let seen = use_state_eq(|| None::<Rc<Vec<u8>>>);
    let version = use_state_eq(|| 0u32);
    let asked_in_vain = use_state_eq(|| false);

    let look = {
        let (sheet, seen, asked_in_vain) = (sheet.clone(), seen.setter(), asked_in_vain.setter());
        let on_predict = props.on_predict.clone();
        move |centred: bool| {
            let pixels = sheet.read().seen(centred);
            seen.set(pixels.clone().map(Rc::new));
            if let Some(pixels) = pixels {
                asked_in_vain.set(false);
                on_predict.emit(pixels);
            }
        }
    };
    // A network that has just been trained is asked about what is on the pad.
    use_effect_with((props.trained.clone(), *centred), {
        let look = look.clone();
        move |(_, centred)| look(*centred)
    });
    let change = {
        let (sheet, version, look, centred) = (sheet.clone(), version.clone(), look.clone(), *centred);
        move |act: &dyn Fn(&mut Sheet)| {
            act(&mut sheet.write());
            version.set(version.wrapping_add(1));
            look(centred);
        }
    };
    use_effect_with(props.sample.clone(), {
        let change = change.clone();
        move |sample| {
            if let Some(sample) = sample {
                change(&|sheet| sheet.put(sample.clone()));
            }
        }
    });

    let button = |act: fn(&mut Sheet)| {
        let change = change.clone();
        Callback::from(move |_: MouseEvent| change(&act))
    };
    let with_ink = |then: Callback<MouseEvent>| {
        let (sheet, asked_in_vain) = (sheet.clone(), asked_in_vain.setter());
        Callback::from(move |event: MouseEvent| {
            let is_empty = sheet.read().is_empty();
            asked_in_vain.set(is_empty);
            if !is_empty {
                then.emit(event);
            }
        })
    };
    let on_ink = Callback::from({
        let (look, centred) = (look.clone(), *centred);
        move |()| look(centred)
    });
    let predict = on_ink.reform(|_: MouseEvent| ());
    let request_sample = props.on_request_sample.reform(|_: MouseEvent| ());
    let switch = {
        let centred = centred.clone();
        move |_: Event| centred.set(!*centred)
    };
    html! {
        <section class="draw" aria-label="Draw a digit">
            <div class="draw-pad">
                <Pad sheet={(*sheet).clone()} version={*version} {on_ink} hint={HINT} />
                <div class="draw-buttons">
                    <button type="button" class="primary" onclick={with_ink(predict)}>{ "Predict" }</button>
                    <button type="button" onclick={button(Sheet::clear)}>{ "Reset" }</button>
                    <button type="button" onclick={with_ink(button(Sheet::blur))}>{ "Blur" }</button>
                    <button type="button" disabled={!sheet.read().can_undo()} onclick={button(Sheet::undo)}>{ "Undo" }</button>
                    <button type="button" onclick={request_sample}>{ "Test-set sample" }</button>
                </div>
                <p class="draw-message" aria-live="polite">{ message(&sheet.read(), *asked_in_vain) }</p>
                <p class="draw-hint" id={HINT}>
                    { "Mouse, finger or pen; with the keyboard, arrow keys move and Space puts the pen down or lifts it." }
                </p>
            </div>
            <div class="draw-seen">
                <h3 class="draw-title">{ "The network sees" }</h3>
                <Digit pixels={(*seen).clone().unwrap_or_default()} label={seen_label(seen.is_some())} />
                <label class="draw-switch">
                    <input type="checkbox" checked={*centred} onchange={switch} />
                    { "Centre and scale like MNIST" }
                </label>
            </div>
            <div class="draw-guesses">
                <h3 class="draw-title">{ "Each network says" }</h3>
                <Bars trained={props.trained.clone()} predictions={props.predictions.clone()} has_ink={seen.is_some()} />
            </div>
        </section>
    }
}

fn seen_label(has_ink: bool) -> &'static str {
    if has_ink { "Your drawing as 28×28 pixels" } else { "Nothing yet: 28×28 empty pixels" }
}

/// What the line below the pad says.
fn message(sheet: &Sheet, asked_in_vain: bool) -> String {
    match sheet.sample() {
        Some(Sample { data, index, label, .. }) => {
            format!("Test image {index} of {data}, labelled {label}.")
        }
        None if sheet.is_empty() && asked_in_vain => "Draw a digit first.".to_owned(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_pad_says_so_once_it_is_asked() {
        let mut sheet = Sheet::default();
        assert_eq!(message(&sheet, false), "");
        assert_eq!(message(&sheet, true), "Draw a digit first.");
        sheet.press((70.0, 70.0));
        assert_eq!(message(&sheet, true), "");
    }

    #[test]
    fn a_test_image_is_named_with_its_data_and_label() {
        let mut sheet = Sheet::default();
        sheet.put(Sample { data: "MNIST".into(), index: 42, label: 7, pixels: vec![9; 784] });
        assert_eq!(message(&sheet, false), "Test image 42 of MNIST, labelled 7.");
    }
}
