//! What an adapter says of itself.

use wasm_bindgen::JsValue;

use crate::web::js;

/// A GPU, or what passes itself off as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adapter {
    /// As much of vendor, architecture and model as the browser tells.
    pub name: String,
    /// It computes on the CPU.
    pub software: bool,
}

impl Adapter {
    pub(super) fn describe(adapter: &JsValue) -> Self {
        let info = js::get(adapter, "info").unwrap_or_default();
        let [vendor, architecture, device, description] = ["vendor", "architecture", "device", "description"]
            .map(|key| js::get_text(&info, key).unwrap_or_default());
        let name = name(&vendor, &architecture, &device, &description);
        // Older browsers tell it on the adapter, newer ones in its info.
        let fallback = js::is_set(&info, "isFallbackAdapter") || js::is_set(adapter, "isFallbackAdapter");
        Self { software: fallback || is_software(&name), name }
    }
}

/// The parts in words, without those that a longer part repeats.
fn name(vendor: &str, architecture: &str, device: &str, description: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in [vendor, architecture, device, description].map(str::trim) {
        let repeats =
            |longer: &str, shorter: &str| longer.to_ascii_lowercase().contains(&shorter.to_ascii_lowercase());
        if part.is_empty() || parts.iter().any(|known| repeats(known, part)) {
            continue;
        }
        parts.retain(|known| !repeats(part, known));
        parts.push(part);
    }
    if parts.is_empty() { "GPU (the browser does not tell its name)".into() } else { parts.join(" ") }
}

/// Whether a renderer that runs on the CPU goes by this name.
fn is_software(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["swiftshader", "llvmpipe", "lavapipe", "software", "microsoft basic render"]
        .iter()
        .any(|known| name.contains(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_long_as_the_browser_tells_and_repeat_nothing() {
        assert_eq!(name("nvidia", "ampere", "", ""), "nvidia ampere");
        assert_eq!(name("nvidia", "ampere", "", "NVIDIA GeForce RTX 3060"), "ampere NVIDIA GeForce RTX 3060");
        assert_eq!(name("apple", "apple", "", ""), "apple");
        assert_eq!(name("", "", "", ""), "GPU (the browser does not tell its name)");
    }

    #[test]
    fn renderers_on_the_cpu_are_known() {
        for renderer in ["google swiftshader", "llvmpipe (LLVM 19)", "Microsoft Basic Render Driver"] {
            assert!(is_software(renderer), "{renderer}");
        }
        assert!(!is_software("amd rdna-3"));
    }
}
