//! The end of the network in numbers: logits, softmax, and the cross-entropy with the numbers put into its formula.

use yew::prelude::*;

use super::grey::number;
use crate::study::{CrossEntropy, Score};

/// A row for each digit, and the loss where the digit that the image shows is known.
pub fn ending(end: &CrossEntropy, truth: Option<u8>) -> Html {
    let answer = end.answer();
    let row = |(digit, Score { logit, exponential, probability }): (usize, &Score)| {
        html! {
            <tr class={(Some(digit) == answer).then_some("lens-answer")}>
                <th scope="row">{ digit }</th>
                <td>{ number(*logit as f32) }</td>
                <td>{ number(*exponential as f32) }</td>
                <td>{ number(*probability as f32) }</td>
            </tr>
        }
    };
    let loss = truth.and_then(|truth| {
        let truth = usize::from(truth);
        Some((truth, end.scores.get(truth)?, end.loss(truth)?))
    });
    html! {
        <section class="lens-layer" data-layer="cross_entropy" aria-label="Softmax and cross-entropy">
            <h4>{ "Softmax and cross-entropy" }</h4>
            <div class="scroll-box" tabindex="0" role="region" aria-label="Softmax, scrolls">
                <table class="numbers">
                    <thead>
                        <tr>
                            <th scope="col">{ "Digit" }</th>
                            <th scope="col">{ "Logit z" }</th>
                            <th scope="col">{ format!("exp(z − {})", number(end.largest as f32)) }</th>
                            <th scope="col">{ "Softmax" }</th>
                        </tr>
                    </thead>
                    <tbody>
                        { for end.scores.iter().enumerate().map(row) }
                        <tr><th scope="row">{ "Sum" }</th><td /><td>{ number(end.sum as f32) }</td><td>{ "1" }</td></tr>
                    </tbody>
                </table>
            </div>
            if let Some((truth, score, loss)) = loss {
                <p>
                    { format!(
                        "Cross-entropy for a {truth}: −log({} / {}) = {}",
                        number(score.exponential as f32), number(end.sum as f32), number(loss as f32),
                    ) }
                </p>
            } else {
                <p class="note">{ "The cross-entropy needs a digit that is known: choose a test image." }</p>
            }
        </section>
    }
}
