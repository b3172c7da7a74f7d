//! What a number is made of, laid out: windows, kernels, products and their sum.

use yew::prelude::*;

use super::grey::number;
use crate::order::descending;
use crate::study::{Number, Patch, Term};

/// Channels of a convolution that are laid out, those that add most first.
const CHANNELS: usize = 8;

/// Terms of a linear unit that are laid out, the largest first.
const TERMS: usize = 12;

/// How `value` comes about.
pub fn parts(made: &Number, value: f32) -> Html {
    match made {
        Number::Convolution { side, patches, first, bias } => {
            convolution(*side, patches, *first, *bias, value)
        }
        Number::Pool { side, window, takes_largest } => pool(*side, window, *takes_largest),
        Number::Linear { terms, bias } => linear(terms, *bias, value),
        Number::BatchNorm { input, mean, variance, weight, bias } => sentence(format!(
            "({} − {}) / √({} + 0.00001) · {} + {} = {}",
            number(*input),
            signed(*mean),
            number(*variance),
            signed(*weight),
            signed(*bias),
            number(value)
        )),
        Number::Relu { input } => sentence(format!("max(0, {}) = {}", number(*input), number(value))),
        Number::Activation { activation, input } => {
            sentence(format!("x = {}: {activation} = {}", number(*input), number(value)))
        }
        Number::Passed { input } => sentence(format!(
            "{} goes on as it is; dropout drops nothing outside of training.",
            number(*input)
        )),
        Number::Softmax { input } => sentence(format!(
            "The exponential of {} divided by the sum of all exponentials: {}",
            number(*input),
            number(value)
        )),
        Number::LogSoftmax { input } => sentence(format!(
            "The logit {} less the logarithm of all logits' summed exponentials: {}",
            number(*input),
            number(value)
        )),
    }
}

/// In brackets where a sign would stand beside another.
fn signed(value: f32) -> String {
    if value < 0.0 { format!("({})", number(value)) } else { number(value) }
}

fn sentence(text: String) -> Html {
    html! { <p class="lens-formula">{ text }</p> }
}

fn convolution(side: usize, patches: &[Patch], first: usize, bias: Option<f32>, value: f32) -> Html {
    let order = descending((first..).zip(patches).collect(), |(_, patch)| patch.sum().abs().into());
    let rest: f32 = order.iter().skip(CHANNELS).map(|(_, patch)| patch.sum()).sum();
    let bias_text = bias.map(|bias| format!(" + bias {}", signed(bias))).unwrap_or_default();
    let shares: Vec<String> = order.iter().take(CHANNELS).map(|(_, patch)| signed(patch.sum())).collect();
    let others = match patches.len().saturating_sub(CHANNELS) {
        0 => String::new(),
        channels => format!(" + {} from {channels} other channels", signed(rest)),
    };
    html! {
        <>
            { for order.iter().take(CHANNELS).map(|(channel, patch)| html! {
                <div class="lens-product">
                    <span>{ format!("Channel {channel}") }</span>
                    { grid(side, patch.window.iter().map(|value| value.map_or("pad".to_owned(), number)), "Window") }
                    <span>{ "×" }</span>
                    { grid(side, patch.kernel.iter().map(|weight| number(*weight)), "Kernel") }
                    <span>{ "=" }</span>
                    { grid(side, patch.products().map(number), "Products") }
                    <span>{ format!("sum {}", number(patch.sum())) }</span>
                </div>
            }) }
            { sentence(format!("{}{others}{bias_text} = {}", shares.join(" + "), number(value))) }
        </>
    }
}

fn pool(side: usize, window: &[f32], takes_largest: bool) -> Html {
    let (largest, average) = (number(Number::largest(window)), number(Number::average(window)));
    let text = if takes_largest {
        format!("The largest, {largest}, goes on; the average would be {average}.")
    } else {
        format!("The average, {average}, goes on; the largest is {largest}.")
    };
    html! {
        <>
            <div class="lens-product">{ grid(side, window.iter().map(|value| number(*value)), "Window") }</div>
            { sentence(text) }
        </>
    }
}

fn linear(terms: &[Term], bias: Option<f32>, value: f32) -> Html {
    let order = descending(terms.iter().collect(), |term| term.product().abs().into());
    let rest: f32 = order.iter().skip(TERMS).map(|term| term.product()).sum();
    let others = terms.len().saturating_sub(TERMS);
    let cell = |text: String| html! { <td>{ text }</td> };
    let row = |term: &&Term| {
        html! {
            <tr>
                <th scope="row">{ term.index }</th>
                { for [term.input, term.weight, term.product()].map(number).map(cell) }
            </tr>
        }
    };
    html! {
        <>
            <div class="scroll-box" tabindex="0" role="region" aria-label="Terms of the sum, scrolls">
                <table class="numbers">
                    <thead>
                        <tr>
                            <th scope="col">{ "Input" }</th>
                            <th scope="col">{ "Value" }</th>
                            <th scope="col">{ "Weight" }</th>
                            <th scope="col">{ "Product" }</th>
                        </tr>
                    </thead>
                    <tbody>
                        { for order.iter().take(TERMS).map(row) }
                        if others > 0 {
                            <tr><th scope="row">{ format!("{others} others") }</th><td /><td />{ cell(number(rest)) }</tr>
                        }
                        if let Some(bias) = bias {
                            <tr><th scope="row">{ "Bias" }</th><td /><td />{ cell(number(bias)) }</tr>
                        }
                        <tr class="lens-answer"><th scope="row">{ "Sum" }</th><td /><td />{ cell(number(value)) }</tr>
                    </tbody>
                </table>
            </div>
        </>
    }
}

/// A square of numbers.
fn grid(side: usize, cells: impl Iterator<Item = String>, caption: &'static str) -> Html {
    let cells: Vec<String> = cells.collect();
    html! {
        <table class="lens-grid">
            <caption>{ caption }</caption>
            <tbody>
                { for cells.chunks(side.max(1)).map(|row| html! {
                    <tr>{ for row.iter().map(|text| html! { <td>{ text }</td> }) }</tr>
                }) }
            </tbody>
        </table>
    }
}
