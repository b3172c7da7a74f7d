//! Which browser this is: for advice only, never to decide what works.

use super::js;

/// A family of browsers whose settings are called the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Chrome, Edge and others on Chromium.
    Chromium,
    Firefox,
    Safari,
    /// Every browser on an iPhone or iPad: all are Safari inside.
    IosSafari,
    Other,
}

impl Browser {
    pub fn current() -> Self {
        Self::from_user_agent(&js::scope().navigator().user_agent().unwrap_or_default())
    }

    fn from_user_agent(agent: &str) -> Self {
        let has = |word| agent.contains(word);
        if has("iPhone") || has("iPad") {
            Self::IosSafari
        } else if has("Chrome/") || has("Chromium/") {
            Self::Chromium
        } else if has("Firefox/") {
            Self::Firefox
        } else if has("Safari/") {
            Self::Safari
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_agents_that_name_each_other_are_told_apart() {
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                Browser::Chromium,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                Browser::Chromium,
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0", Browser::Firefox),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.4 Safari/605.1.15",
                Browser::Safari,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 CriOS/140.0 Mobile/15E148 Safari/604.1",
                Browser::IosSafari,
            ),
            ("curl/8.0", Browser::Other),
        ];
        for (agent, expected) in cases {
            assert_eq!(Browser::from_user_agent(agent), expected, "{agent}");
        }
    }
}
