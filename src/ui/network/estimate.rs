//! How long an epoch will take here, told before it starts.

use std::rc::Rc;

use yew::prelude::*;

use crate::arch::{Network, NetworkId};
use crate::protocol::DeviceKind;
use crate::ui::state::{Action, Calibration, View};
use crate::words::about;

/// A network whose epoch takes less time.
#[derive(Debug, Clone, PartialEq)]
pub struct Quicker {
    pub network: NetworkId,
    pub label: AttrValue,
    /// What its epoch takes.
    pub seconds: f64,
}

#[derive(Properties, PartialEq)]
pub struct EstimateProps {
    pub network: Network,
    /// What to train instead, where an epoch is long.
    pub quicker: Option<Quicker>,
    pub device: DeviceKind,
    /// Training images of an epoch.
    pub images: u32,
    pub calibration: Rc<Calibration>,
    pub dispatch: Callback<Action>,
}

/// The time for an epoch, and a quicker network where that is long.
#[component]
pub fn Estimate(props: &EstimateProps) -> Html {
    let EstimateProps { network, device, calibration, .. } = props;
    let images = f64::from(props.images);
    let device_word = match device {
        DeviceKind::Gpu => "the GPU",
        DeviceKind::Cpu => "the CPU",
    };
    let Some(seconds) = calibration.estimate(*device, network, images) else {
        return html! {
            <p class="note">
                { format!("How long an epoch takes on {device_word} is known after the first steps.") }
            </p>
        };
    };
    html! {
        <p class="note">
            { format!("An epoch takes about {} on {device_word}, judged by earlier runs.", about(seconds)) }
            if let Some(quicker) = &props.quicker {
                { " " }
                <QuickerNetwork quicker={quicker.clone()} dispatch={props.dispatch.clone()} />
            }
        </p>
    }
}

#[derive(Properties, PartialEq)]
struct QuickerNetworkProps {
    quicker: Quicker,
    dispatch: Callback<Action>,
}

/// Names a network that takes less time and leads to it.
#[component]
fn QuickerNetwork(props: &QuickerNetworkProps) -> Html {
    let Quicker { network, label, seconds } = props.quicker.clone();
    let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Show(View::Network(network)));
    html! {
        <>
            <button type="button" class="link" {onclick}>{ label }</button>
            { format!(" takes about {}.", about(seconds)) }
        </>
    }
}
