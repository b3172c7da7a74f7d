//! Numbers as shades of grey on a canvas: 0 is the middle, black negative, white positive, on paper of either colour.

use yew::prelude::*;

use crate::study;
use crate::ui::ink;

#[derive(PartialEq, Properties)]
pub struct GreyProps {
    /// Row by row.
    pub values: Vec<f32>,
    /// The number that is white; its negative is black.
    pub reach: f32,
    pub width: usize,
    pub height: usize,
    pub class: &'static str,
}

/// A picture that another element speaks for.
#[component]
pub fn Grey(props: &GreyProps) -> Html {
    let canvas = use_node_ref();
    use_effect_with((props.values.clone(), props.reach, props.width), {
        let canvas = canvas.clone();
        move |(values, reach, width)| ink::paint_grey(&canvas, &study::shades(values, *reach), *width as u32)
    });
    html! {
        <canvas
            ref={canvas}
            class={props.class}
            width={props.width.to_string()}
            height={props.height.to_string()}
            aria-hidden="true"
        />
    }
}

/// A number as the lens writes it.
pub fn number(value: f32) -> String {
    // There is no negative zero for a reader.
    let value = value + 0.0;
    match value.abs() {
        size if size != 0.0 && !(1e-3..1e5).contains(&size) => format!("{value:.2e}").replace('-', "−"),
        _ => format!("{value:.3}").replace('-', "−"),
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_short_and_zero_has_no_sign() {
        let written = [0.0, -0.0, -1.5, 0.0004, -123_456.0].map(number);
        assert_eq!(written, ["0.000", "0.000", "−1.500", "4.00e−4", "−1.23e5"]);
    }
}
