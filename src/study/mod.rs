//! What a trained network shows, and the sheet: backpropagation by hand. Pure; knows neither browser, Yew nor
//! engine.

pub mod sheet;
