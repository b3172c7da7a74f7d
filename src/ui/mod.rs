//! The page: one state, one reducer, small Yew components.
