//! Times, sizes and counts in words, for the page and the command line.

/// `minutes:seconds`, with hours in front where there are any: the clock of a progress line.
pub fn clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

/// About how long, to be read in a sentence: `8 seconds`, `3 minutes`, `1.5 hours`.
pub fn about(seconds: f64) -> String {
    match seconds {
        s if s < 0.95 => "less than a second".into(),
        s if s < 90.0 => plural(s.round() as u64, "second"),
        s if s < 5400.0 => plural((s / 60.0).round() as u64, "minute"),
        s => format!("{:.1} hours", s / 3600.0),
    }
}

/// `1 epoch`, `2 epochs`.
pub fn plural(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `value` with `decimals` places and a comma between groups of three digits: `10,000`, `0.05`.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        out.push('−');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A count with its thousands set off: `6,379,786`.
pub fn count(value: u64) -> String {
    grouped(value as f64, 0)
}

/// Bytes in megabytes of 1,000,000.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// A learning rate, momentum or the like, without needless digits.
pub fn plain(value: f64) -> String {
    let rounded = format!("{value:.6}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share as per cent with two decimals, `97.96`.
pub fn percent(share: f64) -> String {
    format!("{:.2}", share * 100.0)
}

/// Items as a sentence lists them: `2`, `2 and 5`, `2, 5 and 8`.
pub fn listed(items: &[impl ToString]) -> String {
    let words: Vec<String> = items.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_read_like_clocks() {
        assert_eq!(clock(12.4), "00:12");
        assert_eq!(clock(75.0), "01:15");
        assert_eq!(clock(3725.0), "1:02:05");
    }

    #[test]
    fn durations_are_told_in_the_unit_that_fits() {
        assert_eq!(about(0.2), "less than a second");
        assert_eq!(about(1.0), "1 second");
        assert_eq!(about(89.0), "89 seconds");
        assert_eq!(about(240.0), "4 minutes");
        assert_eq!(about(7200.0), "2.0 hours");
    }

    #[test]
    fn lists_end_in_and() {
        assert_eq!(listed(&[2]), "2");
        assert_eq!(listed(&[2, 5]), "2 and 5");
        assert_eq!(listed(&[2, 5, 8]), "2, 5 and 8");
    }

    #[test]
    fn thousands_are_set_off() {
        assert_eq!(grouped(1_234_567.0, 0), "1,234,567");
        assert_eq!(grouped(-1234.5, 1), "−1,234.5");
        assert_eq!(grouped(999.0, 0), "999");
        assert_eq!(grouped(-0.001, 1), "0.0");
        assert_eq!(count(6_379_786), "6,379,786");
    }

    #[test]
    fn settings_lose_needless_digits() {
        assert_eq!(plain(0.1), "0.1");
        assert_eq!(plain(0.1 * 0.1), "0.01");
        assert_eq!(plain(10.0), "10");
        assert_eq!(plain(0.0), "0");
    }
}
