//! How long an epoch will take here, told before it starts.

use std::rc::Rc;

use yew::prelude::*;

use crate::arch::{NetworkChoice, NetworkId};
use crate::protocol::DeviceKind;
use crate::ui::state::{Action, Calibration, LONG_EPOCH_SECONDS, View};
use crate::words::about;

#[derive(Properties, PartialEq)]
pub struct EstimateProps {
    pub network: NetworkChoice,
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
    let Some(seconds) = calibration.estimate(*device, *network, images) else {
        return html! {
            <p class="note">
                { format!("How long an epoch takes on {device_word} is known after the first steps.") }
            </p>
        };
    };
    let quicker = (seconds > LONG_EPOCH_SECONDS)
        .then(|| calibration.quick_network(*device, images))
        .flatten()
        .filter(|quick| *quick != network.id);
    html! {
        <p class="note">
            { format!("An epoch takes about {} on {device_word}, judged by earlier runs.", about(seconds)) }
            if let Some(quick) = quicker {
                { " " }
                <QuickerNetwork
                    network={quick}
                    seconds={calibration.estimate(*device, NetworkChoice::new(quick), images)}
                    dispatch={props.dispatch.clone()}
                />
            }
        </p>
    }
}

#[derive(Properties, PartialEq)]
struct QuickerNetworkProps {
    network: NetworkId,
    seconds: Option<f64>,
    dispatch: Callback<Action>,
}

/// Names a network that takes less time and leads to it.
#[component]
fn QuickerNetwork(props: &QuickerNetworkProps) -> Html {
    let network = props.network;
    let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Show(View::Network(network)));
    let time = props.seconds.map_or_else(|| "less".to_owned(), |seconds| format!("about {}", about(seconds)));
    html! {
        <>
            <button type="button" class="link" {onclick}>{ network.label() }</button>
            { format!(" takes {time}.") }
        </>
    }
}
