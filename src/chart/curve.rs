//! A curve that grows point by point, takes a bounded amount of memory, and is read where it lies.

use std::ops::Range;
use std::rc::Rc;

use super::downsample::keep_extremes;
use super::point::Point;

/// Points kept at most. Every network trained as its source trains it has fewer steps, so those runs are whole.
const MOST: usize = 10_000;
/// Points kept at most after thinning, so that the next one is far away.
const ROOMY: usize = MOST / 4 * 3;
/// Points that clones share or copy together.
const CHUNK: usize = 250;

/// Points in ascending order of x; a y that is not finite is a gap. Up to 10,000 points are kept as they are.
/// Beyond that equal spans of x keep their first, lowest, highest and last point, and one gap where there are
/// any: the extremes of the whole curve and its ends stay exact however long it grows. A point costs amortised
/// constant time, and a clone shares all but the latest points.
#[derive(Debug, Clone, Default)]
pub struct Curve {
    /// All but the last hold [`CHUNK`] points.
    chunks: Vec<Rc<Vec<Point>>>,
    thinned: bool,
}

impl Curve {
    /// Appends a point; its x is finite and not below the last one's.
    pub fn push(&mut self, point: Point) {
        if self.len() == MOST {
            self.thin();
        }
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => Rc::make_mut(chunk).push(point),
            _ => self.chunks.push(Rc::new(vec![point])),
        }
    }

    /// Drops the points at `x` and after it; says whether there were any.
    pub fn truncate_from(&mut self, x: f64) -> bool {
        let (kept, before) = (self.first_at(x), self.len());
        self.chunks.truncate(kept.div_ceil(CHUNK));
        if let Some(chunk) = self.chunks.last_mut().filter(|_| kept % CHUNK > 0) {
            Rc::make_mut(chunk).truncate(kept % CHUNK);
        }
        self.thinned &= kept > 0;
        kept < before
    }

    /// Whether some points were dropped because there were too many.
    pub fn is_thinned(&self) -> bool {
        self.thinned
    }

    /// How many points are kept.
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    /// Whether there are no points.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// All points kept.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Point> + DoubleEndedIterator + Clone {
        self.range(0..self.len())
    }

    /// The last point.
    pub fn last(&self) -> Option<Point> {
        self.chunks.last()?.last().copied()
    }

    /// The first point that is not a gap.
    pub fn earliest(&self) -> Option<Point> {
        self.iter().find(is_drawn).copied()
    }

    /// The last point that is not a gap.
    pub fn latest(&self) -> Option<Point> {
        self.iter().rfind(is_drawn).copied()
    }

    /// The point nearest to `x`, gaps left out; the later one of equals.
    pub fn nearest(&self, x: f64) -> Option<Point> {
        let split = self.first_at(x);
        let before = self.range(0..split).rfind(is_drawn);
        let after = self.range(split..self.len()).find(is_drawn);
        match (before, after) {
            (Some(before), Some(after)) => Some(if x - before.0 < after.0 - x { *before } else { *after }),
            (one, other) => one.or(other).copied(),
        }
    }

    /// The first point from `x` on, gaps among them.
    pub fn first_from(&self, x: f64) -> Option<Point> {
        self.range(self.first_at(x)..self.len()).next().copied()
    }

    /// The last point up to `x`, gaps among them.
    pub fn last_to(&self, x: f64) -> Option<Point> {
        self.range(0..self.first_at(x.next_up())).next_back().copied()
    }

    /// The points drawn between `lo` and `hi`: those within and the neighbour on each side, towards which the
    /// line leaves the picture.
    pub fn visible(
        &self,
        lo: f64,
        hi: f64,
    ) -> impl ExactSizeIterator<Item = &Point> + DoubleEndedIterator + Clone {
        let from = self.first_at(lo).saturating_sub(1);
        let to = (self.first_at(hi.next_up()) + 1).min(self.len());
        self.range(from..to)
    }

    /// The place of the first point whose x is not below `x`.
    fn first_at(&self, x: f64) -> usize {
        let chunk = self.chunks.partition_point(|chunk| chunk.last().is_some_and(|last| last.0 < x));
        self.chunks
            .get(chunk)
            .map_or(self.len(), |points| chunk * CHUNK + points.partition_point(|point| point.0 < x))
    }

    fn range(
        &self,
        places: Range<usize>,
    ) -> impl ExactSizeIterator<Item = &Point> + DoubleEndedIterator + Clone {
        places.map(|place| &self.chunks[place / CHUNK][place % CHUNK])
    }

    /// Thins the points until there is room again. The spans are as wide as a power of two, so that the next
    /// ones consist of whole ones of these and lose none of their extremes.
    fn thin(&mut self) {
        let points: Vec<Point> = self.iter().copied().collect();
        let Some((first, last)) = points.first().zip(points.last()) else { return };
        let mut width = ((last.0 - first.0) / MOST as f64).log2().floor().exp2().max(f64::MIN_POSITIVE);
        let mut kept = thinned(&points, width);
        while kept.len() > ROOMY {
            width *= 2.0;
            kept = thinned(&points, width);
        }
        self.chunks = kept.chunks(CHUNK).map(|chunk| Rc::new(chunk.to_vec())).collect();
        self.thinned = true;
    }
}

fn thinned(points: &[Point], width: f64) -> Vec<Point> {
    let span = |point: &Point| (point.0 / width).floor();
    let mut kept = Vec::new();
    for points in points.chunk_by(|one, next| span(one) == span(next)) {
        keep_extremes(points, &mut kept);
    }
    kept
}

/// Whether the point is no gap.
fn is_drawn(point: &&Point) -> bool {
    point.1.is_finite()
}

impl PartialEq for Curve {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): (&Rc<_>, &Rc<_>)| Rc::ptr_eq(one, other) || one == other;
        self.thinned == other.thinned
            && self.chunks.len() == other.chunks.len()
            && self.chunks.iter().zip(&other.chunks).all(same)
    }
}

impl FromIterator<Point> for Curve {
    fn from_iter<I: IntoIterator<Item = Point>>(points: I) -> Self {
        let mut curve = Self::default();
        points.into_iter().for_each(|point| curve.push(point));
        curve
    }
}

#[cfg(test)]
mod tests;
