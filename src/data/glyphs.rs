//! The digits as people write them: for each, several ways, each with how common it is.

use super::{
    Rng,
    strokes::{Knot, corner, smooth},
};

/// One way of writing a digit, about 1 high.
#[derive(Debug)]
pub struct Glyph {
    /// How common it is among the ways of writing this digit, relative to the others.
    share: u32,
    /// In the order of writing.
    pub strokes: &'static [&'static [Knot]],
}

/// One of the ways of writing `digit`, the common ones more often.
pub fn pick(digit: u8, rng: &mut Rng) -> &'static Glyph {
    let ways = WAYS[usize::from(digit)];
    let mut left = rng.below(ways.iter().map(|glyph| glyph.share).sum());
    for glyph in ways {
        match left.checked_sub(glyph.share) {
            Some(rest) => left = rest,
            None => return glyph,
        }
    }
    &ways[0]
}

static WAYS: [&[Glyph]; 10] = [ZERO, ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN, EIGHT, NINE];

const fn way(share: u32, strokes: &'static [&'static [Knot]]) -> Glyph {
    Glyph { share, strokes }
}

/// Knots as x and y in hundredths of the height, from the top left: `(42 0)` smooth, `[2 54]` a corner.
macro_rules! stroke {
    ($($knot:tt)*) => { &[$(knot!($knot)),*] };
}

macro_rules! knot {
    (($x:literal $y:literal)) => {
        smooth($x as f32 / 100.0, $y as f32 / 100.0)
    };
    ([$x:literal $y:literal]) => {
        corner($x as f32 / 100.0, $y as f32 / 100.0)
    };
}

const ZERO: &[Glyph] = &[
    // Anticlockwise from the top.
    way(5, &[stroke![(42 0) (16 12) (0 50) (13 88) (36 100) (62 86) (74 48) (62 12) (40 1)]]),
    // The end crosses the beginning and hangs over.
    way(3, &[stroke![(50 6) (20 14) (2 52) (16 92) (42 99) (68 76) (72 36) (52 6) (28 4)]]),
    // Clockwise, with a gap at the top left.
    way(1, &[stroke![(20 10) (48 0) (70 22) (72 62) (50 96) (22 96) (3 64) (6 28) (24 4)]]),
    // Begins with a tail inside.
    way(1, &[stroke![(46 16) (52 2) (24 6) (3 42) (8 84) (34 100) (62 84) (72 44) (58 10) (42 3)]]),
    // Open at the top.
    way(2, &[stroke![(30 0) (8 24) (1 58) (12 92) (38 100) (64 84) (74 50) (66 18) (52 4)]]),
    // Wide.
    way(3, &[stroke![(58 1) (20 10) (0 50) (30 96) (72 98) (108 58) (98 14) (56 0)]]),
];

const ONE: &[Glyph] = &[
    way(12, &[stroke![(50 0) (50 100)]]),
    way(6, &[stroke![(50 0) (50 50) (50 100)]]),
    // A flag.
    way(2, &[stroke![(38 18) [52 0] (52 50) (52 100)]]),
    // A flag and a foot.
    way(1, &[stroke![(24 24) [50 0] (50 100)], stroke![(16 100) (84 99)]]),
];

const TWO: &[Glyph] = &[
    // A flat foot.
    way(5, &[stroke![(6 24) (18 6) (42 0) (62 14) (58 42) (34 72) [2 98] (36 96) (76 96)]]),
    // A loop at the bottom left.
    way(5, &[stroke![(10 20) (30 1) (56 8) (60 36) (40 70) (16 95) (2 88) (12 74) (34 82) (56 95) (80 88)]]),
    // A wave for a foot.
    way(3, &[stroke![(4 16) (26 2) (54 6) (60 30) (40 64) (10 90) (16 90) (42 92) (60 99) (82 92)]]),
    // Nearly a Z.
    way(1, &[stroke![(6 10) (30 2) (56 6) (58 24) (32 60) [4 94] (70 98)]]),
    // A large loop.
    way(2, &[stroke![(4 30) (16 6) (44 0) (62 20) (56 60) (30 94) (4 90) (6 68) (30 68) (54 86) (80 96)]]),
    // The foot leaves the stem before its end.
    way(3, &[stroke![(6 18) (30 0) (58 10) (54 40) (30 74) [2 94] (28 74) (50 82) (80 100)]]),
    // A round head, nearly closed by the loop.
    way(4, &[stroke![(4 26) (30 0) (62 10) (70 44) (44 84) (12 96) (2 80) (22 68) (50 80) (78 86)]]),
    // Low, with a long foot.
    way(2, &[stroke![(10 22) (36 0) (58 14) (46 48) (20 80) [0 94] (40 90) (84 92) (112 96)]]),
];

