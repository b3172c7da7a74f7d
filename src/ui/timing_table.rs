//! The table of what training takes on the CPU and on the GPU, with our kernels and with burn's.

use std::rc::Rc;

use yew::prelude::*;

use super::state::DeviceTimes;
use crate::protocol::{DeviceKind, TimedDevice};
use crate::words::{about, count, grouped};

/// Timings, with what their network is called.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTimes {
    pub name: AttrValue,
    pub times: Rc<DeviceTimes>,
}

/// A row for each device that was timed, in a box that scrolls.
pub fn timing_table(timings: &[NamedTimes]) -> Html {
    let rows =
        timings.iter().flat_map(|named| named.times.devices.iter().map(move |timed| row(named, timed)));
    html! {
        <div class="scroll-box" tabindex="0" role="region" aria-label="Timings of this device, scrolls">
            <table class="numbers timings">
                <caption>{ "Timings of this device, measured since the page was opened" }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Network" }</th>
                        <th scope="col">{ "Device" }</th>
                        <th scope="col">{ "Batch" }</th>
                        <th scope="col">{ "Steps" }</th>
                        <th scope="col">{ "Milliseconds a step" }</th>
                        <th scope="col">{ "Images a second" }</th>
                        <th scope="col">{ "An epoch, about" }</th>
                        <th scope="col">{ "First step, ms" }</th>
                        <th scope="col">{ "Check before it, ms" }</th>
                        <th scope="col">{ "Largest difference of the losses" }</th>
                        <th scope="col">{ "Data" }</th>
                    </tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

fn row(NamedTimes { name, times }: &NamedTimes, timed: &TimedDevice) -> Html {
    let TimedDevice { device, check_ms, data, images, timing } = timed;
    let difference = times.largest_difference(device.kind).filter(|_| device.kind != DeviceKind::Cpu);
    html! {
        <tr data-timed={device.kind.key()}>
            <th scope="row">{ name }</th>
            <td>{ device.title() }</td>
            <td>{ timing.batch }</td>
            <td>{ timing.steps }</td>
            <td>{ milliseconds(timing.step_ms) }</td>
            <td>{ count(timing.images_a_second() as u64) }</td>
            <td>{ about(timing.seconds_for(*images)) }</td>
            <td>{ milliseconds(timing.first_step_ms) }</td>
            <td>{ check_ms.map_or_else(|| "–".to_owned(), milliseconds) }</td>
            <td>{ difference.map_or_else(|| "–".to_owned(), |difference| format!("{difference:.1e}")) }</td>
            <td>{ data }</td>
        </tr>
    }
}

/// With so many decimals that three digits tell something.
pub fn milliseconds(ms: f64) -> String {
    match ms {
        ms if ms < 10.0 => grouped(ms, 2),
        ms if ms < 100.0 => grouped(ms, 1),
        ms => grouped(ms, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_have_three_digits() {
        assert_eq!(
            [0.5, 4.321, 43.21, 432.1, 4_321.0].map(milliseconds),
            ["0.50", "4.32", "43.2", "432", "4,321"]
        );
    }
}
