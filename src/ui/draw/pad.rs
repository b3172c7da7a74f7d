//! The pad: a canvas that mouse, finger, pen and keyboard draw on.

use std::{
    cell::{Ref, RefCell, RefMut},
    rc::Rc,
};

use web_sys::{Element, HtmlCanvasElement};
use yew::prelude::*;

use super::{
    brush::Place,
    cursor::{Cursor, KeyEffect},
    pace::Pace,
    pointers::PointerEffect,
    sheet::{SHEET, Sheet},
};
use crate::ui::{chart::px, ink::paint, pointer::place_on};

/// In the set of buttons that are down: the mouse's first, a finger, or the pen's tip.
const FIRST_BUTTON: u16 = 1;

/// The sheet that the pad and the buttons around it share; it is the same as itself only.
#[derive(Debug, Clone, Default)]
pub struct SharedSheet(Rc<RefCell<Sheet>>);

impl PartialEq for SharedSheet {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl SharedSheet {
    pub fn read(&self) -> Ref<'_, Sheet> {
        self.0.borrow()
    }

    pub fn write(&self) -> RefMut<'_, Sheet> {
        self.0.borrow_mut()
    }
}

/// What [`Pad`] shows and tells.
#[derive(PartialEq, Properties)]
pub struct PadProps {
    pub sheet: SharedSheet,
    /// Counts changes that were not made on the pad itself; a new one repaints it.
    pub version: u32,
    /// The ink changed: now and then during a stroke, and at its end.
    pub on_ink: Callback<()>,
    /// Id of the text that explains the keys.
    pub hint: AttrValue,
}

/// The drawing surface.
#[component]
pub fn Pad(props: &PadProps) -> Html {
    let canvas = use_node_ref();
    let pace = use_mut_ref(Pace::default);
    let cursor = use_mut_ref(Cursor::default);
    let key_place = use_state_eq(|| None::<Place>);
    use_effect_with((props.sheet.clone(), props.version), {
        let canvas = canvas.clone();
        move |(sheet, _)| paint_sheet(&canvas, sheet)
    });

    let drawn = {
        let (canvas, sheet, on_ink) = (canvas.clone(), props.sheet.clone(), props.on_ink.clone());
        move |ask: bool| {
            paint_sheet(&canvas, &sheet);
            if ask {
                on_ink.emit(());
            }
        }
    };
    let onpointerdown = {
        let (canvas, sheet, drawn) = (canvas.clone(), props.sheet.clone(), drawn.clone());
        let key_place = key_place.setter();
        move |event: PointerEvent| {
            let Some(place) = place_of(&event, &canvas).filter(|_| event.button() == 0) else { return };
            let pointer = event.pointer_id();
            let effect = sheet.write().touch(pointer, place);
            if effect.is_none() {
                return;
            }
            key_place.set(None);
            // A pointer that is gone already cannot be captured; the stroke is a dot then.
            let is_captured = canvas
                .cast::<HtmlCanvasElement>()
                .is_some_and(|canvas| canvas.set_pointer_capture(pointer).is_ok());
            if !is_captured {
                sheet.write().release(pointer);
            }
            drawn(!is_captured);
        }
    };
    let onpointermove = {
        let (canvas, sheet, drawn) = (canvas.clone(), props.sheet.clone(), drawn.clone());
        move |event: PointerEvent| {
            let Some(place) = place_of(&event, &canvas) else { return };
            let touching = event.buttons() & FIRST_BUTTON != 0;
            let effect = sheet.write().drag(event.pointer_id(), place, touching);
            match effect {
                Some(PointerEffect::Drew) => drawn(pace.borrow_mut().is_due(event.time_stamp())),
                Some(PointerEffect::Ended) => drawn(true),
                None => {}
            }
        }
    };
    let end = {
        let (sheet, drawn) = (props.sheet.clone(), drawn.clone());
        move |event: PointerEvent| {
            let effect = sheet.write().release(event.pointer_id());
            if effect.is_some() {
                drawn(true);
            }
        }
    };
    let onkeydown = {
        let (sheet, key_place) = (props.sheet.clone(), key_place.setter());
        move |event: KeyboardEvent| {
            let control = event.ctrl_key() || event.meta_key();
            let Some(effect) = cursor.borrow_mut().key(&event.key(), control, &mut sheet.write()) else {
                return;
            };
            event.prevent_default();
            key_place.set(Some(cursor.borrow().at));
            if effect != KeyEffect::Moved {
                drawn(true);
            }
        }
    };
    html! {
        <div class="pad">
            <canvas class="pad-canvas" ref={canvas} width={SHEET.to_string()} height={SHEET.to_string()} tabindex="0"
                role="application" aria-label="Drawing pad: draw a digit" aria-describedby={props.hint.clone()}
                {onpointerdown} {onpointermove} onpointerup={end.clone()} onpointercancel={end.clone()}
                onlostpointercapture={end} {onkeydown} />
            if let Some((x, y)) = *key_place {
                <svg class="pad-cursor" viewBox={format!("0 0 {SHEET} {SHEET}")} aria-hidden="true">
                    <circle class={classes!(props.sheet.read().is_drawing().then_some("pad-cursor-down"))}
                        cx={px(x.into())} cy={px(y.into())} r="6" />
                </svg>
            }
        </div>
    }
}

/// Where on the sheet the pointer is. None while the pad is not laid out.
fn place_of(event: &PointerEvent, canvas: &NodeRef) -> Option<Place> {
    let place = place_on(&canvas.cast::<Element>()?, event);
    let dots = |at: f64, length: f64| (at / length * SHEET as f64) as f32;
    (place.width > 0.0 && place.height > 0.0)
        .then(|| (dots(place.x, place.width), dots(place.y, place.height)))
}

/// A browser without a canvas shows an empty pad, and the image beside it still shows what was drawn.
fn paint_sheet(canvas: &NodeRef, sheet: &SharedSheet) {
    paint(canvas, sheet.read().ink().values(), SHEET as u32);
}