const THREE: &[Glyph] = &[
    // Two bows that meet in a corner.
    way(6, &[stroke![(6 12) (30 0) (56 10) (54 32) [26 46] (54 54) (62 76) (40 98) (2 92)]]),
    // A small loop where they meet.
    way(2, &[stroke![(8 10) (34 0) (58 14) (46 38) (26 46) (26 52) (44 48) (64 64) (56 92) (28 100) (0 88)]]),
    // A shallow waist.
    way(2, &[stroke![(4 6) (34 0) (58 14) (52 36) (36 47) (52 56) (62 76) (44 96) (6 98)]]),
    // A flat top.
    way(1, &[stroke![(4 4) [58 2] [28 40] (56 50) (62 76) (40 98) (2 92)]]),
    // The lower bow the smaller.
    way(2, &[stroke![(6 8) (36 1) (58 10) (42 32) [24 42] (46 50) (47 72) (24 92) (0 100)]]),
    // The lower bow the larger, its end turned up.
    way(3, &[stroke![(14 10) (36 0) (54 12) (46 36) [28 44] (56 50) (70 72) (48 98) (14 96) (0 80)]]),
];

const FOUR: &[Glyph] = &[
    // Open, two strokes.
    way(5, &[stroke![(12 2) (6 30) [2 54] (34 54) (66 50)], stroke![(60 4) (57 50) (52 100)]]),
    // Open, in one go.
    way(4, &[stroke![(12 0) (4 28) (12 48) (38 46) [66 26] (66 4) [66 2] (58 50) (50 100)]]),
    // The bar goes across the stem.
    way(4, &[stroke![(20 0) (10 30) [2 56] (40 56) (84 54)], stroke![(58 18) (54 60) (50 100)]]),
    // Closed.
    way(3, &[stroke![(56 0) (28 30) [0 60] (40 60) (84 58)], stroke![(56 0) (54 50) (52 100)]]),
    // A short stem, a long bar.
    way(3, &[stroke![(36 0) (16 34) [0 62] (40 58) (88 52)], stroke![(56 34) (50 66) (44 100)]]),
];

const FIVE: &[Glyph] = &[
    // The top is a stroke of its own.
    way(
        5,
        &[
            stroke![(18 4) (14 24) [12 42] (36 40) (58 58) (52 86) (26 99) (0 90)],
            stroke![(18 4) (44 3) (74 0)],
        ],
    ),
    // In one go.
    way(5, &[stroke![(76 2) (50 4) [22 6] (16 26) [14 44] (40 42) (60 60) (50 88) (24 99) (0 92)]]),
    // Like an S.
    way(3, &[stroke![(74 2) (42 4) (22 18) (28 40) (50 58) (50 84) (28 99) (0 94)]]),
    // A large belly that curls in.
    way(
        3,
        &[
            stroke![(24 5) (18 26) [10 48] (36 38) (64 54) (66 84) (40 100) (10 95) (0 80)],
            stroke![(24 5) (50 5) (80 2)],
        ],
    ),
    // A long neck, a small belly, a short bar.
    way(
        2,
        &[
            stroke![(20 0) (16 26) [12 50] (34 50) (50 66) (42 90) (22 98) (0 90)],
            stroke![(20 2) (36 3) (54 2)],
        ],
    ),
    // A long bar.
    way(3, &[stroke![(30 8) (24 28) [14 44] (44 40) (60 60) (44 90) (0 98)], stroke![(30 8) (64 5) (100 0)]]),
];

