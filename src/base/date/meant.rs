//! Dates in the forms that people are used to, and what they are in EDTF.

use super::months::named as month;
use super::{Date, Point, next_day};
use crate::base::{Fault, Range};

/// Words for a year that is not certain.
const ABOUT: [&str; 11] = ["c", "ca", "circa", "about", "around", "approx", "um", "vers", "hacia", "alrededor", "verso"];

impl Date {
    /// The fault of a text that `parse` refused for a reason; `what` says what it should have been.
    pub fn refused(range: Range, what: String, text: &str, reason: &str) -> Fault {
        let rule = if reason.contains("before it begins") { "reversed-range" } else { "invalid-date" };
        let of_order = || Fault::new(rule, range.clone(), format!("{what}: dates are written year, month, day, with hyphens"));
        match Date::meant(text).as_slice() {
            [] => Fault::new(rule, range, format!("{what}: {reason}")).with_help(Date::HELP),
            [one] => of_order().with_help(format!("did you mean `{one}`?")).with_fix(range.clone(), one),
            all => of_order().with_help(format!("write the year first, then the month, then the day: `{}`", all.join("` or `"))),
        }
    }

    /// The fault of a day from which something holds that was written with its hour: to leave that out would say less than was
    /// meant. `None` if no hour is written.
    pub fn at_an_hour(range: Range, what: &str, text: &str) -> Option<Fault> {
        let (day, _) = hours(text.trim())?;
        let point = Point::parse(day).ok()?;
        let (year, month, next) = next_day(point.last());
        let message = format!("`{what}` ends at the beginning of a day, and an hour is written here");
        let help = format!(
            "write `{year:04}-{month:02}-{next:02}` if nothing may be public before that hour, or `{day}` to end it at midnight before it; \
             days begin as `time_zone` in chancery.yaml says, else in UTC"
        );
        Some(Fault::new("invalid-date", range, message).with_help(help))
    }

    /// What a date in another form may mean: one date, or two where day and month cannot be told apart.
    pub fn meant(text: &str) -> Vec<String> {
        let text = text.trim();
        // What was meant by a mark, or before the year 0, is not guessed.
        if text.contains(['~', '?', '%']) || text.contains("..") || text.starts_with('-') {
            return Vec::new();
        }
        // "1980s", but not "1900s", which may be ten years or a hundred.
        if let Some(decade) = text.strip_suffix("0s").filter(|decade| decade.len() == 3 && !decade.ends_with('0'))
            && decade.bytes().all(|byte| byte.is_ascii_digit())
        {
            return vec![format!("{decade}X")];
        }
        let is_date = |date: &String| Date::parse(date).is_ok();
        // The hours of a day are nothing that Chancery shows.
        if let Some((day, _)) = hours(text) {
            return Some(day.to_string()).filter(is_date).into_iter().collect();
        }
        let parts: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|part| !matches!(*part, "" | "of" | "de" | "del")).take(4).collect();
        let is_range = || text.contains(['-', '–', '—']);
        let mut found: Vec<String> = match parts.as_slice() {
            [year, at, day] if is_year(year) => written(year, month(at).or_else(|| number(at)), number(day)).into_iter().collect(),
            [a, b, year] if is_year(year) && (month(a).is_none() || month(b).is_none()) => match (month(a), month(b)) {
                (Some(month), _) => written(year, Some(month), number(b)).into_iter().collect(),
                (_, Some(month)) => written(year, Some(month), number(a)).into_iter().collect(),
                _ => [written(year, number(b), number(a)), written(year, number(a), number(b))].into_iter().flatten().collect(),
            },
            [from, to] if is_year(from) && is_year(to) && is_range() => vec![format!("{from}/{to}")],
            [about, year] if is_year(year) && ABOUT.contains(&&*about.to_lowercase()) => vec![format!("{year}~")],
            [year, at] | [at, year] if is_year(year) => {
                month(at).or_else(|| number(at)).map(|month| format!("{year}-{month:02}")).into_iter().collect()
            }
            // "Spring/Summer 2021", "March–May 2020".
            [from, to, year] if is_year(year) && month(from).is_some() && month(to).is_some() => {
                super::months::of_year(year, &format!("{from}/{to}"), "").into_iter().collect()
            }
            _ => Vec::new(),
        };
        found.retain(is_date);
        found.dedup();
        found
    }
}

