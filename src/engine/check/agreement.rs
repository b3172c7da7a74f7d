//! Whether two devices computed the same, number by number.

use super::error::CheckError;
use crate::engine::error::EngineError;

/// Largest normalised squared error Σ(gpu − cpu)²/Σcpu² that float rounding explains: a hundredth of the size
/// of a tensor. Rounding itself is a thousand times smaller, but it may decide on which side of a ReLU's kink a
/// number falls.
const TOLERANCE: f64 = 1e-4;

/// Share of the mean square over a run that is added to each number's square: a tensor that is nothing but
/// rounding noise, such as the gradient of a bias before a batch norm, cannot agree in itself.
const FLOOR: f64 = 1e-5;

/// Numbers of one kind, one tensor after the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    pub numbers: Vec<f32>,
    pub parts: Vec<Part>,
}

/// A tensor in a run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// As in `gradient of conv1.weight`.
    what: String,
    elements: usize,
}

impl Part {
    pub fn new(what: String, elements: usize) -> Self {
        Part { what, elements }
    }
}

impl Measured {
    /// A run of one tensor.
    pub fn whole(what: &str, numbers: Vec<f32>) -> Self {
        let parts = vec![Part::new(what.to_owned(), numbers.len())];
        Measured { numbers, parts }
    }
}

/// Compares the same runs of two devices, tensor by tensor.
///
/// # Errors
/// The first tensor that is not the same; [`EngineError::Incomplete`] for one that is not there.
pub(super) fn compare(gpu: &[Measured], cpu: &[Measured]) -> Result<(), CheckError> {
    gpu.iter().zip(cpu).try_for_each(|(gpu, cpu)| compare_run(gpu, cpu))
}

fn compare_run(gpu: &Measured, cpu: &Measured) -> Result<(), CheckError> {
    let floor = FLOOR * squares(&cpu.numbers) / cpu.numbers.len().max(1) as f64;
    let mut at = 0;
    for Part { what, elements } in &cpu.parts {
        let range = at..at + elements;
        at = range.end;
        let (Some(gpu), Some(cpu)) = (gpu.numbers.get(range.clone()), cpu.numbers.get(range)) else {
            return Err(EngineError::Incomplete { what: format!("the {what}") }.into());
        };
        let scale = squares(cpu) + floor * *elements as f64;
        let error: f64 = gpu.iter().zip(cpu).map(|(&gpu, &cpu)| distance(gpu, cpu).powi(2)).sum();
        // A NaN compares false with everything, so ask for agreement, not for disagreement.
        let agree = error <= TOLERANCE * scale;
        if !agree {
            return Err(disagreement(what, gpu, cpu, (error / scale).sqrt()));
        }
    }
    Ok(())
}

/// Says where two tensors differ most.
fn disagreement(what: &str, gpu: &[f32], cpu: &[f32], share: f64) -> CheckError {
    let pairs = gpu.iter().copied().zip(cpu.iter().copied()).zip(1..);
    // In the total order a NaN is larger than everything.
    let worst = pairs.max_by(|((gpu, cpu), _), ((other_gpu, other_cpu), _)| {
        distance(*gpu, *cpu).total_cmp(&distance(*other_gpu, *other_cpu))
    });
    let of = cpu.len();
    let ((gpu, cpu), number) = worst.unwrap_or_default();
    CheckError::Disagrees { what: what.to_owned(), share, number, of, gpu, cpu }
}

fn distance(gpu: f32, cpu: f32) -> f64 {
    (f64::from(gpu) - f64::from(cpu)).abs()
}