const SIX: &[Glyph] = &[
    way(5, &[stroke![(48 0) (20 28) (4 66) (16 95) (42 97) (58 78) (44 60) (20 66) (10 84)]]),
    // A small loop under a long stem.
    way(3, &[stroke![(30 0) (10 34) (2 70) (12 96) (36 98) (46 82) (34 70) (14 78) (7 90)]]),
    // A wide loop, the stem bent over.
    way(2, &[stroke![(54 2) (34 3) (11 32) (2 66) (20 97) (50 95) (62 74) (46 52) (20 58) (4 74)]]),
    // A large ring under a short stem.
    way(2, &[stroke![(50 0) (22 20) (4 56) (10 90) (38 100) (62 84) (62 60) (40 44) (4 62)]]),
    // Upright, the ring closed at the stem.
    way(2, &[stroke![(12 0) (3 36) (5 80) (28 100) (56 86) (58 58) (36 46) (12 60) (8 80)]]),
    // A spiral: the ring ends at the bottom and leaves the stem alone.
    way(5, &[stroke![(22 0) (5 34) (4 74) (28 99) (62 88) (72 64) (54 48) (36 62) (34 94)]]),
    // The ring rises high beside the stem.
    way(3, &[stroke![(20 0) (4 40) (6 84) (32 100) (60 90) (72 60) (62 36) (44 52) (38 92)]]),
    // A ring so small that it leaves the stem alone.
    way(2, &[stroke![(10 0) (2 44) (14 92) (42 100) (62 82) (50 62) (28 74) (26 96)]]),
    // Low, with a flat ring.
    way(2, &[stroke![(30 0) (8 40) (0 76) (20 98) (60 94) (76 78) (58 68) (30 82) (22 92)]]),
];

const SEVEN: &[Glyph] = &[
    way(6, &[stroke![(0 8) (34 6) [66 3] (50 40) (28 100)]]),
    // Round at the top.
    way(4, &[stroke![(0 12) (24 5) (54 3) (62 16) (48 52) (36 100)]]),
    // A serif.
    way(2, &[stroke![(2 26) [4 7] (36 6) [68 2] (54 46) (40 100)]]),
    // A bar across the stem.
    way(2, &[stroke![(0 8) (34 5) [68 2] (48 46) (28 100)], stroke![(16 52) (74 48)]]),
    // The same, round at the top.
    way(2, &[stroke![(0 14) (24 4) (56 3) (60 18) (46 54) (34 100)], stroke![(16 56) (74 50)]]),
    // A long serif.
    way(2, &[stroke![(0 38) (6 10) (32 12) [70 2] (56 44) (44 100)]]),
    // The top sags.
    way(1, &[stroke![(0 0) (12 16) (36 14) [70 2] (50 44) (34 100)]]),
    // A long top.
    way(1, &[stroke![(0 14) (50 8) [104 6] (84 50) (72 100)]]),
];

const EIGHT: &[Glyph] = &[
    // An S that is closed on the way back up.
    way(
        6,
        &[stroke![(60 10) (36 0) (12 14) (20 36) (46 58) (54 82) (30 100) (6 84) (18 60) (48 38) (62 12)]],
    ),
    // The other way round.
    way(
        3,
        &[
            stroke![(54 20) (58 4) (30 1) (10 18) (30 42) (54 66) (46 94) (18 98) (6 76) (28 50) (52 28) (50 6)],
        ],
    ),
    // Two rings.
    way(
        1,
        &[
            stroke![(34 0) (12 10) (12 34) (34 46) (56 34) (54 8) (32 0)],
            stroke![(34 46) (8 58) (6 86) (32 100) (60 86) (60 58) (36 46)],
        ],
    ),
    // Open at the top right, where it ends in a tail.
    way(3, &[stroke![(66 14) (42 2) (16 12) (22 34) (44 54) (50 80) (28 100) (8 86) (22 60) (50 34) (78 8)]]),
    // The lower ring small.
    way(3, &[stroke![(56 10) (32 0) (4 18) (18 42) (40 58) (44 84) (26 100) (9 86) (20 62) (48 36) (60 14)]]),
    // From the crossing.
    way(
        3,
        &[stroke![(38 44) (12 26) (20 4) (46 2) (54 22) (34 48) (10 76) (26 100) (52 88) (52 64) (30 40)]],
    ),
    // A narrow waist between flat rings.
    way(
        2,
        &[
            stroke![(66 6) (36 3) (10 16) (24 40) (52 56) (60 84) (32 100) (4 88) (10 64) (40 46) (62 24) (60 6)],
        ],
    ),
    // Open at the top, the arms far apart.
    way(4, &[stroke![(48 4) (24 2) (14 18) (32 40) (46 62) (42 90) (26 100) (14 88) (26 62) (48 40) (72 6)]]),
    // The lower ring narrow.
    way(
        4,
        &[stroke![(56 10) (34 0) (14 12) (24 36) (40 56) (40 88) (28 100) (16 90) (24 62) (46 34) (58 12)]],
    ),
    // The upper ring the larger.
    way(
        3,
        &[
            stroke![(58 20) (48 2) (18 2) (6 22) (24 44) (44 58) (46 84) (30 100) (16 86) (22 62) (50 40) (59 20)],
        ],
    ),
];

