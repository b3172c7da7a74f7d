//! The colours a chart has on the page at this moment.

use web_sys::Element;

use crate::chart::Palette;

/// Reads the colours of `svg`, a chart of `lines` series, as the browser computed them. None where
/// the chart is not on the page.
pub fn read(svg: &Element, lines: usize) -> Option<Palette> {
    let part = |selector: &str, property: &str| computed(&svg.query_selector(selector).ok()??, property);
    Some(Palette {
        ink: computed(svg, "color")?,
        ink_soft: part(".chart-tick", "fill")?,
        paper: computed(svg, "background-color")?,
        hairline: part(".chart-grid", "stroke")?,
        lines: (0..lines)
            .map(|line| part(&format!("[data-line='{line}']"), "stroke"))
            .collect::<Option<_>>()?,
    })
}

fn computed(element: &Element, property: &str) -> Option<String> {
    web_sys::window()?.get_computed_style(element).ok()??.get_property_value(property).ok()
}
