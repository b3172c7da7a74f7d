//! The page.

use fovea::ui::App;

fn main() {
    console_error_panic_hook::set_once();
    let place = web_sys::window().and_then(|window| window.document()?.get_element_by_id("app"));
    if let Some(place) = place {
        yew::Renderer::<App>::with_root(place).render();
    }
}