const NINE: &[Glyph] = &[
    // A straight stem from the ring.
    way(6, &[stroke![(56 10) (34 0) (8 18) (8 40) (32 44) [58 12] (54 50) (46 100)]]),
    // A bent stem.
    way(4, &[stroke![(55 14) (30 1) (6 22) (16 45) (42 38) (58 12) (58 46) (46 82) (20 99) (6 96)]]),
    // Ring and stem as two strokes, the ring round.
    way(2, &[stroke![(52 6) (24 2) (4 22) (18 44) (46 36) (56 12) (44 2)], stroke![(57 8) (54 54) (50 100)]]),
    // The ring is closed and the stem goes on from it with a swing.
    way(2, &[stroke![(60 4) (28 6) (4 28) (22 40) (54 16) (58 22) (46 58) (34 100)]]),
    // A large ring on a short stem.
    way(3, &[stroke![(60 14) (40 0) (12 10) (2 36) (16 58) (42 54) [62 16] (62 56) (56 100)]]),
    // A closed ring, large and round.
    way(3, &[stroke![(58 30) (50 6) (24 0) (2 24) (10 54) (36 60) (56 38) (60 24) (58 60) (44 100)]]),
    // A small open ring.
    way(2, &[stroke![(60 4) (34 2) (10 18) (20 36) (44 30) [62 10] (50 54) (36 100)]]),
    // A wide ring.
    way(3, &[stroke![(70 8) (30 2) (4 22) (14 42) (44 36) (66 12) (54 50) (32 100)]]),
    // The stem leaves the ring at its bottom.
    way(1, &[stroke![(62 5) (34 2) (10 20) (24 38) (52 24) (61 28) (50 68) (32 100)]]),
    // A ring larger than the stem is long.
    way(1, &[stroke![(70 24) (42 2) (6 34) (18 66) (48 60) (68 22) (68 64) (72 100)]]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Stream;

    #[test]
    fn every_way_is_picked_as_often_as_its_share_says() {
        let mut rng = Rng::stream(1, Stream::Digits, 0);
        for (digit, ways) in (0u8..).zip(WAYS) {
            let shares: u32 = ways.iter().map(|glyph| glyph.share).sum();
            let mut picked = vec![0; ways.len()];
            for _ in 0..400 * shares {
                let glyph = pick(digit, &mut rng);
                picked[ways.iter().position(|way| std::ptr::eq(way, glyph)).unwrap()] += 1;
            }
            for (glyph, count) in ways.iter().zip(picked) {
                let expected = 400 * glyph.share;
                assert!(expected.abs_diff(count) < expected / 4, "{digit}: {count} of {expected}");
            }
        }
    }

    #[test]
    fn every_glyph_is_as_high_as_the_line() {
        for glyph in WAYS.into_iter().flatten() {
            let heights = || glyph.strokes.iter().copied().flatten().map(|knot| knot.at.y);
            let (top, bottom) = (heights().fold(1.0, f32::min), heights().fold(0.0, f32::max));
            assert!((0.0..=0.1).contains(&top) && (0.9..=1.0).contains(&bottom), "{glyph:?}");
        }
    }
}
