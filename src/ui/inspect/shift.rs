//! The shift test: accuracy on moved images as a heat map, on turned ones as a curve.

use std::rc::Rc;

use yew::prelude::*;

use super::view::{InspectViewProps, InspectedRun};
use crate::chart::{Curve, Series, SeriesStyle};
use crate::order::ascending;
use crate::study::shift::{FARTHEST, Move, STEEPEST, UNCROPPED};
use crate::ui::chart::{LineChart, look};
use crate::ui::state::{Action, InspectChange, Shifted};
use crate::words::count;
use crate::zoo;

/// How opaque the shade of an accuracy of 100 % is.
const SHADE: f64 = 0.45;

/// The tests so far, and the way to begin one, stop it and go on.
pub fn shifts(props: &InspectViewProps, shown: &InspectedRun) -> Html {
    let tests = &props.state.shifts;
    let running = tests.running();
    let test = tests.of(shown.run);
    let (label, change) = match (running, test) {
        (Some(_), _) => ("Stop the shift test", InspectChange::StopShifts),
        (None, Some(test)) if !test.left.is_empty() => ("Go on with finer moves", InspectChange::TestShifts),
        (None, Some(_)) => ("Test again", InspectChange::TestShifts),
        (None, None) => ("Move the images", InspectChange::TestShifts),
    };
    let ready = props.state.images.is_some() && shown.has_weights;
    let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Inspect(change));
    let named = |test: &Rc<Shifted>| {
        let run = props.runs.iter().find(|run| run.run == test.run)?;
        Some((run, test.clone()))
    };
    let told: Vec<(&InspectedRun, Rc<Shifted>)> = tests.tests.iter().filter_map(named).collect();
    html! {
        <section class="lens" aria-labelledby="shift-title">
            <h3 id="shift-title">{ "Shift test" }</h3>
            <p class="note">
                { format!(
                    "How well a network reads the first 1,000 test images when they are shifted by up to {FARTHEST} \
                     pixels or turned by up to {STEEPEST} degrees; coarse moves first, then finer ones. Beyond \
                     {UNCROPPED} pixels, in the cells without a border, digits are cropped. Test several networks to have \
                     them side by side: {} is {} without its pools, with as many weights in the same shapes.",
                    zoo::CNN_STRIDED.label, zoo::CNN.label
                ) }
            </p>
            <div class="row">
                <button type="button" class="quiet" disabled={!ready} {onclick}>{ label }</button>
                <span role="status">{ for test.map(|test| progress(shown, test)) }</span>
            </div>
            { for told.iter().map(|(run, test)| heat_map(run, test)) }
            if !told.is_empty() {
                <LineChart
                    title="Accuracy on turned images"
                    x_label="degrees clockwise"
                    y_label="read right"
                    series={Rc::new(told.iter().map(|(run, test)| turns(run, test)).collect::<Vec<_>>())}
                    percent=true
                    file_name="turned-images"
                />
            }
        </section>
    }
}

fn progress(shown: &InspectedRun, test: &Shifted) -> String {
    let (done, all) = (test.accuracies.len(), test.accuracies.len() + test.left.len());
    format!("{done} of {all} moves of {}", shown.name())
}

/// Rows are pixels down, columns pixels to the right; a cell is the accuracy in per cent.
fn heat_map(run: &InspectedRun, test: &Shifted) -> Html {
    let along = || -FARTHEST..=FARTHEST;
    let accuracy = |right: i8, down: i8| {
        let found = test.accuracies.iter().find(|(moved, _)| *moved == Move::Shift(right, down));
        found.map(|(_, accuracy)| *accuracy)
    };
    let cell = |right: i8, down: i8| {
        let is_whole = right.abs() <= UNCROPPED && down.abs() <= UNCROPPED;
        let accuracy = accuracy(right, down);
        html! {
            <td class={is_whole.then_some("shift-whole")} data-shift={format!("{right},{down}")}>
                if let Some(accuracy) = accuracy {
                    <svg class="cell-shade" aria-hidden="true">
                        <rect width="100%" height="100%" fill-opacity={format!("{:.3}", SHADE * accuracy)} />
                    </svg>
                    { format!("{:.0}", 100.0 * accuracy) }
                }
            </td>
        }
    };
    let caption = format!(
        "{}: accuracy on {} images of {}, in per cent, shifted by so many pixels to the right and down",
        run.name(),
        count(test.images.into()),
        test.data
    );
    html! {
        <div class="scroll-box" tabindex="0" role="region" aria-label={format!("Shifts of {}, scrolls", run.name())}>
            <table class="shift-map">
                <caption>{ caption }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "down" }</th>
                        { for along().map(|right| html! { <th scope="col">{ signed(right) }</th> }) }
                    </tr>
                </thead>
                <tbody>
                    { for along().map(|down| html! {
                        <tr>
                            <th scope="row">{ signed(down) }</th>
                            { for along().map(|right| cell(right, down)) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

fn signed(pixels: i8) -> String {
    pixels.to_string().replace('-', "−")
}

fn turns(run: &InspectedRun, test: &Shifted) -> Series {
    let turned = |(moved, accuracy): &(Move, f64)| match moved {
        Move::Turn(degrees) => Some((f64::from(*degrees), *accuracy)),
        Move::Shift(..) => None,
    };
    let found = ascending(test.accuracies.iter().filter_map(turned).collect(), |(degrees, _)| *degrees);
    let mut points = Curve::default();
    for point in found {
        points.push(point);
    }
    let style = SeriesStyle::Marked;
    Series { name: run.name(), look: look::of(run.tab), points, style }
}
