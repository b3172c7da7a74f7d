//! The arithmetic of the sheet's network, in f64.

use super::formulas::CELLS;

/// What the user gives: two inputs, two targets, eight weights and a learning rate. There is no bias.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Net {
    /// `[input]`
    pub i: [f64; 2],
    /// `[output]`
    pub t: [f64; 2],
    /// w1 to w8: `[hidden, input]`, then `[output, hidden]`.
    pub w: [f64; 8],
    /// The learning rate.
    pub lr: f64,
}

impl Default for Net {
    fn default() -> Self {
        Self {
            i: [0.05, 0.10],
            t: [0.01, 0.99],
            w: [0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55],
            lr: 1.0,
        }
    }
}

/// A forward pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pass {
    /// What the hidden units add up, `[hidden]`.
    pub h: [f64; 2],
    /// The sigmoid of it.
    pub ah: [f64; 2],
    /// What the output units add up, `[output]`.
    pub o: [f64; 2],
    /// The sigmoid of it.
    pub ao: [f64; 2],
    /// ½(t − ao)² of each output.
    pub errors: [f64; 2],
    /// The sum of both.
    pub error: f64,
}

/// The derivatives of the error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gradients {
    /// With respect to the hidden activations, `[hidden]`.
    pub ah: [f64; 2],
    /// With respect to w1 to w8.
    pub w: [f64; 8],
}

/// Every cell's number, in the order of [`CELLS`].
pub type Values = [f64; CELLS.len()];

/// 1 / (1 + e⁻ˣ).
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

impl Net {
    pub fn forward(&self) -> Pass {
        let unit = |from: [f64; 2], first: usize| self.w[first] * from[0] + self.w[first + 1] * from[1];
        let h = [unit(self.i, 0), unit(self.i, 2)];
        let ah = h.map(sigmoid);
        let o = [unit(ah, 4), unit(ah, 6)];
        let ao = o.map(sigmoid);
        let errors = [0, 1].map(|unit| 0.5 * (self.t[unit] - ao[unit]).powi(2));
        Pass { h, ah, o, ao, errors, error: errors[0] + errors[1] }
    }

    pub fn gradients(&self, pass: &Pass) -> Gradients {
        let Pass { ah, ao, .. } = pass;
        // With respect to what the units add up.
        let of_o = [0, 1].map(|unit| (ao[unit] - self.t[unit]) * ao[unit] * (1.0 - ao[unit]));
        let of_ah = [0, 1].map(|unit| of_o[0] * self.w[4 + unit] + of_o[1] * self.w[6 + unit]);
        let of_h = [0, 1].map(|unit| of_ah[unit] * ah[unit] * (1.0 - ah[unit]));
        let [i1, i2] = self.i;
        let w = [
            of_h[0] * i1,
            of_h[0] * i2,
            of_h[1] * i1,
            of_h[1] * i2,
            of_o[0] * ah[0],
            of_o[0] * ah[1],
            of_o[1] * ah[0],
            of_o[1] * ah[1],
        ];
        Gradients { ah: of_ah, w }
    }

    /// The network after a step of plain gradient descent.
    #[must_use]
    pub fn step(&self) -> Self {
        let gradients = self.gradients(&self.forward());
        let mut next = *self;
        for (weight, gradient) in next.w.iter_mut().zip(gradients.w) {
            *weight -= self.lr * gradient;
        }
        next
    }

    /// Every cell's number.
    pub fn values(&self) -> Values {
        let pass = self.forward();
        let gradients = self.gradients(&pass);
        let parts: [&[f64]; 12] = [
            &self.i,
            &self.t,
            &[self.lr],
            &self.w,
            &pass.h,
            &pass.ah,
            &pass.o,
            &pass.ao,
            &pass.errors,
            &[pass.error],
            &gradients.ah,
            &gradients.w,
        ];
        let mut values = [0.0; CELLS.len()];
        for (cell, value) in values.iter_mut().zip(parts.into_iter().flatten()) {
            *cell = *value;
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn off() -> Net {
        Net { i: [0.7, -1.3], t: [0.2, 0.6], w: [1.5, -0.3, 0.8, 2.0, -1.1, 0.4, 0.9, -2.2], lr: 0.5 }
    }

    #[test]
    fn gradients_are_finite_differences() {
        for net in [Net::default(), off()] {
            let gradients = net.gradients(&net.forward());
            for (at, gradient) in gradients.w.iter().enumerate() {
                let moved = |by: f64| {
                    let mut moved = net;
                    moved.w[at] += by;
                    moved.forward().error
                };
                let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
                assert!((difference - gradient).abs() < 1e-9, "dw{}: {gradient}, not {difference}", at + 1);
            }
        }
    }

    #[test]
    fn gradients_of_hidden_activations_are_finite_differences() {
        for net in [Net::default(), off()] {
            let pass = net.forward();
            let error = |ah: [f64; 2]| {
                let output = |unit: usize| sigmoid(net.w[4 + 2 * unit] * ah[0] + net.w[5 + 2 * unit] * ah[1]);
                (0..2).map(|unit| 0.5 * (net.t[unit] - output(unit)).powi(2)).sum::<f64>()
            };
            for (at, gradient) in net.gradients(&pass).ah.iter().enumerate() {
                let moved = |by: f64| {
                    let mut ah = pass.ah;
                    ah[at] += by;
                    error(ah)
                };
                let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
                assert!((difference - gradient).abs() < 1e-9, "dah{}: {gradient}, not {difference}", at + 1);
            }
        }
    }

    fn numbers(list: &Value) -> Vec<f64> {
        list.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
    }

    fn pair<const N: usize>(list: &Value) -> [f64; N] {
        numbers(list).try_into().expect("as many numbers as that")
    }

    #[track_caller]
    fn assert_close(ours: &[f64], expected: &Value) {
        let expected = numbers(expected);
        assert_eq!(ours.len(), expected.len());
        for (ours, expected) in ours.iter().zip(expected) {
            assert!((ours - expected).abs() < 1e-12, "{ours}, not {expected}");
        }
    }

    #[test]
    fn activations_gradients_and_a_hundred_steps_are_those_of_pytorch() {
        let fixture: Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/torch_sheet.json")).expect("JSON");
        for entry in fixture["nets"].as_array().expect("networks") {
            let net = Net { i: pair(&entry["i"]), t: pair(&entry["t"]), w: pair(&entry["w"]), lr: 1.0 };
            let pass = net.forward();
            let gradients = net.gradients(&pass);
            assert_close(&pass.ah, &entry["ah"]);
            assert_close(&pass.ao, &entry["ao"]);
            assert_close(&gradients.ah, &entry["dah"]);
            assert_close(&gradients.w, &entry["dw"]);
            for run in entry["runs"].as_array().expect("runs") {
                let first = Net { lr: run["lr"].as_f64().expect("a rate"), ..net };
                let steps = std::iter::successors(Some(first), |net| Some(net.step()));
                let errors: Vec<f64> = steps.take(101).map(|net| net.forward().error).collect();
                assert_close(&errors, &run["errors"]);
            }
        }
    }
}
