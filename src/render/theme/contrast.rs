//! Whether the colours of a site's settings can be read: contrast as WCAG 2 counts it.

use crate::base::{Fault, Range};

/// What stands on coloured paper or what coloured words stand on, in light and in dark mode: the hardest cases of the
/// style sheet. Words need 7 to 1 (WCAG 2, 1.4.6), bars of a chart 3 to 1 (1.4.11).
const ON_PAPER: [&[&str]; 2] = [&["#fcfdfd", "#f0f4f7", "#e6eef6"], &["#0f161d", "#17212b", "#1c2f41"]];
const ON_BINDING: [&[&str]; 2] = [&["#101b26", "#1f2e3c", "#6f0a15"], &["#e8eef3", "#c6d2dd", "#f9bcb5"]];
const ON_PAPER_ALONE: [&[&str]; 2] = [&["#fcfdfd"], &["#0f161d"]];

/// The fault of a colour that cannot be read well; `None` for settings that are no colour of this theme.
pub fn check(name: &str, colour: &str, range: &Range) -> Option<Fault> {
    let (base, dark) = name.strip_suffix("_dark").map_or((name, 0), |base| (base, 1));
    let (others, least) = match base {
        "link" | "rubric" => (ON_PAPER[dark], 7.0),
        "bar" => (ON_PAPER_ALONE[dark], 3.0),
        _ if base.starts_with("binding_") => (ON_BINDING[dark], 7.0),
        _ => return None,
    };
    let ratios = others.iter().filter_map(|other| ratio(colour, other));
    let lowest = ratios.fold(f64::INFINITY, f64::min);
    // Rounded down, so that a ratio that is just too low never reads as if it were enough.
    let shown = (lowest * 10.0).floor() / 10.0;
    let message = format!("the colour `{colour}` of `{name}` has a contrast of only {shown:.1} to 1");
    let mode = if dark == 1 { "lighter" } else { "darker" };
    let change = match base.starts_with("binding_") {
        true => {
            if dark == 1 {
                "darker"
            } else {
                "lighter"
            }
        }
        false => mode,
    };
    let help = format!("make it {change}: {least} to 1 lets people with weak sight read it");
    (lowest < least).then(|| Fault::new("low-contrast", range.clone(), message).with_help(help))
}

/// The contrast of two colours, from 1 to 21 (WCAG 2, relative luminance of sRGB).
fn ratio(a: &str, b: &str) -> Option<f64> {
    let (a, b) = (luminance(a)?, luminance(b)?);
    Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
}

fn luminance(colour: &str) -> Option<f64> {
    let digits: Vec<u32> = colour.strip_prefix('#')?.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let parts = match digits[..] {
        [r, g, b] => [r * 17, g * 17, b * 17],
        [r1, r2, g1, g2, b1, b2] => [r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2],
        _ => return None,
    };
    let linear = |part: u32| {
        let value = f64::from(part) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    Some(0.2126 * linear(parts[0]) + 0.7152 * linear(parts[1]) + 0.0722 * linear(parts[2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert_eq!(ratio("#000", "#ffffff"), Some(21.0));
        assert_eq!(ratio("#0f4c8a", "#fcfdfd").map(|ratio| (ratio * 100.0).round() / 100.0), Some(8.51));
        assert_eq!(ratio("red", "#fff"), None);
    }

    #[test]
    fn pale_words_are_told_and_the_themes_own_colours_pass() {
        let told = |name: &str, colour: &str| check(name, colour, &(0..1)).map(|fault| fault.message);
        assert_eq!(told("link", "#6699cc").as_deref(), Some("the colour `#6699cc` of `link` has a contrast of only 2.5 to 1"));
        for (name, colour) in [
            ("link", "#0f4c8a"),
            ("link_dark", "#9cc5f2"),
            ("rubric", "#981b26"),
            ("rubric_dark", "#f7aca4"),
            ("bar", "#2a5c92"),
            ("bar_dark", "#7fb0e3"),
            ("binding_rose", "#e2bdb5"),
            ("binding_orange_dark", "#432f1b"),
            ("link", ""),
        ] {
            assert_eq!(told(name, colour), None, "{name}");
        }
    }
}
