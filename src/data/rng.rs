//! The one source of randomness: seeded streams, and a counter-based hash for dropout. Integer
//! arithmetic decides everything, so the numbers are the same on every machine.

/// 2⁶⁴ divided by the golden ratio, made odd: the step of SplitMix64.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Advances `state` and returns the next number of SplitMix64.
///
/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
pub fn splitmix64(state: &mut u64) -> u64 {
    *state = state.wrapping_add(GOLDEN);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What random numbers are for. Each purpose has its own streams, so that drawing more numbers for one
/// changes nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Initial weights; the index is the layer's.
    Weights,
    /// Order of the training images; the index is the epoch.
    Order,
    /// Augmentation; the index holds epoch and image.
    Augment,
    /// Generated digits; the index holds split and image.
    Digits,
    /// Choice of a sample to show.
    Sample,
}

/// A generator of random numbers, SplitMix64.
#[derive(Debug, Clone)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// The stream that `seed`, `purpose` and `index` name. Other names give unrelated streams.
    pub fn stream(seed: u64, purpose: Stream, index: u64) -> Self {
        let mut state = seed;
        let mut purposed = splitmix64(&mut state) ^ purpose as u64;
        let mut indexed = splitmix64(&mut purposed) ^ index;
        Rng { state: splitmix64(&mut indexed) }
    }

    /// Any of the 2⁶⁴ numbers.
    pub fn next_u64(&mut self) -> u64 {
        splitmix64(&mut self.state)
    }

    /// At least 0 and less than 1, in steps of 2⁻²⁴.
    pub fn uniform(&mut self) -> f32 {
        const STEP: f32 = 1.0 / (1 << 24) as f32;
        (self.next_u64() >> 40) as f32 * STEP
    }

    /// Uniform between `low` and `high`.
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.uniform()
    }

    /// A number less than `n`, each equally likely; 0 when `n` is 0.
    ///
    /// Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 2019.
    pub fn below(&mut self, n: u32) -> u32 {
        let draw = |rng: &mut Self| (rng.next_u64() >> 32) * u64::from(n);
        let mut product = draw(self);
        if (product as u32) < n {
            let unfair = n.wrapping_neg() % n;
            while (product as u32) < unfair {
                product = draw(self);
            }
        }
        (product >> 32) as u32
    }

    /// Nearly normal, mean 0, standard deviation 1, never beyond ±6: the sum of twelve uniform numbers of
    /// 16 bits (Irwin–Hall), which needs no function that rounds differently from machine to machine.
    pub fn normal(&mut self) -> f32 {
        const PARTS: i64 = 12;
        const MEAN_TWICE: i64 = PARTS * 0xFFFF;
        let sum: u64 = (0..PARTS / 4)
            .map(|_| {
                let bits = self.next_u64();
                (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
            })
            .sum();
        (2 * sum as i64 - MEAN_TWICE) as f32 / (2 * 0x1_0000) as f32
    }

    /// Puts `items` into random order, each order equally likely (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u32 + 1) as usize;
            items.swap(last, other);
        }
    }
}

/// The two factors of [`hash32`].
pub const HASH_MULTIPLIERS: [u32; 2] = [0x85EB_CA6B, 0xC2B2_AE35];

/// Scrambles 32 bits so that neighbouring numbers become unrelated; no two numbers become the same.
///
/// The finaliser of MurmurHash3 (Appleby, public domain).
pub const fn hash32(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(HASH_MULTIPLIERS[0]);
    x ^= x >> 13;
    x = x.wrapping_mul(HASH_MULTIPLIERS[1]);
    x ^ (x >> 16)
}

/// An element is kept when its hash is at least this, with dropout probability `p` in [0, 1).
pub fn drop_threshold(p: f32) -> u32 {
    (f64::from(p) * 4_294_967_296.0) as u32
}

