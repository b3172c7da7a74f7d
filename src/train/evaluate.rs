//! Testing through the logits, which tell more than loss and accuracy: each answer, and which outputs are
//! stuck.

use std::collections::VecDeque;
use std::ops::Range;

use super::Signal;
use crate::arch::CLASSES;
use crate::data::{Dataset, Normalisation};
use crate::engine::{Batch, EngineError, Images, Model, Selection};
use crate::reports::{Answer, DigitScore, Evaluation, Tested};

/// Images in a batch, where the device can hold so many.
const BATCH: usize = 128;

/// Batches on their way at most: a GPU works on the next while the last is brought back.
const IN_FLIGHT: usize = 8;

/// Tests `model` on every image of `data`. After each batch `progress` is told how many images are done;
/// None when it says stop.
///
/// # Errors
/// [`EngineError::NetworkTooLarge`] when the device cannot hold one image, [`EngineError::Device`] when it
/// fails.
pub async fn evaluate(
    model: &Model,
    data: &Dataset,
    normalisation: Normalisation,
    progress: impl AsyncFnMut(u32) -> Signal,
) -> Result<Option<Tested>, EngineError> {
    let batch = model.prepare_up_to(BATCH).await?;
    let images = Images::new(data, &model.device()).await;
    evaluate_images(model, &images, 0..images.len() as u32, normalisation, batch, progress).await
}

/// The same for some images that are on the device already, in batches of a size that the model is prepared for.
pub(super) async fn evaluate_images(
    model: &Model,
    images: &Images<'_>,
    indices: Range<u32>,
    normalisation: Normalisation,
    batch: usize,
    mut progress: impl AsyncFnMut(u32) -> Signal,
) -> Result<Option<Tested>, EngineError> {
    let all: Vec<u32> = indices.collect();
    let select = |indices| Selection { images, indices, normalisation, similarities: None };
    let batches: Vec<_> = all.chunks(batch).map(|indices| Batch::Selection(select(indices))).collect();
    let mut coming = batches.iter();
    let mut asked = VecDeque::new();
    let mut tally = Tally::default();
    for indices in all.chunks(batch) {
        asked.extend(coming.by_ref().take(IN_FLIGHT - asked.len()).map(|batch| model.ask(batch)));
        let Some(logits) = asked.pop_front() else { break };
        tally.add(&logits.await?, &images.labels(indices));
        if progress(tally.answers.len() as u32).await == Signal::Stop {
            return Ok(None);
        }
    }
    Ok(Some(tally.into()))
}

/// What is known of the images so far.
#[derive(Default)]
struct Tally {
    loss: f64,
    answers: Vec<Answer>,
    /// Which outputs were other than zero for some image.
    alive: [bool; CLASSES],
}

impl Tally {
    /// Takes in a batch: `[batch, classes]` logits, `[batch]` labels.
    fn add(&mut self, logits: &[f32], labels: &[u8]) {
        for (logits, &label) in logits.as_chunks::<CLASSES>().0.iter().zip(labels) {
            let (answer, loss) = Answer::of_logits(logits, label);
            self.loss += loss;
            self.answers.push(answer);
            for (alive, &logit) in self.alive.iter_mut().zip(logits) {
                *alive |= logit != 0.0;
            }
        }
    }
}

impl From<Tally> for Tested {
    fn from(Tally { loss, answers, alive }: Tally) -> Self {
        let mut digits = [DigitScore::default(); CLASSES];
        for answer in &answers {
            let digit = &mut digits[usize::from(answer.truth)];
            digit.total += 1;
            digit.correct += u32::from(answer.is_right());
        }
        let total = answers.len() as u32;
        let stuck = (0..).zip(alive).filter(|(_, alive)| !alive);
        let evaluation = Evaluation {
            loss: (loss / f64::from(total)) as f32,
            correct: digits.iter().map(|digit| digit.correct).sum(),
            total,
            digits,
            stuck_outputs: stuck.map(|(output, _)| output).collect(),
        };
        Tested { evaluation, answers }
    }
}

#[cfg(test)]
mod tests {
    use futures_lite::future::block_on;

    use super::*;
    use crate::data::Split;
    use crate::data::digits::generate;
    use crate::engine::{Device, open_gpu};
    use crate::zoo;

