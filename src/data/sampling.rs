//! In which order, and in which batches, an epoch goes through the images.

use super::{Rng, Stream};

/// The images 0 to `n` − 1 in the order of this epoch (from 0): shuffled by the seed, or as they come.
pub fn epoch_order(n: u32, seed: u64, epoch: u32, shuffle: bool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n).collect();
    if shuffle {
        Rng::stream(seed, Stream::Order, u64::from(epoch)).shuffle(&mut order);
    }
    order
}

/// The order cut into batches of `size` (at least 1); the last one may be smaller.
pub fn batches(order: &[u32], size: usize) -> std::slice::Chunks<'_, u32> {
    order.chunks(size.max(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mnist_makes_469_batches_of_128_and_118_of_512() {
        let order = epoch_order(60_000, 1, 0, true);
        assert_eq!(batches(&order, 128).len(), 469);
        assert_eq!(batches(&order, 128).last().map(<[u32]>::len), Some(96));
        assert_eq!(batches(&order, 512).len(), 118);
    }

    #[test]
    fn order_changes_with_epoch_and_seed_and_not_without_shuffling() {
        let order = |seed, epoch| epoch_order(1000, seed, epoch, true);
        assert_eq!(order(1, 0), order(1, 0));
        assert_ne!(order(1, 0), order(1, 1));
        assert_ne!(order(1, 0), order(2, 0));
        assert_eq!(epoch_order(4, 1, 3, false), [0, 1, 2, 3]);
    }

    proptest! {
        #[test]
        fn every_image_is_in_one_batch_once(n in 0u32..500, size in 0usize..60, seed: u64) {
            let order = epoch_order(n, seed, 0, true);
            let mut seen: Vec<u32> = batches(&order, size).flatten().copied().collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..n).collect::<Vec<_>>());
        }
    }
}
