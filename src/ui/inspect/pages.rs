//! Where in a long list one is, and the way to its other pages.

use yew::prelude::*;

use crate::words::count;

/// A list that is shown a page at a time.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    /// Items of the list.
    pub all: usize,
    /// Items before the page that is shown.
    pub skipped: usize,
    /// Items on a page.
    pub on_a_page: usize,
    /// The number of the first item.
    pub from: usize,
}

/// Where the page that a component shows begins, in a list that may have become shorter; and the way to another.
#[hook]
pub fn use_page(all: usize) -> (usize, Callback<usize>) {
    let page = use_state_eq(|| 0);
    let skipped = if *page < all { *page } else { 0 };
    (skipped, Callback::from(move |to: usize| page.set(to)))
}

/// Nothing where one page holds all.
pub fn pages(Pages { all, skipped, on_a_page, from }: Pages, on_skip: &Callback<usize>) -> Html {
    if all <= on_a_page {
        return Html::default();
    }
    let to = |skipped: usize| on_skip.reform(move |_: MouseEvent| skipped);
    let until = all.min(skipped + on_a_page);
    let number = |item: usize| count((item + from) as u64);
    html! {
        <div class="row">
            <button type="button" class="quiet" disabled={skipped == 0} onclick={to(skipped.saturating_sub(on_a_page))}>
                { "Previous" }
            </button>
            <span>{ format!("{} to {} of {}", number(skipped), number(until - 1), count(all as u64)) }</span>
            <button type="button" class="quiet" disabled={until == all} onclick={to(until)}>{ "Next" }</button>
        </div>
    }
}
