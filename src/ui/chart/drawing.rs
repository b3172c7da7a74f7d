//! A laid-out chart on the screen: axes, lines, and the cursor over them.

use std::rc::Rc;

use yew::prelude::*;

use super::{look, readout::Readout};
use crate::chart::{Plot, Series, SeriesStyle, several_looks};

/// What [`Drawing`] draws.
#[derive(PartialEq, Properties)]
pub struct DrawingProps {
    pub plot: Rc<Plot>,
    pub series: Rc<Vec<Series>>,
    pub x_label: AttrValue,
    pub y_label: AttrValue,
}

/// Axes and lines. Does not change while the cursor moves.
#[component]
pub fn Drawing(props: &DrawingProps) -> Html {
    let plot = &props.plot;
    let (x, y, wide, high) = plot.area.frame();
    let dashed = several_looks(&props.series);
    let drawn = || props.series.iter().zip(&plot.lines);
    html! {
        <>
            { axes(plot, &props.x_label, &props.y_label) }
            // A nested svg clips what is beyond the axes.
            <svg x={px(x)} y={px(y)} width={px(wide)} height={px(high)}
                viewBox={format!("{x:.1} {y:.1} {wide:.1} {high:.1}")}>
                { for drawn().enumerate().map(|(at, (line, laid_out))| html! {
                    <path class={line_classes(line)} data-line={at.to_string()} d={laid_out.path.clone()}
                        stroke-dasharray={dashed.then_some(line.look.dash)} />
                }) }
            </svg>
            { for drawn().map(|(line, laid_out)| html! {
                <g class={classes!("chart-mark", look::class(line.look))}>
                    { for laid_out.marks.iter().map(|mark| html! {
                        <path d={line.look.mark_at(*mark)} />
                    }) }
                </g>
            }) }
        </>
    }
}

/// Classes of a line's path: its style's and its look's.
pub fn line_classes(line: &Series) -> Classes {
    let style = match line.style {
        SeriesStyle::Faint => "chart-line-faint",
        SeriesStyle::Line | SeriesStyle::Marked => "chart-line-full",
    };
    classes!("chart-line", style, look::class(line.look))
}

fn axes(plot: &Plot, x_label: &AttrValue, y_label: &AttrValue) -> Html {
    let area = plot.area;
    html! {
        <g>
            { for plot.y_ticks.iter().map(|tick| html! {
                <>
                    <path class="chart-grid" d={format!("M{:.1} {:.1}H{:.1}", area.left, tick.pixel, area.right)} />
                    <text class="chart-tick" text-anchor="end" x={px(area.left - 6.0)} y={px(tick.pixel + 4.0)}>
                        { &tick.label }
                    </text>
                </>
            }) }
            { for plot.x_ticks.iter().map(|tick| html! {
                <>
                    <path class="chart-notch" d={format!("M{:.1} {:.1}v4", tick.pixel, area.bottom)} />
                    <text class="chart-tick" text-anchor="middle" x={px(tick.pixel)} y={px(area.bottom + 16.0)}>
                        { &tick.label }
                    </text>
                </>
            }) }
            <text class="chart-axis" x="0" y={px(area.top - 10.0)}>{ y_label }</text>
            <text class="chart-axis" text-anchor="end" x={px(area.right)} y={px(area.bottom + 31.0)}>{ x_label }</text>
        </g>
    }
}

/// The line at the cursor with a mark on each series, and the span that is being dragged over.
pub fn overlay(plot: &Plot, series: &[Series], cursor: Option<&Readout>, drag: Option<(f64, f64)>) -> Html {
    let area = plot.area;
    let seen = |x: f64| (plot.x.lo..=plot.x.hi).contains(&x);
    let cursor = cursor.filter(|readout| seen(readout.x));
    html! {
        <g>
            if let Some((from, to)) = drag {
                <rect class="chart-drag" x={px(from.min(to))} y={px(area.top)}
                    width={px((to - from).abs())} height={px(area.bottom - area.top)} />
            }
            if let Some(readout) = cursor {
                <path class="chart-cursor" d={format!("M{:.1} {:.1}V{:.1}", plot.x.pixel(readout.x), area.top, area.bottom)} />
                { for series.iter().zip(&readout.points).filter_map(|(line, point)| {
                    let (x, y) = (*point).filter(|point| seen(point.0))?;
                    let d = line.look.mark_at((plot.x.pixel(x), plot.y.pixel(y)));
                    Some(html! { <path class={classes!("chart-mark", look::class(line.look))} {d} /> })
                }) }
            }
        </g>
    }
}

/// A length or place as an SVG attribute, to a tenth of a pixel.
pub fn px(value: f64) -> String {
    format!("{value:.1}")
}
