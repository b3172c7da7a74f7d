//! Steps that are recorded ahead and submitted together, for a submission costs a browser more than a small step costs
//! the GPU.

use super::context::Gpu;
use super::step::Step;

/// Steps that are recorded and not yet submitted.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    encoder: Option<wgpu::CommandEncoder>,
    size: Size,
}

impl Ahead {
    /// Which of the recorded steps the next one will be; less than [`Step::AHEAD`].
    pub fn place(&self) -> usize {
        self.size.recorded
    }

    /// Records a step, and submits it with those before it once they are enough.
    pub fn record(&mut self, gpu: &Gpu, step: impl FnOnce(&mut wgpu::ComputePass<'_>)) {
        let encoder = self.encoder.get_or_insert_with(|| {
            gpu.device().create_command_encoder(&wgpu::CommandEncoderDescriptor::default())
        });
        step(&mut encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default()));
        if self.size.count() {
            self.submit(gpu);
        }
    }

    /// Submits what is recorded: whatever else the GPU is told comes after it.
    pub fn submit(&mut self, gpu: &Gpu) {
        self.size.recorded = 0;
        if let Some(encoder) = self.encoder.take() {
            gpu.queue().submit([encoder.finish()]);
        }
    }

    /// Submits what is recorded before the GPU is waited for: it will have nothing to do then, and the next step goes at
    /// once.
    pub fn drain(&mut self, gpu: &Gpu) {
        self.submit(gpu);
        self.size = Size::default();
    }
}

/// How many steps make a submission: one while the GPU may have nothing to do, then a small share of what it has, for
/// what is submitted together nothing else on that GPU can interrupt, the page's own frames included.
#[derive(Debug, Default)]
struct Size {
    recorded: usize,
    /// Steps that were recorded since the GPU was last waited for.
    in_flight: usize,
}

impl Size {
    /// Steps in flight for each step of a submission.
    const SHARE: usize = 16;

    /// Counts a step, and says whether it is time to submit.
    fn count(&mut self) -> bool {
        self.recorded += 1;
        self.in_flight += 1;
        self.recorded >= (self.in_flight / Self::SHARE).clamp(1, Step::AHEAD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sizes of the submissions of so many steps, before the GPU is waited for.
    fn submissions(steps: usize) -> Vec<usize> {
        let (mut size, mut submissions) = (Size::default(), Vec::new());
        for _ in 0..steps {
            if size.count() {
                submissions.push(std::mem::take(&mut size.recorded));
            }
        }
        submissions
    }

    #[test]
    fn the_first_steps_go_at_once_and_later_ones_in_small_shares_of_what_is_in_flight() {
        assert_eq!(submissions(31), [1; 31], "the GPU has little to do");
        let many = submissions(1000);
        assert_eq!(many.iter().max(), Some(&Step::AHEAD), "there are places for no more");
        assert!(many.len() < 150, "{} submissions", many.len());
        let mut in_flight = 0;
        for together in many {
            in_flight += together;
            assert!(together == 1 || together * 16 <= in_flight, "{together} of {in_flight}");
        }
    }
}
