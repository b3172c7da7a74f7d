//! What a network's probabilities say.

use crate::arch::CLASSES;

/// The likeliest digit and its probability. None where some probability is not a number, as after a
/// training that diverged.
pub fn winner(probabilities: &[f32; CLASSES]) -> Option<(usize, f32)> {
    if probabilities.iter().any(|probability| !probability.is_finite()) {
        return None;
    }
    probabilities.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))
}

/// A probability as text: `97.3 %`.
pub fn percent(probability: f32) -> String {
    if probability.is_finite() { format!("{:.1} %", probability * 100.0) } else { "–".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_digit_wins() {
        let mut probabilities = [0.01; CLASSES];
        probabilities[7] = 0.91;
        assert_eq!(winner(&probabilities), Some((7, 0.91)));
        assert_eq!(percent(0.973), "97.3 %");
    }

    #[test]
    fn a_diverged_network_has_no_guess() {
        let mut probabilities = [0.1; CLASSES];
        probabilities[3] = f32::NAN;
        assert_eq!(winner(&probabilities), None);
        assert_eq!(percent(f32::NAN), "–");
    }
}