fn squares(numbers: &[f32]) -> f64 {
    numbers.iter().map(|&number| f64::from(number).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gradients of a convolution `[2, 3, 3, 3]` and its bias, velocities, and an answer.
    fn measured() -> Vec<Measured> {
        let numbers = |seed: usize| {
            let number = move |index: usize| ((index * 7919 + seed * 104_729) % 1000) as f32 / 500.0 - 0.9995;
            (0..56).map(number).collect()
        };
        let parts = |what: &str| {
            let part = |(name, elements): (&str, usize)| Part::new(format!("{what} of {name}"), elements);
            [("conv1.weight", 54), ("conv1.bias", 2)].map(part).into()
        };
        vec![
            Measured { numbers: numbers(1), parts: parts("gradient") },
            Measured { numbers: numbers(2), parts: parts("velocity") },
            Measured::whole("answer to a test", numbers(3)),
        ]
    }

    /// What is said when the GPU's numbers were changed by `alter`.
    fn verdict(alter: impl FnOnce(&mut [Measured])) -> String {
        let cpu = measured();
        let mut gpu = measured();
        alter(&mut gpu);
        compare(&gpu, &cpu).map_or_else(|error| error.to_string(), |()| "they agree".to_owned())
    }

    #[track_caller]
    fn assert_named(what: &str, alter: impl FnOnce(&mut [Measured])) {
        let said = verdict(alter);
        assert!(said.contains(what), "{said}");
    }

    #[test]
    fn what_keeps_the_norm_of_a_gradient_is_noticed() {
        assert_named("gradient of conv1.weight", |gpu| {
            gpu[0].numbers[..54].iter_mut().for_each(|slope| *slope = -*slope);
        });
        // The input channels of each output channel, and the output channels.
        assert_named("gradient of conv1.weight", |gpu| {
            for of_output in gpu[0].numbers[..54].chunks_exact_mut(27) {
                let (first, rest) = of_output.split_at_mut(9);
                first.swap_with_slice(&mut rest[..9]);
            }
        });
        assert_named("gradient of conv1.weight", |gpu| gpu[0].numbers[..54].rotate_left(27));
        // Turned by 180°, and rows for columns.
        assert_named("gradient of conv1.weight", |gpu| {
            gpu[0].numbers[..54].chunks_exact_mut(9).for_each(<[f32]>::reverse);
        });
        assert_named("gradient of conv1.weight", |gpu| {
            for taps in gpu[0].numbers[..54].chunks_exact_mut(9) {
                [(1, 3), (2, 6), (5, 7)].into_iter().for_each(|(row, column)| taps.swap(row, column));
            }
        });
        assert_named("gradient of conv1.bias", |gpu| gpu[0].numbers.swap(54, 55));
    }

    #[test]
    fn one_wrong_number_is_named_with_its_place() {
        assert_named("velocity of conv1.weight", |gpu| gpu[1].numbers[20] += 0.5);
        assert_named("number 21 of 54", |gpu| gpu[1].numbers[20] += 0.5);
        assert_named("velocity of conv1.bias", |gpu| gpu[1].numbers[55] *= 1.5);
        assert_named("answer to a test", |gpu| gpu[2].numbers[0] = 3.0);
    }

    #[test]
    fn what_is_no_number_agrees_with_nothing() {
        for broken in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_named("velocity of conv1.bias", |gpu| gpu[1].numbers[54] = broken);
            assert_named(&format!("number 1 of 2 is {broken}"), |gpu| gpu[1].numbers[54] = broken);
        }
        assert_named("lacks the velocity of conv1.weight", |gpu| gpu[1].numbers.clear());
    }

    #[test]
    fn rounding_is_forgiven() {
        assert_named("they agree", |_| ());
        assert_named("they agree", |gpu| {
            let numbers = gpu.iter_mut().flat_map(|run| &mut run.numbers);
            for (number, noise) in numbers.zip([1e-5f32, -1e-5].into_iter().cycle()) {
                *number *= 1.0 + noise;
            }
        });
    }

    #[test]
    fn a_gradient_that_is_nothing_but_noise_is_forgiven_and_one_that_ought_to_be_is_not() {
        let noise = |run: &mut Measured, size: f32| run.numbers[54..].copy_from_slice(&[size, -size]);
        let (mut cpu, mut gpu) = (measured(), measured());
        noise(&mut cpu[0], 1e-7);
        noise(&mut gpu[0], -3e-7);
        assert!(compare(&gpu, &cpu).is_ok());
        noise(&mut gpu[0], 1e-2);
        assert!(compare(&gpu, &cpu).is_err());
    }
}
