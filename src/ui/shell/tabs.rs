//! The tabs, after the WAI-ARIA pattern: one tab stop, arrow keys, Home and End.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::ui::chart::{look, swatch};
use crate::ui::state::{Action, View};
use crate::ui::tab::TabId;

#[derive(Properties, PartialEq)]
pub struct TabsProps {
    pub view: View,
    /// The networks that have a tab and what they are called, in order.
    pub tabs: Rc<Vec<(TabId, AttrValue)>>,
    /// The network in training.
    pub active: Option<TabId>,
    /// Networks that have learned something.
    pub trained: Vec<TabId>,
    pub dispatch: Callback<Action>,
}

/// A tab for each network, then the views across networks.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let views = views(&props.tabs);
    let current = views.iter().position(|view| *view == props.view).unwrap_or(0);
    let onkeydown = {
        let (dispatch, views) = (props.dispatch.clone(), views.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(next) = target(&event.key(), current, views.len()) else { return };
            event.prevent_default();
            dispatch.emit(Action::Show(views[next]));
        })
    };
    let selected = use_node_ref();
    use_effect_with(props.view, {
        let selected = selected.clone();
        move |_| {
            if let Some(tab) = selected.cast::<HtmlElement>() {
                follow(&tab);
            }
        }
    });
    let tab = |view: &View| {
        let view = *view;
        let is_selected = view == props.view;
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Show(view));
        let network = match view {
            View::Network(id) => Some(id),
            View::Compare | View::Inspect | View::Sheet | View::Draw => None,
        };
        html! {
            <button
                type="button"
                role="tab"
                id={tab_id(view)}
                class="tab"
                aria-selected={is_selected.to_string()}
                aria-controls={is_selected.then(|| panel_id(view))}
                tabindex={if is_selected { "0" } else { "-1" }}
                ref={if is_selected { selected.clone() } else { NodeRef::default() }}
                {onclick}
            >
                if let Some(network) = network {
                    { swatch(look::of(network)) }
                }
                { label(view, &props.tabs) }
                if let Some((sign, words)) = network.and_then(|id| note(id, props)) {
                    <span class="tab-note" aria-hidden="true">{ sign }</span>
                    <span class="visually-hidden">{ words }</span>
                }
            </button>
        }
    };
    let new_network = props.dispatch.reform(|_: MouseEvent| Action::NewNetwork(None));
    html! {
        <div class="tab-row">
            <div class="tabs" role="tablist" aria-label="Networks and views" {onkeydown}>
                { for views.iter().map(tab) }
            </div>
            <button type="button" class="new-network" onclick={new_network}>{ "New network" }</button>
        </div>
    }
}

/// The tab's id in the document.
pub fn tab_id(view: View) -> String {
    format!("tab-{}", key(view))
}

/// The id of what the tab shows.
pub fn panel_id(view: View) -> &'static str {
    if view == View::Draw { "draw" } else { "panel" }
}

fn key(view: View) -> String {
    match view {
        View::Network(id) => id.to_string(),
        View::Compare => "compare".to_owned(),
        View::Inspect => "inspect".to_owned(),
        View::Sheet => "sheet".to_owned(),
        View::Draw => "draw".to_owned(),
    }
}

fn label(view: View, tabs: &[(TabId, AttrValue)]) -> AttrValue {
    match view {
        View::Network(id) => {
            tabs.iter().find(|(tab, _)| *tab == id).map(|(_, label)| label.clone()).unwrap_or_default()
        }
        View::Compare => "Compare".into(),
        View::Inspect => "Inspect".into(),
        View::Sheet => "Sheet".into(),
        View::Draw => "Draw".into(),
    }
}

/// What became of a network: a sign for its tab, and the same in words.
fn note(id: TabId, props: &TabsProps) -> Option<(&'static str, &'static str)> {
    if props.active == Some(id) {
        Some(("…", "training"))
    } else {
        props.trained.contains(&id).then_some(("✓", "trained"))
    }
}

/// In the order of the tabs.
fn views(tabs: &[(TabId, AttrValue)]) -> Vec<View> {
    let across = [View::Compare, View::Inspect, View::Sheet, View::Draw];
    tabs.iter().map(|(id, _)| View::Network(*id)).chain(across).collect()
}

/// Where a key leads from the tab at `current`.
fn target(key: &str, current: usize, tabs: usize) -> Option<usize> {
    match key {
        "ArrowRight" => Some((current + 1) % tabs),
        "ArrowLeft" => Some((current + tabs - 1) % tabs),
        "Home" => Some(0),
        "End" => Some(tabs - 1),
        _ => None,
    }
}

/// Brings a tab that was just selected into sight, and the focus to it where another tab has it.
fn follow(tab: &HtmlElement) {
    if let Some(list) = tab.parent_element() {
        let middle = |element: &Element| {
            let place = element.get_bounding_client_rect();
            place.left() + place.width() / 2.0
        };
        list.scroll_by_with_x_and_y(middle(tab) - middle(&list), 0.0);
    }
    let focused = web_sys::window().and_then(|window| window.document()?.active_element());
    if focused.is_some_and(|element| element.get_attribute("role").as_deref() == Some("tab")) {
        // A tab that is gone needs no focus.
        let _ = tab.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zoo;

    #[test]
    fn arrows_go_round_and_home_and_end_go_far() {
        assert_eq!(target("ArrowRight", 9, 10), Some(0));
        assert_eq!(target("ArrowLeft", 0, 10), Some(9));
        assert_eq!(target("Home", 4, 10), Some(0));
        assert_eq!(target("End", 4, 10), Some(9));
        assert_eq!(target("a", 4, 10), None);
    }

    #[test]
    fn every_tab_has_its_own_id() {
        let tabs: Vec<_> = zoo::ROWS.iter().map(|row| (TabId::of(row), row.label.into())).collect();
        let ids: std::collections::BTreeSet<String> = views(&tabs).into_iter().map(tab_id).collect();
        assert_eq!(ids.len(), zoo::ROWS.len() + 4);
    }
}
