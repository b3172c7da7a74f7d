//! The line chart: layout, pointer and keys, files.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::{
    csv_menu::CsvMenu,
    data_table::DataTable,
    drawing::{Drawing, overlay, px},
    interaction::Interaction,
    legend::legend,
    measure::use_size,
    palette, readout,
};
use crate::chart::{Frame, Panel, Plot, Reading, Series, Words, svg_file};
use crate::{ui::pointer::place_on, web::download};

/// What [`LineChart`] shows.
#[derive(PartialEq, Properties)]
pub struct LineChartProps {
    pub title: AttrValue,
    pub x_label: AttrValue,
    pub y_label: AttrValue,
    pub series: Rc<Vec<Series>>,
    /// Values from 0 to 1 are shown as percentages.
    #[prop_or_default]
    pub percent: bool,
    /// Offers a logarithmic y axis.
    #[prop_or_default]
    pub log_toggle: bool,
    /// Name of saved files, without extension.
    pub file_name: AttrValue,
}

/// A line chart with readout, zoom, a table behind it, and its picture and numbers to take home. It
/// fills the width it is given and is as high as the custom property `--chart-height` says.
#[component]
pub fn LineChart(props: &LineChartProps) -> Html {
    let room = use_node_ref();
    let svg = use_node_ref();
    let (width, height) = use_size(&room);
    let look = use_state_eq(Interaction::default);
    let spoken = use_state_eq(String::new);
    let trouble = use_state_eq(|| None::<String>);

    let reading = Reading { log: props.log_toggle && look.log, percent: props.percent };
    let view = Frame { width, height, zoom: look.zoom, reading };
    let plot = use_memo((props.series.clone(), view), |(series, view)| Plot::new(series, *view).map(Rc::new));
    let series = &props.series;
    let latest = readout::latest(series);
    let cursor = look.cursor.and_then(|x| readout::at(series, x));
    let hand = Hand { look: look.clone(), plot: (*plot).clone(), series: series.clone(), svg: svg.clone() };

    let onpointerdown = hand.pointer(|look, pixel, plot, _| look.press(pixel, plot));
    let onpointermove = hand.pointer(|look, pixel, plot, series| look.hover(pixel, plot, series));
    let onpointerup = hand.pointer(|look, _, plot, _| look.release(plot));
    let onpointercancel = hand.change(|look| look.drag = None);
    let onpointerleave = hand.change(Interaction::leave);
    let onblur = hand.change(Interaction::leave);
    let ondblclick = hand.change(Interaction::reset_zoom);
    let onkeydown = {
        let (hand, spoken) = (hand.clone(), spoken.setter());
        let (x_label, percent) = (props.x_label.clone(), props.percent);
        move |event: KeyboardEvent| {
            if let Some(look) = hand.key(&event) {
                let readout = look.cursor.and_then(|x| readout::at(&hand.series, x));
                let words =
                    readout.map(|readout| readout::sentence(&readout, &hand.series, &x_label, percent));
                spoken.set(words.unwrap_or_default());
            }
        }
    };
    let label = match &latest {
        Some(latest) => format!(
            "{}, up to {}. Arrow keys read values, plus and minus zoom.",
            props.title,
            readout::sentence(latest, series, &props.x_label, props.percent)
        ),
        None => format!("{}: nothing to show yet", props.title),
    };

    html! {
        <figure class="chart">
            <figcaption class="chart-head">
                <span class="chart-title">{ &props.title }</span>
                { tools(props, &hand, &trouble.setter()) }
            </figcaption>
            { legend(series, cursor.as_ref().or(latest.as_ref()), &props.x_label, props.percent) }
            <div class="chart-room" ref={room}>
                if let Some(plot) = hand.plot.as_ref() {
                    <svg ref={svg} class="chart-svg" width={px(width)} height={px(height)} role="img" tabindex="0"
                        aria-label={label} {onpointerdown} {onpointermove} {onpointerup} {onpointercancel}
                        {onpointerleave} {onblur} {ondblclick} {onkeydown}>
                        <Drawing plot={plot.clone()} series={series.clone()} x_label={props.x_label.clone()}
                            y_label={props.y_label.clone()} />
                        { overlay(plot, series, cursor.as_ref(), look.drag) }
                    </svg>
                } else if latest.is_none() {
                    <p class="chart-empty">{ empty_text(&props.title, &props.x_label) }</p>
                }
            </div>
            <p class="visually-hidden" aria-live="polite">{ (*spoken).clone() }</p>
            if let Some(trouble) = &*trouble {
                <p class="trouble" role="alert">{ trouble }</p>
            }
            <DataTable title={props.title.clone()} x_label={props.x_label.clone()} series={series.clone()}
                percent={props.percent} />
        </figure>
    }
}

