//! How long an epoch will take here, told before it starts.

use yew::prelude::*;

use crate::arch::Network;
use crate::protocol::DeviceKind;
use crate::ui::state::{Action, Calibration, View};
use crate::ui::tab::TabId;
use crate::words::about;

/// A network whose epoch takes less time.
#[derive(Debug, Clone, PartialEq)]
pub struct Quicker {
    pub network: TabId,
    pub label: AttrValue,
    /// What its epoch takes.
    pub seconds: f64,
}

/// What an epoch is estimated from.
pub struct Estimated<'a> {
    pub network: &'a Network,
    /// What to train instead, where an epoch is long.
    pub quicker: Option<&'a Quicker>,
    pub device: DeviceKind,
    /// Training images of an epoch.
    pub images: u32,
    pub calibration: &'a Calibration,
}

/// The time for an epoch, and a quicker network where that is long.
pub fn estimate(epoch: &Estimated<'_>, dispatch: &Callback<Action>) -> Html {
    let Estimated { network, quicker, device, images, calibration } = *epoch;
    let device_word = format!("the {}", device.word());
    let Some(seconds) = calibration.estimate(device, network, images.into()) else {
        return html! {
            <p class="note">
                { format!("How long an epoch takes on {device_word} is known after the first steps.") }
            </p>
        };
    };
    html! {
        <p class="note">
            { format!("An epoch takes about {} on {device_word}, judged by earlier runs.", about(seconds)) }
            if let Some(quicker) = quicker {
                { " " }
                { quicker_network(quicker, dispatch) }
            }
        </p>
    }
}

/// Names a network that takes less time and leads to it.
fn quicker_network(quicker: &Quicker, dispatch: &Callback<Action>) -> Html {
    let Quicker { network, label, seconds } = quicker.clone();
    let onclick = dispatch.reform(move |_: MouseEvent| Action::Show(View::Network(network)));
    html! {
        <>
            <button type="button" class="link" {onclick}>{ label }</button>
            { format!(" takes about {}.", about(seconds)) }
        </>
    }
}
