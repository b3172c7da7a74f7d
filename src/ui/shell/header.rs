//! The header: name, device, data, links.

use std::rc::Rc;

use yew::prelude::*;

use crate::protocol::{DataKind, DataReport, DeviceReport};
use crate::web::gpu::GpuProbe;
use crate::words::count;

#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// What came of asking for a GPU; none while that is unknown.
    pub gpu: Option<Rc<GpuProbe>>,
    pub device: Option<Rc<DeviceReport>>,
    pub data: Option<Rc<DataReport>>,
}

/// Name, device badge, data badge, links.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let (device, reason) = device_words(props.gpu.as_deref(), props.device.as_deref());
    let data = data_words(props.data.as_deref());
    let notice = props.data.as_ref().and_then(|data| data.notice.clone());
    html! {
        <header class="site-header">
            <a class="skip-link" href="#main">{ "Skip to the networks" }</a>
            <div class="site-bar">
                <h1>{ "Fovea" }</h1>
                <p class="tagline">{ "Convolutional networks learn digits on your own machine" }</p>
                <dl class="badges">
                    <div class="badge">
                        <dt>{ "Device" }</dt>
                        <dd title={reason}><span data-metric="device">{ device }</span></dd>
                    </div>
                    <div class="badge">
                        <dt>{ "Data" }</dt>
                        <dd><span data-metric="dataset">{ data }</span></dd>
                    </div>
                </dl>
                <nav aria-label="Reading">
                    <a href="https://distill.pub/2019/computing-receptive-fields/" rel="noreferrer">
                        { "On receptive fields" }
                    </a>
                </nav>
            </div>
            if let Some(notice) = notice {
                <p class="notice">{ notice }</p>
            }
        </header>
    }
}

/// The device in words that begin with `GPU` or `CPU` once it is known, and the reason for it.
fn device_words(probe: Option<&GpuProbe>, report: Option<&DeviceReport>) -> (String, Option<String>) {
    match (report, probe) {
        (Some(report), _) => (report.title(), Some(report.reason.clone())),
        (None, Some(probe)) if probe.is_recommended() => {
            ("GPU — ready, used when training starts".to_owned(), Some(probe.reason()))
        }
        (None, Some(probe)) => ("CPU — used when training starts".to_owned(), Some(probe.reason())),
        (None, None) => ("not known yet".to_owned(), None),
    }
}

/// The data in words that begin with `MNIST`, `generated` or `own` once they are there.
fn data_words(report: Option<&DataReport>) -> String {
    let Some(report) = report else { return "fetched when training starts".to_owned() };
    let test = count(report.test.into());
    let sizes = match report.train {
        Some(train) => format!("{} + {test} digits", count(train.into())),
        None => format!("{test} test digits"),
    };
    match report.kind {
        DataKind::Mnist => format!("MNIST — verified, {sizes}, from {}", report.origin),
        DataKind::Generated | DataKind::Own => format!("{} — {sizes}", report.name),
    }
}
