//! The lens as a whole: the image, all layers one below the other, and the end in numbers.

use std::rc::Rc;

use yew::prelude::*;

use super::dead::dead_relus;
use super::ending::ending;
use super::filters::Filters;
use super::layer::LayerBlock;
use super::occlusion::occlusion;
use super::subject::subject;
use super::unit::unit;
use crate::arch::{Network, Op, Trace, Unit};
use crate::study;
use crate::ui::state::{Action, DeadRelus, Inside, InspectChange, Lens, LensChange, Subject, TestImages};

#[derive(PartialEq, Properties)]
pub struct LensViewProps {
    pub lens: Lens,
    /// Of the run that is looked into, with its number: `LeNet-5 variant, run 1`.
    pub name: AttrValue,
    pub network: Rc<Network>,
    pub images: Option<Rc<TestImages>>,
    /// What is on the pad.
    pub drawing: Option<Rc<Vec<u8>>>,
    /// What was counted of this run's dead ReLUs.
    pub dead: Option<DeadRelus>,
    pub dispatch: Callback<Action>,
}

/// What each layer of a network makes of an image.
#[component]
pub fn LensView(props: &LensViewProps) -> Html {
    let trace = use_memo(props.network.clone(), |network| network.trace().ok());
    let Some(trace) = &*trace else { return Html::default() };
    let on_scale = props.dispatch.reform({
        let own = props.lens.own_scales;
        move |_: Event| Action::Inspect(InspectChange::Lens(LensChange::OwnScales(!own)))
    });
    let on_unit = props.dispatch.reform(|unit| Action::Inspect(InspectChange::Lens(LensChange::Unit(unit))));
    let on_open =
        props.dispatch.reform(|layer| Action::Inspect(InspectChange::Lens(LensChange::Filters(layer))));
    let seen = props.lens.seen.as_ref();
    let block = |at: usize, inside: &Inside| {
        let layer = &trace.layers[at];
        let open =
            props.lens.filters().filter(|(layer, _)| *layer as usize == at).map(|(_, weights)| weights);
        let chosen = props.lens.unit.filter(|unit| unit.layer as usize == at);
        let element = chosen.map(|unit| unit.element as usize).filter(|at| *at < layer.output.elements());
        let on_pick =
            on_unit.reform(move |element: usize| Some(Unit { layer: at as u32, element: element as u32 }));
        html! {
            <>
                <LayerBlock
                    key={layer.name.clone()}
                    layer={layer.clone()}
                    values={inside.activations.output_of(at).to_vec()}
                    own_scales={props.lens.own_scales}
                    chosen={element}
                    {on_pick}
                    open={open.is_some()}
                    on_open={on_open.reform(move |open: bool| open.then_some(at as u32))}
                />
                if let Some(weights) = open.flatten() {
                    <Filters
                        layer={layer.clone()}
                        of_layer={weights.clone()}
                        data={props.images.as_ref().map_or_else(AttrValue::default, |images| images.data.clone().into())}
                    />
                }
                if let (Some(unit_chosen), Some(element)) = (chosen, element) {
                    { unit(trace, inside, unit_chosen, element, seen.map(|seen| &seen.question), &on_unit) }
                }
            </>
        }
    };
    html! {
        <section class="lens" id="lens" aria-labelledby="lens-title">
            <h3 id="lens-title">{ format!("What {} computes", props.name) }</h3>
            { subject(props) }
            <label class="draw-switch">
                <input type="checkbox" checked={props.lens.own_scales} onchange={on_scale} />
                { "A scale for each channel" }
            </label>
            <p class="note">
                { "Grey is 0, white positive, black negative. Click a place in a channel to see how its number comes \
                   about and what it sees; arrow keys move on." }
            </p>
            if let Some(seen) = seen {
                { match &seen.answer {
                    Err(trouble) => html! { <p role="alert">{ format!("{} {}", trouble.message, trouble.advice) }</p> },
                    Ok(inside) if inside.activations.layers() == trace.layers.len() => html! {
                        <>
                            { for (0..trace.layers.len()).map(|at| block(at, inside)) }
                            { dead_relus(props, trace) }
                            { end(props, &study::CrossEntropy::of(logits(trace, inside))) }
                        </>
                    },
                    // Of another network, until the answer of this one comes.
                    Ok(_) => Html::default(),
                } }
            }
        </section>
    }
}

fn end(props: &LensViewProps, end: &study::CrossEntropy) -> Html {
    html! {
        <>
            { ending(end, truth(props)) }
            { occlusion(props, end) }
        </>
    }
}

/// What goes into the softmax.
fn logits<'a>(trace: &Trace, inside: &'a Inside) -> &'a [f32] {
    let last = trace.layers.len() - 1;
    match trace.layers[last].op {
        Op::LogSoftmax => inside.activations.input_of(last),
        _ => inside.activations.output_of(last),
    }
}

/// What the image shows, where that is known.
fn truth(props: &LensViewProps) -> Option<u8> {
    match props.lens.subject {
        Subject::TestImage(index) => props.images.as_ref()?.label(index),
        Subject::Pad => None,
    }
}
