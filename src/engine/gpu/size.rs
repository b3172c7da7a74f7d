//! How large the buffers of a step are, and the largest batch whose buffers a GPU gives. All in 64 bits: a
//! binding may be larger than what the browser's 32 bits count.

use std::collections::HashSet;

use super::kernel::{Slot, lanes};
use super::program::Program;
use super::step::Step;
use crate::engine::error::Place;
use crate::engine::memory::largest;

/// Bytes of a buffer whose numbers the kernels can count, in 32 bits.
const COUNTED: u64 = 4 * u32::MAX as u64;

/// Bytes that a GPU gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// For one buffer.
    pub binding: u64,
    /// For all buffers of a step together, where that is known.
    pub total: Option<u64>,
}

impl Program {
    /// The buffers that its kernels bind.
    pub fn slots(&self) -> HashSet<Slot> {
        self.kernels().flat_map(|kernel| &kernel.bindings).map(|slot| slot.buffer()).collect()
    }

    /// Bytes of a buffer in batches of up to so many lanes; None for what a batch does not fill.
    pub fn bytes(&self, slot: Slot, lanes: u64) -> Option<u64> {
        let units = |index: usize| self.units[index] as u64;
        let gradient = |parity: usize| {
            let sharing = self.units.iter().skip(parity).step_by(2);
            sharing.max().map_or(0, |&units| units as u64)
        };
        let numbers = match slot {
            Slot::Activation(index) => units(index).saturating_mul(lanes),
            Slot::Gradient(parity) => gradient(parity).saturating_mul(lanes),
            // A byte for each image: one word for each quad.
            Slot::Winners(index) => units(index).saturating_mul(lanes / 4),
            Slot::Statistics(index) => units(index).saturating_mul(2),
            // Two pairs for each part.
            Slot::Tally => {
                let parts = self.tallies.iter().map(|tallied| tallied.parts(lanes / 4));
                parts.max().unwrap_or_default().saturating_mul(4)
            }
            Slot::Partials => self.partials as u64,
            Slot::Labels => lanes,
            Slot::Indices => lanes.saturating_mul(Step::AHEAD as u64),
            Slot::Similarities => lanes.saturating_mul(4 * Step::AHEAD as u64),
            Slot::Parameters
            | Slot::FirstMoments
            | Slot::SecondMoments
            | Slot::Running
            | Slot::Metrics
            | Slot::Images
            | Slot::Digits => return None,
        };
        Some(numbers.max(4).saturating_mul(4))
    }

    /// The buffers that a batch fills, with their bytes, in batches of up to so many lanes.
    pub fn sizes(&self, lanes: u64) -> Vec<(Slot, u64)> {
        let size = |slot| Some((slot, self.bytes(slot, lanes)?));
        self.slots().into_iter().filter_map(size).collect()
    }

    /// Images in the largest batch that `room` is enough for, and what a larger one does not fit into.
    pub fn largest_batch(&self, room: &Room) -> (usize, Place) {
        let slots = self.slots();
        let sizes = |batch: usize| {
            let lanes = lanes(batch) as u64;
            slots.iter().filter_map(move |&slot| self.bytes(slot, lanes))
        };
        let binding = room.binding.min(COUNTED);
        let in_buffers = largest(|batch| sizes(batch).all(|bytes| bytes <= binding));
        let in_all = room
            .total
            .map_or(usize::MAX, |total| largest(|batch| sizes(batch).fold(0, u64::saturating_add) <= total));
        if in_all < in_buffers { (in_all, Place::GpuMemory) } else { (in_buffers, Place::GpuBuffers) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::convolution::{Adapter, Budget};
    use super::*;
    use crate::zoo::{self, Row};

    const GIB: u64 = 1 << 30;

    fn program(row: &Row) -> Program {
        Program::new(&row.network(), &Budget::of(Adapter::Hardware)).unwrap()
    }

    fn most(program: &Program, binding: u64) -> usize {
        program.largest_batch(&Room { binding, total: None }).0
    }

    #[test]
    fn bindings_beyond_32_bits_are_not_taken_for_small_ones() {
        for row in [&zoo::LENET, &zoo::SESSION2] {
            let program = program(row);
            let half = most(&program, 2 * GIB);
            assert!(half > 0, "{}", row.name);
            for binding in [4 * GIB, 4 * GIB + 1, 4 * GIB + 12_345, 5 * GIB, u64::MAX] {
                assert!(most(&program, binding) >= 2 * half, "{}: {binding}", row.name);
            }
        }
    }

    #[test]
    fn no_buffer_of_the_largest_batch_is_too_large_and_one_of_the_next_is() {
        for row in zoo::ROWS {
            let program = program(row);
            let binding = GIB / 8;
            let largest_buffer = |batch: usize| {
                let lanes = batch.next_multiple_of(4) as u64;
                program.slots().into_iter().filter_map(|slot| program.bytes(slot, lanes)).max().unwrap()
            };
            let most = most(&program, binding);
            let is_largest = largest_buffer(most) <= binding && largest_buffer(most + 1) > binding;
            assert!(is_largest, "{}: {most}", row.name);
        }
    }

    #[test]
    fn what_is_known_of_the_memory_as_a_whole_counts_too() {
        let program = program(&zoo::LENET);
        let room = Room { binding: GIB, total: Some(GIB) };
        let (most, place) = program.largest_batch(&room);
        assert_eq!(place, Place::GpuMemory);
        assert!(most > 0 && most < program.largest_batch(&Room { total: None, ..room }).0, "{most}");
        assert_eq!(program.largest_batch(&Room { total: Some(0), ..room }).0, 0);
    }
}