    #[test]
    fn a_model_that_nothing_was_prepared_for_is_tested_in_batches_that_fit() {
        let gpu = match block_on(open_gpu()) {
            Ok(gpu) => gpu,
            Err(error) => return println!("skipped: {error}"),
        };
        let data = generate(150, 1, Split::Test, |_| {});
        let tested = |device: &Device| {
            let network = zoo::LENET.network();
            let model = block_on(Model::new(network, 1, device)).unwrap();
            let mut told = Vec::new();
            let evaluation = block_on(evaluate(&model, &data, Normalisation::MNIST, async |done| {
                told.push(done);
                Signal::Continue
            }));
            (evaluation.unwrap().unwrap().evaluation, told)
        };
        let (expected, told) = tested(&Device::Cpu);
        assert_eq!(told, [128, 150]);
        let (all, told) = tested(&Device::Gpu(gpu.clone()));
        assert_eq!((all.correct, all.total, told), (expected.correct, 150, vec![128, 150]));
        let (in_parts, told) = tested(&Device::Gpu(gpu.with_memory(4 << 20)));
        assert_eq!((in_parts.correct, in_parts.total), (expected.correct, 150));
        assert!(told.len() > 2, "{told:?}");
    }

    fn tested(rows: &[([f32; CLASSES], u8)]) -> Tested {
        let (logits, labels): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
        let mut tally = Tally::default();
        // In two batches.
        let (first, rest) = logits.split_at(1);
        tally.add(first.as_flattened(), &labels[..1]);
        tally.add(rest.as_flattened(), &labels[1..]);
        tally.into()
    }

    fn evaluation(rows: &[([f32; CLASSES], u8)]) -> Evaluation {
        tested(rows).evaluation
    }

    #[test]
    fn an_answer_says_how_sure_it_is_and_what_the_truth_was_given() {
        let mut unsure = [0.0; CLASSES];
        unsure[3] = 2f32.ln();
        let Tested { answers, .. } = tested(&[(unsure, 3), (unsure, 8)]);
        let (sure, other) = (2.0 / 11.0, 1.0 / 11.0);
        for (answer, of_truth) in answers.iter().zip([sure, other]) {
            assert_eq!(answer.digit, 3);
            assert!((answer.probability - sure).abs() < 1e-6 && (answer.of_truth - of_truth).abs() < 1e-6);
        }
        assert_eq!(answers.iter().map(|answer| answer.truth).collect::<Vec<_>>(), [3, 8]);
    }

    #[test]
    fn answers_are_counted_digit_by_digit() {
        let mut two = [0.0; CLASSES];
        two[2] = 3.0;
        let mut four = [0.0; CLASSES];
        four[4] = 1.0;
        let evaluation = evaluation(&[(two, 2), (four, 2), (four, 4), (two, 2)]);
        assert_eq!((evaluation.correct, evaluation.total), (3, 4));
        assert_eq!(evaluation.digits[2], DigitScore { correct: 2, total: 3 });
        assert_eq!(evaluation.digits[4], DigitScore { correct: 1, total: 1 });
        assert_eq!(evaluation.digits[0], DigitScore::default());
        assert_eq!(evaluation.stuck_outputs, [0, 1, 3, 5, 6, 7, 8, 9]);
        let of_two = (9.0 + 3f64.exp()).ln() - 3.0;
        let of_four = (9.0 + 1f64.exp()).ln();
        let mean = (2.0 * of_two + of_four + (of_four - 1.0)) / 4.0;
        assert!((f64::from(evaluation.loss) - mean).abs() < 1e-6, "{} is not {mean}", evaluation.loss);
    }

    #[test]
    fn among_equals_the_first_is_the_answer() {
        let evaluation = evaluation(&[([0.0; CLASSES], 0), ([0.0; CLASSES], 1)]);
        assert_eq!((evaluation.correct, evaluation.digits[0].correct), (1, 1));
        assert!((evaluation.loss - 10f32.ln()).abs() < 1e-6);
    }

    #[test]
    fn large_logits_do_not_overflow_and_nan_is_not_hidden() {
        let mut far = [-1e30; CLASSES];
        far[7] = 1e30;
        assert_eq!(evaluation(&[(far, 7), (far, 7)]).loss, 0.0);
        let mut broken = [0.0; CLASSES];
        broken[3] = f32::NAN;
        assert!(evaluation(&[(far, 7), (broken, 0)]).loss.is_nan());
    }
}
