//! What each answer to asking for a GPU means, and what helps in which browser.

use super::GpuProbe;
use crate::web::browser::Browser;

pub(super) fn reason(probe: &GpuProbe) -> String {
    match probe {
        GpuProbe::Available(adapter) if adapter.software => {
            format!("The browser's WebGPU is a software adapter ({}), slower than WebAssembly", adapter.name)
        }
        GpuProbe::Available(adapter) => format!("WebGPU is ready on {}", adapter.name),
        GpuProbe::NoWebGpu { secure: false } => {
            "The page came over an insecure connection, where browsers offer no WebGPU".into()
        }
        GpuProbe::NoWebGpu { secure: true } => "This browser offers no WebGPU".into(),
        GpuProbe::NoAdapter => "The browser has WebGPU and gives no GPU to it".into(),
        GpuProbe::Failed(what) => format!("Asking the browser for a GPU failed: {what}"),
    }
}

pub(super) fn advice(probe: &GpuProbe, browser: Browser) -> Option<&'static str> {
    match probe {
        GpuProbe::Available(adapter) if !adapter.software => None,
        GpuProbe::NoWebGpu { secure: false } => Some("Open the page over https or from localhost."),
        GpuProbe::NoWebGpu { secure: true } => Some(missing(browser)),
        GpuProbe::Available(_) | GpuProbe::NoAdapter | GpuProbe::Failed(_) => Some(blocked(browser)),
    }
}

/// How to get a browser with WebGPU.
fn missing(browser: Browser) -> &'static str {
    match browser {
        Browser::Chromium => {
            "Chrome and Edge have WebGPU from version 113 (Android: 121). On Linux it may have to be switched on: \
             set chrome://flags/#enable-unsafe-webgpu and #enable-vulkan to Enabled and restart the browser."
        }
        Browser::Firefox => {
            "Firefox has WebGPU from version 141 on Windows and 145 on Macs with Apple silicon. Elsewhere use \
             Firefox Nightly, or set dom.webgpu.enabled to true in about:config and restart."
        }
        Browser::Safari => {
            "Safari has WebGPU from version 26. In Safari 18 switch on Develop, Feature Flags, WebGPU (first \
             Settings, Advanced, Show features for web developers)."
        }
        Browser::IosSafari => {
            "iPhone and iPad have WebGPU from version 26 of the system. In version 18 switch on Settings, Apps, \
             Safari, Advanced, Feature Flags, WebGPU."
        }
        Browser::Other => "Use a current Chrome, Edge, Firefox (Windows, Mac) or Safari.",
    }
}

/// How to make a browser with WebGPU use the GPU.
fn blocked(browser: Browser) -> &'static str {
    match browser {
        Browser::Chromium => {
            "Switch on Settings, System, Use graphics acceleration when available; restart the browser and see \
             chrome://gpu. On Linux, or with a blocked driver, also set chrome://flags/#enable-unsafe-webgpu and \
             #enable-vulkan to Enabled."
        }
        Browser::Firefox => {
            "Switch on Settings, General, Performance, Use hardware acceleration when available; restart the \
             browser and see about:support under Graphics. A newer graphics driver may help."
        }
        Browser::Safari | Browser::IosSafari => {
            "Update the system and restart the browser; Lockdown Mode switches WebGPU off."
        }
        Browser::Other => {
            "Switch on the browser's hardware acceleration and update the graphics driver, or use a current Chrome, \
             Edge, Firefox or Safari."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::gpu::Adapter;

    fn adapter(software: bool) -> GpuProbe {
        GpuProbe::Available(Adapter { name: "vendor model".into(), software })
    }

    #[test]
    fn only_a_real_gpu_needs_no_advice() {
        assert_eq!(advice(&adapter(false), Browser::Chromium), None);
        for probe in [
            adapter(true),
            GpuProbe::NoWebGpu { secure: true },
            GpuProbe::NoWebGpu { secure: false },
            GpuProbe::NoAdapter,
            GpuProbe::Failed("out of memory".into()),
        ] {
            assert!(advice(&probe, Browser::Chromium).is_some(), "{probe:?}");
            assert!(!probe.is_recommended(), "{probe:?}");
        }
    }

    #[test]
    fn advice_names_the_settings_of_the_browser_at_hand() {
        let missing = GpuProbe::NoWebGpu { secure: true };
        assert!(
            advice(&missing, Browser::Chromium).unwrap().contains("chrome://flags/#enable-unsafe-webgpu")
        );
        assert!(advice(&missing, Browser::Firefox).unwrap().contains("dom.webgpu.enabled"));
        assert!(advice(&missing, Browser::Safari).unwrap().contains("Feature Flags"));
        let insecure = GpuProbe::NoWebGpu { secure: false };
        assert!(advice(&insecure, Browser::Firefox).unwrap().contains("https"));
    }

    #[test]
    fn a_software_renderer_can_be_used_by_hand_alone() {
        assert!(adapter(true).is_usable());
        assert!(!adapter(true).is_recommended());
    }
}
