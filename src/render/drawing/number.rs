//! Numbers as people of a language write them: its strings file says what stands before decimals and between thousands.

use crate::document::drawing::number::Number;
use crate::render::words::Words;

/// A number for readers, such as `75,000` or `1,9`.
pub fn shown(words: &Words, language: &str, number: &Number) -> String {
    let text = |key: &str, or: &'static str| -> String { words.text(language, key, None).unwrap_or(or).to_string() };
    let mut out = if number.negative { text("number-minus", "−") } else { String::new() };
    let digits = number.whole.as_bytes();
    // Spanish, Portuguese and others part thousands from five digits on (CLDR, minimumGroupingDigits).
    let least = 3 + text("number-least-grouped", "1").trim().parse::<usize>().unwrap_or(1);
    let parted = digits.len() >= least;
    let sign = text("number-group", ",");
    for (at, digit) in digits.iter().enumerate() {
        if parted && at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(&sign);
        }
        out.push(char::from(*digit));
    }
    if !number.decimals.is_empty() {
        out.push_str(&text("number-decimal", "."));
        out.push_str(&number.decimals);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::drawing::number::number;
    use crate::render::words::parse;

    #[test]
    fn each_language_has_its_signs() {
        let mut words = Words::default();
        for (language, text) in [
            ("en", include_str!("../../../themes/chancery/i18n/en.yaml")),
            ("es", include_str!("../../../themes/chancery/i18n/es.yaml")),
            ("fr", include_str!("../../../themes/chancery/i18n/fr.yaml")),
        ] {
            words.add(language, parse(text));
        }
        let read = |language: &str, text: &str| shown(&words, language, &number(text).unwrap());
        assert_eq!(
            (read("en", "75000"), read("en-GB", "-1234.50"), read("en", "999")),
            ("75,000".into(), "−1,234.50".into(), "999".into())
        );
        assert_eq!((read("es", "4000"), read("es", "84000.5")), ("4000".into(), "84.000,5".into()));
        assert_eq!(read("fr", "1234567.8"), "1\u{202f}234\u{202f}567,8");
    }
}
