//! The weights that come with the page, as Compare lists them.

use std::rc::Rc;

use yew::prelude::*;

use super::chart::{look, swatch};
use super::state::RunRecord;
use crate::words::{count, percent};

/// A row for each; nothing where there are none.
pub fn ready_table(records: &[Rc<RunRecord>]) -> Html {
    if records.is_empty() {
        return Html::default();
    }
    let row = |record: &Rc<RunRecord>| {
        let network = &record.config.network;
        let ready = record.tab.row().and_then(|row| row.ready.as_ref());
        html! {
            <tr key={record.run.0.to_string()} data-ready={network.name.clone()}>
                <th scope="row">{ swatch(look::of(record.tab)) }{ " " }{ &network.label }</th>
                <td>{ network.trace().ok().map(|trace| count(trace.parameters as u64)) }</td>
                <td>{ record.config.epochs }</td>
                <td>{ ready.map(|ready| ready.seed) }</td>
                <td>{ ready.map(|ready| percent(ready.accuracy())) }</td>
            </tr>
        }
    };
    html! {
        <section class="timing" aria-label="Ready-trained">
            <h3>{ "Ready-trained" }</h3>
            <p class="note">
                { "Weights that come with the page, until you train their networks yourself; \
                   accuracy on MNIST's 10,000 test images, as recorded when they were made." }
            </p>
            <div class="scroll-box" tabindex="0" role="region" aria-label="Ready-trained, scrolls">
                <table class="numbers">
                    <thead>
                        <tr>
                            <th scope="col">{ "Network" }</th>
                            <th scope="col">{ "Parameters" }</th>
                            <th scope="col">{ "Epochs" }</th>
                            <th scope="col">{ "Seed" }</th>
                            <th scope="col">{ "Test accuracy, %" }</th>
                        </tr>
                    </thead>
                    <tbody>{ for records.iter().map(row) }</tbody>
                </table>
            </div>
        </section>
    }
}