/// A day and the hour that is written behind it: `2025-03-01T10:00:00Z`, `2025-03-01 10:00`.
fn hours(text: &str) -> Option<(&str, &str)> {
    let (day, hours) = text.split_at_checked(10)?;
    let digits = hours.strip_prefix(['T', 't', ' '])?;
    (digits.starts_with(|c: char| c.is_ascii_digit()) && digits.contains(':')).then_some((day, digits))
}

fn written(year: &str, month: Option<u8>, day: Option<u8>) -> Option<String> {
    Some(format!("{year}-{:02}-{:02}", month?, day?))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A day or month, as `3`, `03` or `3rd`.
fn number(text: &str) -> Option<u8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    digits.parse().ok().filter(|_| digits.len() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_other_forms_are_understood() {
        for (written, dates) in [
            ("31.12.2025", &["2025-12-31"][..]),
            ("31/12/2025", &["2025-12-31"]),
            ("12/31/2025", &["2025-12-31"]),
            ("12 March 2025", &["2025-03-12"]),
            ("March 12th, 2025", &["2025-03-12"]),
            ("Sept 2025", &["2025-09"]),
            ("2025, Sept. 1", &["2025-09-01"]),
            ("2025-03-01 10:00", &["2025-03-01"]),
            ("2025-03-01T10:00:00Z", &["2025-03-01"]),
            ("2025-3-1", &["2025-03-01"]),
            ("2025/03/01", &["2025-03-01"]),
            ("2025/3", &["2025-03"]),
            ("03/2025", &["2025-03"]),
            ("1979–1992", &["1979/1992"]),
            ("03/04/2025", &["2025-04-03", "2025-03-04"]),
            ("03.03.2025", &["2025-03-03"]),
            ("Spring 2021", &["2021-21"]),
            ("Spring/Summer 2021", &["2021-21/2021-22"]),
            ("3 de marzo de 2021", &["2021-03-03"]),
            ("c. 1979", &["1979~"]),
            ("Circa 1979", &["1979~"]),
            ("since 1979", &[]),
            ("1980s", &["198X"]),
            ("1900s", &[]),
            ("Spring 3, 2021", &[]),
            ("31.13.2025", &[]),
            ("30 February 2025", &[]),
            ("-0044-3-15", &[]),
            ("12/1979~", &[]),
            ("soon", &[]),
            ("3.4.25", &[]),
            ("é\u{301}éééé 10:00", &[]),
        ] {
            assert!(Date::parse(written).is_err(), "{written}");
            assert_eq!(Date::meant(written), dates, "{written}");
        }
    }

    #[test]
    fn an_hour_is_not_left_out_where_it_counts() {
        let help =
            |text: &str| Date::at_an_hour(0..1, "x", text).map(|fault| (fault.help.unwrap_or_default().into_owned(), fault.fix));
        let (told, fix) = help("2026-12-31T09:00:00+13:00").unwrap();
        assert!(told.starts_with("write `2027-01-01` if nothing may be public before that hour, or `2026-12-31`"), "{told}");
        assert_eq!((fix, help("2026-03-01"), help("2026-03-01T"), help("9999-99-99T10:00")), (None, None, None, None));
    }

    #[test]
    fn what_cannot_be_told_apart_is_left_to_the_author() {
        let fault = |text: &str| Date::refused(0..1, "x".into(), text, "why");
        let one = fault("31.12.2025");
        assert_eq!(one.help.as_deref(), Some("did you mean `2025-12-31`?"));
        assert_eq!(one.fix.unwrap().text, "2025-12-31");
        let two = fault("03/04/2025");
        let help = "write the year first, then the month, then the day: `2025-04-03` or `2025-03-04`";
        assert_eq!((two.help.as_deref(), two.fix), (Some(help), None));
        assert_eq!(fault("soon").message, "x: why");
    }
}
