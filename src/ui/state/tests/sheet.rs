//! The sheet: what steps make of its weights, and numbers that are too large.

use proptest::prelude::*;

use super::*;
use crate::study::sheet::{INPUTS, cell};

fn at(name: &str) -> usize {
    cell(name).expect("a cell")
}

fn change(state: &mut PageState, change: SheetChange) {
    assert_eq!(state.apply(Action::Sheet(change)), []);
}

#[test]
fn steps_move_the_weights_and_another_rate_begins_again_with_those_typed() {
    let mut state = page("net=lenet");
    change(&mut state, SheetChange::Type(at("w3"), "0.7".into()));
    change(&mut state, SheetChange::Step(3));
    assert!(state.sheet.has_moved(at("w3")) && !state.sheet.has_moved(at("lr")));
    change(&mut state, SheetChange::Type(at("lr"), "2".into()));
    assert!(!state.sheet.has_moved(at("w3")));
    assert_eq!((state.sheet.iterations.len(), state.sheet.now().w[2], state.sheet.now().lr), (1, 0.7, 2.0));
}

#[test]
fn a_number_that_is_too_large_is_told_and_nothing_is_lost() {
    let mut state = page("net=lenet");
    change(&mut state, SheetChange::Type(at("i1"), "0.7".into()));
    change(&mut state, SheetChange::Step(3));
    let before = state.sheet.clone();
    for name in ["w1", "i1", "t2", "lr"] {
        for large in ["1e308", "-1e308", "1e999", "inf", "1000000001"] {
            change(&mut state, SheetChange::Type(at(name), large.into()));
            let message = state.sheet.error(at(name)).expect("a message");
            assert!(message.contains("between −1e9 and 1e9"), "{message}");
            assert_eq!(state.sheet.typed[at(name)], large, "it stands there to be corrected");
            change(&mut state, SheetChange::Step(100));
            assert_eq!(state.sheet.iterations, before.iterations);
        }
        change(&mut state, SheetChange::Type(at(name), before.typed[at(name)].clone()));
        assert_eq!((state.sheet.start(), &state.sheet.typed), (before.start(), &before.typed));
        change(&mut state, SheetChange::Step(3));
        assert_eq!(state.sheet, before);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_numbers_that_the_sheet_takes_overflow(
        numbers in prop::collection::vec(
            prop::sample::select(vec![0.0, 1e-9, -1e-9, 0.5, -0.5, 1.0, 30.0, -30.0, 1e3, 1e9, -1e9]), INPUTS)
    ) {
        let mut state = page("net=lenet");
        for (at, number) in numbers.iter().enumerate() {
            change(&mut state, SheetChange::Type(at, number.to_string()));
        }
        change(&mut state, SheetChange::Step(usize::MAX));
        prop_assert!(!state.sheet.has_room());
        for net in state.sheet.iterations.iter() {
            prop_assert!(net.values().iter().all(|value| value.abs() < 1e64), "{net:?}");
        }
    }
}
