//! The page: one state, one reducer, small Yew components.

mod app;
pub mod chart;
mod compare;
pub mod digit;
pub mod draw;
mod effects;
mod fields;
mod ink;
mod inspect;
pub mod layer_table;
mod network;
mod pointer;
mod ready_table;
mod sheet;
mod shell;
mod state;
mod tab;
mod timing_table;

pub use app::App;
