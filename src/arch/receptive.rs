//! Receptive fields: how much of the input one unit of a layer sees, and where.

use super::Op;

/// Why the two conventions of [`super::TracedLayer`] differ.
pub const WHY_TWO_FIELDS: &str = "The true field grows by (kernel − 1) × jump, because after a pool neighbouring units \
     lie further apart in the image; the courses' shorthand adds kernel − 1 whatever the jump and doubles at a pool, \
     so the two part at the first pool.";

/// Receptive field of the units of a layer, along rows and columns alike.
///
/// True size and jump follow Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional
/// Neural Networks", Distill 2019: r ← r + (k − 1)·j, then j ← j·s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReceptiveField {
    /// Input rows that one unit sees.
    pub size: usize,
    /// Input rows from one unit's window to the next unit's.
    pub jump: usize,
    /// First input row that unit 0 sees; negative where it sees padding.
    pub start: isize,
    /// The size by the shorthand of the courses.
    pub course: usize,
}

impl ReceptiveField {
    /// A pixel of the input sees itself.
    pub const INPUT: Self = Self { size: 1, jump: 1, start: 0, course: 1 };

    /// The receptive field one layer further. None when it is too large to be counted.
    pub fn through(self, op: &Op) -> Option<Self> {
        let Some(geometry) = op.geometry() else { return Some(self) };
        let reach = geometry.extent()?.checked_sub(1)?;
        let padding = geometry.padding.checked_mul(self.jump)?;
        Some(Self {
            size: self.size.checked_add(reach.checked_mul(self.jump)?)?,
            jump: self.jump.checked_mul(geometry.stride)?,
            start: self.start.checked_sub_unsigned(padding)?,
            course: match op {
                Op::Conv2d { .. } => self.course.checked_add(reach)?,
                _ => self.course.checked_mul(geometry.stride)?,
            },
        })
    }
}

/// The square of the input that one unit sees. It may reach beyond the input, into the padding.
///
/// Cropped to the input it holds every pixel that can influence the unit. It can hold a row too many
/// only where a pool or stride drops the last rows and a later padding reaches past them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First input row; negative in the padding.
    pub top: isize,
    /// First input column; negative in the padding.
    pub left: isize,
    /// Rows, and columns.
    pub size: usize,
}
