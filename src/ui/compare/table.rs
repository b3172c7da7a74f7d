//! Compare's table: sorted by any column, a row for each run with what can be done with it.

use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::Compared;
use super::columns::Column;
use crate::protocol::RunId;
use crate::ui::chart::swatch;
use crate::ui::state::{Action, CompareChange, Comparison};

/// What the table shows.
pub struct Table<'a> {
    pub runs: &'a [Compared<'a>],
    pub columns: &'a [Column],
    /// The places of the runs, in the order of the rows.
    pub order: &'a [usize],
    /// The places of those that are drawn.
    pub drawn: &'a [usize],
    pub comparison: &'a Comparison,
    /// The run whose name is being changed.
    pub renamed: &'a UseStateHandle<Option<RunId>>,
    pub dispatch: &'a Callback<Action>,
}

impl Table<'_> {
    pub fn html(&self) -> Html {
        html! {
            <div class="scroll-box" tabindex="0" role="region" aria-label="Runs, scrolls">
                <table class="numbers runs">
                    <thead>
                        <tr>
                            <th scope="col">{ "Drawn" }</th>
                            <th scope="col">{ "Run" }</th>
                            { for self.columns.iter().map(|column| self.header(column)) }
                            <th scope="col"><span class="visually-hidden">{ "What can be done" }</span></th>
                        </tr>
                    </thead>
                    <tbody>{ for self.order.iter().map(|place| self.row(*place)) }</tbody>
                </table>
            </div>
        }
    }

    /// A header sorts by its column, and is marked where the runs that are drawn differ in it.
    fn header(&self, column: &Column) -> Html {
        let label = column.label;
        let sorted = self.comparison.sort.filter(|(by, _)| *by == label).map(|(_, downwards)| downwards);
        let sort = match sorted {
            Some(true) => Some("descending"),
            Some(false) => Some("ascending"),
            None => None,
        };
        let differs = column.differs(self.drawn);
        let onclick = self.change(move || CompareChange::Sort(label));
        html! {
            <th scope="col" aria-sort={sort} class={differs.then_some("differs")}>
                <button type="button" class="sort" aria-label={label} {onclick}>{ label }</button>
            </th>
        }
    }

    fn row(&self, place: usize) -> Html {
        let Compared { record, look, .. } = &self.runs[place];
        let run = record.run;
        let drawn = self.drawn.contains(&place);
        let called = record.called();
        let on_draw = self.dispatch.reform(move |event: Event| {
            let drawn = event.target_unchecked_into::<HtmlInputElement>().checked();
            Action::Compare(CompareChange::Draw(run, drawn))
        });
        let rename = {
            let renamed = self.renamed.clone();
            move |_: MouseEvent| renamed.set(Some(run))
        };
        let mut cells = self.columns.iter().map(|column| &column.cells[place].text);
        let network = cells.next();
        html! {
            <tr key={run.0.to_string()} data-run={run.0.to_string()}>
                <td>
                    <input type="checkbox" checked={drawn} aria-label={format!("Draw {called}")} onchange={on_draw} />
                </td>
                <td>{ self.name(place) }</td>
                <th scope="row">{ swatch(*look) }{ " " }{ network }</th>
                { for cells.map(|text| html! { <td>{ text }</td> }) }
                <td class="row-actions">
                    <button type="button" class="link" aria-label={format!("Rename {called}")} onclick={rename}>
                        { "Rename" }
                    </button>
                    { " " }
                    <button type="button" class="link" aria-label={format!("Delete {called}")}
                        onclick={self.change(move || CompareChange::Delete(run))}>{ "Delete" }</button>
                </td>
            </tr>
        }
    }

    /// What a run is called, and the way to its tab; or the field for another name.
    fn name(&self, place: usize) -> Html {
        let record = self.runs[place].record;
        let (run, called) = (record.run, record.called());
        if **self.renamed != Some(run) {
            let show = self.dispatch.reform(move |_: MouseEvent| Action::ShowRun(run));
            return html! { <button type="button" class="link" onclick={show}>{ called }</button> };
        }
        let finish = {
            let (renamed, dispatch) = (self.renamed.clone(), self.dispatch.clone());
            move |field: HtmlInputElement| {
                dispatch.emit(Action::Compare(CompareChange::Rename(run, field.value())));
                renamed.set(None);
            }
        };
        let onchange = {
            let finish = finish.clone();
            move |event: Event| finish(event.target_unchecked_into())
        };
        let renamed = self.renamed.clone();
        let onkeydown = move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" => finish(event.target_unchecked_into()),
            "Escape" => renamed.set(None),
            _ => {}
        };
        html! {
            <input type="text" class="run-name" maxlength="40" autofocus=true aria-label={format!("Name of {called}")}
                value={called.clone()} {onchange} {onkeydown} />
        }
    }

    fn change(&self, change: impl Fn() -> CompareChange + 'static) -> Callback<MouseEvent> {
        self.dispatch.reform(move |_: MouseEvent| Action::Compare(change()))
    }
}
