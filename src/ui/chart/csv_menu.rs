//! The button that saves a chart's numbers, with a menu of the ways to write them, after the WAI-ARIA pattern.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};
use yew::prelude::*;

use crate::chart::Series;
use crate::chart::csv::{Dialect, csv};
use crate::web::download;

/// What [`CsvMenu`] saves.
#[derive(PartialEq, Properties)]
pub struct CsvMenuProps {
    /// Of the chart.
    pub title: AttrValue,
    pub x_label: AttrValue,
    pub series: Rc<Vec<Series>>,
    /// Of the file, without extension.
    pub file_name: AttrValue,
    pub disabled: bool,
    /// What kept the file from being saved; none when it was saved.
    pub on_saved: Callback<Option<String>>,
}

/// A button with a menu that opens below it.
#[component]
pub fn CsvMenu(props: &CsvMenuProps) -> Html {
    let whole = use_node_ref();
    let button = use_node_ref();
    let chosen = use_node_ref();
    // The item that the keyboard is on; none while the menu is closed.
    let item = use_state_eq(|| None::<usize>);
    use_effect_with(*item, {
        let chosen = chosen.clone();
        move |item| {
            if item.is_some() {
                focus(&chosen);
            }
        }
    });

    let close = {
        let (button, item) = (button.clone(), item.setter());
        move || {
            focus(&button);
            item.set(None);
        }
    };
    let toggle = {
        let (item, close) = (item.clone(), close.clone());
        move |_: MouseEvent| if item.is_some() { close() } else { item.set(Some(0)) }
    };
    let onkeydown = {
        let (item, close) = (item.clone(), close.clone());
        move |event: KeyboardEvent| {
            let Some(effect) = effect(&event.key(), *item, Dialect::ALL.len()) else { return };
            event.prevent_default();
            match effect {
                Effect::To(next) => item.set(Some(next)),
                Effect::Close => close(),
            }
        }
    };
    let onfocusout = {
        let (whole, item) = (whole.clone(), item.setter());
        move |event: FocusEvent| {
            let next = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
            let stays = whole.get().zip(next).is_some_and(|(whole, next)| whole.contains(Some(&next)));
            if !stays {
                item.set(None);
            }
        }
    };
    // Else a press on an item would take the focus away, and with it the menu, where buttons get no focus.
    let onmousedown = |event: MouseEvent| event.prevent_default();
    let save = |dialect: Dialect| {
        let (x_label, series, on_saved) =
            (props.x_label.clone(), props.series.clone(), props.on_saved.clone());
        let (name, close) = (format!("{}.csv", props.file_name), close.clone());
        move |_: MouseEvent| {
            close();
            let text = csv(&x_label, &series, dialect);
            on_saved.emit(download::save_text(&name, "text/csv", &text).err());
        }
    };
    let label = format!("Save CSV of {}", props.title);
    html! {
        <span class="menu" ref={whole} {onkeydown} {onfocusout} {onmousedown}>
            <button type="button" class="quiet" ref={button} disabled={props.disabled} aria-label={label.clone()}
                aria-haspopup="menu" aria-expanded={item.is_some().to_string()} onclick={toggle}>
                { "Save CSV" }
            </button>
            if let Some(current) = *item {
                <span class="menu-items" role="menu" aria-label={label}>
                    { for Dialect::ALL.into_iter().enumerate().map(|(index, dialect)| html! {
                        <button type="button" role="menuitem" tabindex="-1" onclick={save(dialect)}
                            ref={if index == current { chosen.clone() } else { NodeRef::default() }}>
                            { dialect.label() }
                        </button>
                    }) }
                </span>
            }
        </span>
    }
}

fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // An element that cannot have the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Opens the menu, if it is closed, at this item.
    To(usize),
    Close,
}

/// What `key` does to a menu of `count` items that is on `item`, or closed. None for a key that means nothing
/// here, such as Tab, which leaves the menu and so closes it.
fn effect(key: &str, item: Option<usize>, count: usize) -> Option<Effect> {
    match (key, item) {
        ("ArrowDown", None) => Some(Effect::To(0)),
        ("ArrowUp", None) => Some(Effect::To(count - 1)),
        ("ArrowDown", Some(at)) => Some(Effect::To((at + 1) % count)),
        ("ArrowUp", Some(at)) => Some(Effect::To((at + count - 1) % count)),
        ("Home", Some(_)) => Some(Effect::To(0)),
        ("End", Some(_)) => Some(Effect::To(count - 1)),
        ("Escape", Some(_)) => Some(Effect::Close),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_open_the_menu_and_go_round_in_it() {
        assert_eq!(effect("ArrowDown", None, 3), Some(Effect::To(0)));
        assert_eq!(effect("ArrowUp", None, 3), Some(Effect::To(2)));
        assert_eq!(effect("ArrowDown", Some(1), 3), Some(Effect::To(2)));
        assert_eq!(effect("ArrowDown", Some(2), 3), Some(Effect::To(0)));
        assert_eq!(effect("ArrowUp", Some(0), 3), Some(Effect::To(2)));
        assert_eq!(effect("Home", Some(2), 3), Some(Effect::To(0)));
        assert_eq!(effect("End", Some(0), 3), Some(Effect::To(2)));
    }

    #[test]
    fn escape_closes_an_open_menu_only() {
        assert_eq!(effect("Escape", Some(1), 2), Some(Effect::Close));
        assert_eq!(effect("Escape", None, 2), None);
    }

    #[test]
    fn other_keys_are_left_to_the_browser() {
        for key in ["Tab", "Enter", " ", "a"] {
            assert_eq!((effect(key, None, 2), effect(key, Some(0), 2)), (None, None), "{key}");
        }
        assert_eq!((effect("Home", None, 2), effect("End", None, 2)), (None, None));
    }
}
