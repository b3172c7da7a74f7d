//! What the products multiply: matrices, and the patches of images that a convolution sees.

use std::array;
use std::ops::Range;

use crate::gemm::Operand;

/// A matrix whose lanes are contiguous: `values[depth * lanes + lane]`.
pub(crate) struct LanesTogether<'a> {
    pub values: &'a [f32],
    pub lanes: usize,
}

impl Operand for LanesTogether<'_> {
    fn lanes(&self) -> usize {
        self.lanes
    }

    fn depth(&self) -> usize {
        self.values.len() / self.lanes
    }

    fn pack<const LANES: usize>(&self, first: usize, depth: Range<usize>, panel: &mut [[f32; LANES]]) {
        let rows = self.values[depth.start * self.lanes..].chunks_exact(self.lanes);
        for (to, row) in panel.iter_mut().zip(rows) {
            match row[first..].first_chunk() {
                Some(lanes) => *to = *lanes,
                None => to[..self.lanes - first].copy_from_slice(&row[first..]),
            }
        }
    }
}

/// A matrix whose depth is contiguous: `values[lane * depth + d]`.
pub(crate) struct DepthTogether<'a> {
    pub values: &'a [f32],
    pub depth: usize,
}

impl Operand for DepthTogether<'_> {
    fn lanes(&self) -> usize {
        self.values.len() / self.depth
    }

    fn depth(&self) -> usize {
        self.depth
    }

    fn pack<const LANES: usize>(&self, first: usize, depth: Range<usize>, panel: &mut [[f32; LANES]]) {
        let rows = self.values[first * self.depth..].chunks_exact(self.depth).take(LANES);
        for (lane, row) in rows.enumerate() {
            for (to, value) in panel.iter_mut().zip(&row[depth.clone()]) {
                to[lane] = *value;
            }
        }
    }
}

/// Values at the sum of two offsets, one for the lane and one for the depth:
/// `values[lanes[lane] + depths[depth]]`.
pub(crate) struct Offsets<'a> {
    pub values: &'a [f32],
    pub lanes: &'a [usize],
    pub depths: &'a [usize],
    /// The depths from one multiple of this to the next are neighbours in `values`.
    pub run: usize,
}

/// Lanes that are copied at once: a SIMD vector.
const VECTOR: usize = 4;

impl Operand for Offsets<'_> {
    fn lanes(&self) -> usize {
        self.lanes.len()
    }

    fn depth(&self) -> usize {
        self.depths.len()
    }

    fn pack<const LANES: usize>(&self, first: usize, depth: Range<usize>, panel: &mut [[f32; LANES]]) {
        let last = self.lanes.len() - 1;
        for lane in (0..LANES).step_by(VECTOR) {
            let lanes: [_; VECTOR] = array::from_fn(|index| self.lanes[last.min(first + lane + index)]);
            if (0..VECTOR).all(|index| lanes[index] == lanes[0] + index) {
                self.copy(lanes[0], lane, depth.clone(), panel);
            } else {
                self.gather(lanes, lane, depth.clone(), panel);
            }
        }
    }
}

impl Offsets<'_> {
    /// Packs lanes that are neighbours.
    fn copy<const LANES: usize>(
        &self,
        from: usize,
        lane: usize,
        depth: Range<usize>,
        panel: &mut [[f32; LANES]],
    ) {
        for (to, depth) in panel.iter_mut().zip(&self.depths[depth]) {
            if let (Some(to), Some(from)) =
                (to[lane..].first_chunk_mut::<VECTOR>(), self.values[depth + from..].first_chunk())
            {
                *to = *from;
            }
        }
    }

    /// Packs lanes that lie apart, a run of depths at a time.
    fn gather<const LANES: usize>(
        &self,
        lanes: [usize; VECTOR],
        lane: usize,
        depth: Range<usize>,
        panel: &mut [[f32; LANES]],
    ) {
        let mut at = depth.start;
        while at < depth.end {
            let end = (at + 1).next_multiple_of(self.run).min(depth.end);
            let from = &self.values[self.depths[at]..];
            let panel = &mut panel[at - depth.start..end - depth.start];
            let [a, b, c, d] = lanes.map(|lane| &from[lane..lane + end - at]);
            for ((((to, a), b), c), d) in panel.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                if let Some(to) = to[lane..].first_chunk_mut() {
                    *to = [*a, *b, *c, *d];
                }
            }
            at = end;
        }
    }
}
