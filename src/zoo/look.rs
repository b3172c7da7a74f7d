//! How a network is told apart in pictures.

/// A colour for those who see it, and a dash and a mark for those who do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Its place in the palette of static/parts.css.
    pub colour: u8,
    /// `stroke-dasharray` of its lines; empty for a solid line.
    pub dash: &'static str,
    /// SVG path data of its mark around the origin, about seven pixels wide.
    pub mark: &'static str,
}
