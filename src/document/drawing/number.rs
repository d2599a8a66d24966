//! Numbers as they are written: a value for drawing, and its digits for reading.

/// A number with as many decimals as were written.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// What is drawn.
    pub value: f64,
    /// Less than nothing.
    pub negative: bool,
    /// Digits before the point, without zeros in front.
    pub whole: String,
    /// Digits behind it, as written.
    pub decimals: String,
}

/// Most digits of a number: as many as a double holds exactly.
const MOST_DIGITS: usize = 15;

/// Words for a value that nobody knows.
const NOTHING: [&str; 9] = ["", "none", "null", "~", "na", "n/a", "no data", "..", "–"];

/// Whether a text says that a value is not known.
pub fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    text == "-" || NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Reads `-1234.50`; `_` may part thousands. `None` for anything else, such as `1,234`, which means two things.
pub fn number(text: &str) -> Option<Number> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let fine = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let parted = whole.split('_').enumerate().all(|(at, part)| fine(part) && !part.is_empty() && (at == 0 || part.len() == 3));
    if !parted || !fine(decimals) || (digits.contains('.') && decimals.is_empty()) {
        return None;
    }
    let whole: String = whole.replace('_', "");
    if whole.len() + decimals.len() > MOST_DIGITS {
        return None;
    }
    let value: f64 = format!("{whole}.{decimals}0").parse().ok()?;
    let whole = match whole.trim_start_matches('0') {
        "" => "0".to_string(),
        rest => rest.to_string(),
    };
    let negative = negative && value != 0.0;
    Some(Number { value: if negative { -value } else { value }, negative, whole, decimals: decimals.to_string() })
}

impl Number {
    /// A number that was computed: a tick, a sum; rounded to some decimals, and to fewer where a double does not hold them.
    pub fn of(value: f64, decimals: usize) -> Number {
        let digits = format!("{:.0}", value.abs()).len();
        let decimals = decimals.min(MOST_DIGITS.saturating_sub(digits));
        let text = format!("{:.decimals$}", value.abs());
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        // What is drawn is what is written: 0.3, and not 0.30000000000000004.
        let value = text.parse::<f64>().map_or(value, |rounded| rounded.copysign(value));
        let negative = value < 0.0 && text.contains(|c: char| matches!(c, '1'..='9'));
        Number { value, negative, whole: whole.to_string(), decimals: decimals.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let shown = |text: &str| number(text).map(|n| (n.value, n.negative, n.whole, n.decimals));
        assert_eq!(shown("1.90"), Some((1.9, false, "1".into(), "90".into())));
        assert_eq!(shown("−007"), Some((-7.0, true, "7".into(), String::new())));
        assert_eq!(shown("84_000"), Some((84000.0, false, "84000".into(), String::new())));
        assert_eq!(shown("-0.0"), Some((0.0, false, "0".into(), "0".into())));
    }

    #[test]
    fn sums_of_many_digits_lose_none() {
        let shown = |value: f64, decimals| {
            let Number { negative, whole, decimals, .. } = Number::of(value, decimals);
            (negative, whole, decimals)
        };
        assert_eq!(shown(1_100_000_000.246_912, 6), (false, "1100000000".into(), "24691".into()));
        assert_eq!(shown(-12_345_678_901_234_568.0, 2), (true, "12345678901234568".into(), String::new()));
        assert_eq!(shown(-0.001, 2), (false, "0".into(), "00".into()));
        assert_eq!(shown(2.5, 1), (false, "2".into(), "5".into()));
    }

    #[test]
    fn what_is_no_number() {
        for text in ["1,234", "1.", ".5", "1e9", "84_00", "_1", "inf", "NaN", "", "one", "1234567890123456", "1.2.3", "--1"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert!(is_nothing("N/A") && is_nothing(" ") && is_nothing("no data") && !is_nothing("0"));
    }
}
