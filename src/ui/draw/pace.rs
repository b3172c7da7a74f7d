//! How often the networks are asked while a stroke goes on.

/// Milliseconds between two questions.
const INTERVAL: f64 = 60.0;

/// Lets something through at most every 60 milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    last: Option<f64>,
}

impl Pace {
    /// Whether it is time again at `now`, in milliseconds; if so, the wait begins anew.
    pub fn is_due(&mut self, now: f64) -> bool {
        let due = self.last.is_none_or(|last| now - last >= INTERVAL || now < last);
        if due {
            self.last = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_hand_asks_no_more_than_the_pace() {
        let mut pace = Pace::default();
        let asked = (0..1000).filter(|now| pace.is_due(f64::from(*now))).count();
        assert_eq!(asked, 17);
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_block() {
        let mut pace = Pace::default();
        assert!(pace.is_due(1e9));
        assert!(pace.is_due(5.0));
    }
}
