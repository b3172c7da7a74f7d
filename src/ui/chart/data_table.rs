//! The table behind a chart, filled only while it is open.

use std::rc::Rc;

use web_sys::HtmlDetailsElement;
use yew::prelude::*;

use crate::chart::Series;
use crate::chart::table::{MOST_ROWS, caption, cells, sampled};

/// What [`DataTable`] shows.
#[derive(PartialEq, Properties)]
pub struct DataTableProps {
    pub title: AttrValue,
    pub x_label: AttrValue,
    pub series: Rc<Vec<Series>>,
    pub percent: bool,
}

/// The chart's numbers in a table that opens on demand.
#[component]
pub fn DataTable(props: &DataTableProps) -> Html {
    let open = use_state_eq(|| false);
    let ontoggle = {
        let open = open.clone();
        move |event: Event| {
            if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>() {
                open.set(details.open());
            }
        }
    };
    html! {
        <details class="chart-table" {ontoggle}>
            <summary>{ "Table" }<span class="visually-hidden">{ format!(" of {}", props.title) }</span></summary>
            if *open { { table(props) } }
        </details>
    }
}

fn table(props: &DataTableProps) -> Html {
    let (rows, total) = sampled(&props.series, MOST_ROWS);
    let caption = caption(&props.title, &props.series, rows.len(), total);
    html! {
        <div class="scroll-box" role="region" tabindex="0" aria-label={format!("Table of {}", props.title)}>
            <table class="numbers">
                <caption>{ caption }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ &props.x_label }</th>
                        { for props.series.iter().map(|line| html! { <th scope="col">{ &line.name }</th> }) }
                    </tr>
                </thead>
                <tbody>
                    { for rows.iter().map(|row| html! {
                        <tr>{ for cells(row, props.percent).into_iter().map(|cell| html! { <td>{ cell }</td> }) }</tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}
