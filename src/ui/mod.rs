//! The page: one state, one reducer, small Yew components.

pub mod chart;
pub mod digit;
pub mod draw;
pub mod layer_table;