fn empty_text(title: &str, x_label: &str) -> String {
    format!("{title} against {x_label} will be drawn here once training has begun.")
}

/// What a handler needs: the interaction it changes and the chart as it was drawn.
#[derive(Clone)]
struct Hand {
    look: UseStateHandle<Interaction>,
    plot: Option<Rc<Plot>>,
    series: Rc<Vec<Series>>,
    svg: NodeRef,
}

impl Hand {
    /// A handler that changes the interaction whatever the event is.
    fn change<E: 'static>(&self, act: fn(&mut Interaction)) -> Callback<E> {
        let look = self.look.clone();
        Callback::from(move |_| {
            let mut next = *look;
            act(&mut next);
            look.set(next);
        })
    }

    /// A handler that is told the pointer's place in pixels from the chart's left edge. While a button
    /// is down the chart gets all events of the pointer.
    fn pointer(&self, act: fn(&mut Interaction, f64, &Plot, &[Series])) -> Callback<PointerEvent> {
        let hand = self.clone();
        Callback::from(move |event: PointerEvent| {
            let (Some(plot), Some(svg)) = (&hand.plot, hand.svg.cast::<Element>()) else { return };
            if event.type_() == "pointerdown" {
                if event.button() != 0 {
                    return;
                }
                // A pointer that is gone already cannot be captured; nothing depends on it.
                let _ = svg.set_pointer_capture(event.pointer_id());
            }
            let mut next = *hand.look;
            act(&mut next, place_on(&svg, &event).x, plot, &hand.series);
            hand.look.set(next);
        })
    }

    /// Applies a key and says what came of it; None for a key that means nothing here.
    fn key(&self, event: &KeyboardEvent) -> Option<Interaction> {
        let mut next = *self.look;
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        let handled = plain && next.key(&event.key(), self.plot.as_ref()?, &self.series);
        handled.then(|| {
            event.prevent_default();
            self.look.set(next);
            next
        })
    }
}

/// The row of switches and buttons above the chart.
fn tools(props: &LineChartProps, hand: &Hand, trouble: &UseStateSetter<Option<String>>) -> Html {
    let has_data = hand.plot.is_some();
    let save_svg = {
        let (hand, trouble) = (hand.clone(), trouble.clone());
        let (title, x_label, y_label) = (props.title.clone(), props.x_label.clone(), props.y_label.clone());
        let name = format!("{}.svg", props.file_name);
        move |_: MouseEvent| {
            let palette = hand.svg.cast::<Element>().and_then(|svg| palette::read(&svg, hand.series.len()));
            let (Some(plot), Some(palette)) = (&hand.plot, palette) else { return };
            let words = Words { title: &title, x_label: &x_label, y_label: &y_label };
            let panel = Panel { plot, series: &hand.series, words, palette: &palette };
            let file = svg_file(&[panel]);
            trouble.set(download::save_text(&name, "image/svg+xml", &file).err());
        }
    };
    html! {
        <span class="chart-tools">
            if hand.look.zoom.is_some() {
                <button type="button" class="quiet" onclick={hand.change(Interaction::reset_zoom)}>{ "Reset zoom" }</button>
            }
            if props.log_toggle {
                <label class="chart-switch">
                    <input type="checkbox" checked={hand.look.log} onchange={hand.change(|look| look.log = !look.log)} />
                    { "Log scale" }
                </label>
            }
            <button type="button" class="quiet" disabled={!has_data} onclick={save_svg}
                aria-label={format!("Save SVG of {}", props.title)}>{ "Save SVG" }</button>
            <CsvMenu title={props.title.clone()} x_label={props.x_label.clone()} series={props.series.clone()}
                file_name={props.file_name.clone()} disabled={!has_data} on_saved={trouble.to_callback()} />
        </span>
    }
}