/// Fills `out` with a dropout mask of `n` elements: 0 with probability `p`, else 1/(1 − p).
///
/// Element i is kept when `hash32(i ^ key) >= drop_threshold(p)`, so a GPU can compute the same mask.
/// Keys must themselves be hashes (of seed, step and layer): nearby keys only permute each other's masks.
pub fn keep_mask(key: u32, n: usize, p: f32, out: &mut Vec<f32>) {
    let threshold = drop_threshold(p);
    let kept = 1.0 / (1.0 - p);
    out.clear();
    out.extend((0..n as u32).map(|index| if hash32(index ^ key) >= threshold { kept } else { 0.0 }));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rng, Stream, hash32, keep_mask, splitmix64};

    #[test]
    fn splitmix64_gives_the_published_numbers() {
        let mut state = 1_234_567;
        let numbers: Vec<u64> = (0..3).map(|_| splitmix64(&mut state)).collect();
        assert_eq!(
            numbers,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn hash32_gives_the_numbers_of_murmur_hash_3() {
        assert_eq!([0, 1, 2, u32::MAX].map(hash32), [0, 0x514E_28B7, 0x30F4_C306, 0x81F1_6F39]);
    }

    #[test]
    fn streams_differ_by_seed_by_purpose_and_by_index() {
        let first = |seed, purpose, index| Rng::stream(seed, purpose, index).next_u64();
        let here = first(1, Stream::Order, 2);
        assert_eq!(here, first(1, Stream::Order, 2));
        for other in [first(2, Stream::Order, 2), first(1, Stream::Weights, 2), first(1, Stream::Order, 3)] {
            assert_ne!(here, other);
        }
    }

    #[test]
    fn uniform_and_normal_have_their_mean_and_variance() {
        const DRAWS: usize = 100_000;
        let moments = |draw: fn(&mut Rng) -> f32| {
            let mut rng = Rng::stream(7, Stream::Sample, 0);
            let draws: Vec<f64> = (0..DRAWS).map(|_| f64::from(draw(&mut rng))).collect();
            let mean = draws.iter().sum::<f64>() / DRAWS as f64;
            (mean, draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / DRAWS as f64)
        };
        let (mean, variance) = moments(Rng::uniform);
        assert!((mean - 0.5).abs() < 0.005 && (variance - 1.0 / 12.0).abs() < 0.002, "{mean} {variance}");
        let (mean, variance) = moments(Rng::normal);
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
    }

    #[test]
    fn below_is_even_and_below_zero_is_zero() {
        let mut rng = Rng::stream(3, Stream::Sample, 0);
        let mut counts = [0u32; 7];
        (0..70_000).for_each(|_| counts[rng.below(7) as usize] += 1);
        assert!(counts.iter().all(|count| count.abs_diff(10_000) < 400), "{counts:?}");
        assert_eq!(rng.below(0), 0);
    }

    #[test]
    fn masks_of_different_keys_agree_no_more_than_chance() {
        let mask = |step| {
            let mut mask = Vec::new();
            keep_mask(hash32(step), 65_536, 0.5, &mut mask);
            mask
        };
        let same = mask(1).iter().zip(&mask(2)).filter(|(a, b)| a == b).count();
        assert!(same.abs_diff(32_768) < 600, "{same}");
    }

    proptest! {
        #[test]
        fn uniform_and_range_stay_in_their_bounds(seed: u64, low in -10f32..10.0, width in 0f32..10.0) {
            let mut rng = Rng::stream(seed, Stream::Sample, 0);
            for _ in 0..100 {
                prop_assert!((0.0..1.0).contains(&rng.uniform()));
                prop_assert!((low..=low + width).contains(&rng.range(low, low + width)));
            }
        }

        #[test]
        fn below_stays_below(seed: u64, n in 1u32..) {
            let mut rng = Rng::stream(seed, Stream::Sample, 0);
            prop_assert!((0..20).all(|_| rng.below(n) < n));
        }

        #[test]
        fn shuffling_loses_and_doubles_nothing(seed: u64, n in 0usize..200) {
            let mut items: Vec<usize> = (0..n).collect();
            Rng::stream(seed, Stream::Order, 0).shuffle(&mut items);
            items.sort_unstable();
            prop_assert_eq!(items, (0..n).collect::<Vec<_>>());
        }

        #[test]
        fn a_mask_keeps_its_share_and_the_mean(key: u32, p in 0f32..0.9) {
            let mut mask = Vec::new();
            keep_mask(key, 20_000, p, &mut mask);
            prop_assert_eq!(mask.len(), 20_000);
            let kept = mask.iter().filter(|&&value| value > 0.0).count() as f32 / 20_000.0;
            prop_assert!((kept - (1.0 - p)).abs() < 0.025, "kept {}", kept);
            prop_assert!(mask.iter().all(|&value| value == 0.0 || value == 1.0 / (1.0 - p)));
        }
    }
}
