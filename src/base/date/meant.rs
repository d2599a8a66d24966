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
        if let Some(help) = unsaid(text) {
            return Fault::new(rule, range, format!("{what}: it says that there is no date")).with_help(help);
        }
        if let Some(help) = in_part(text) {
            return of_order().with_help(help);
        }
        match Date::meant(text).as_slice() {
            [] => Fault::new(rule, range, format!("{what}: {reason}")).with_help(Date::HELP),
            [one] => of_order().with_help(format!("did you mean `{one}`?{}", how(one))).with_fix(range.clone(), one),
            all => of_order().with_help(format!("write the year first, then the month, then the day: `{}`", all.join("` or `"))),
        }
    }

    /// Whether words say that there is no date, or none yet: `TBD`, `n.d.`.
    pub fn is_unsaid(text: &str) -> bool {
        unsaid(text).is_some()
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
        let text = super::months::of_arabic(text.trim());
        let text = &*text;
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
        if let Some(months) = part_of_year(text) {
            return Some(months).filter(is_date).into_iter().collect();
        }
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !matches!(*part, "" | "of" | "de" | "del"));
        let mut parts: Vec<&str> = parts.take(5).collect();
        // A month by two names, as in "19 كانون الثاني/يناير 2025".
        parts.dedup_by(|again, first| month(first).is_some() && month(first) == month(again));
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

/// What is to be done where words stand that say that there is no date, or none yet; `None` for all other words.
fn unsaid(text: &str) -> Option<&'static str> {
    const NEVER: [&str; 17] = [
        "nd",
        "no date",
        "undated",
        "unknown",
        "unknown date",
        "date unknown",
        "sd",
        "sans date",
        "sf",
        "sin fecha",
        "oj",
        "od",
        "ohne jahr",
        "ohne datum",
        "none",
        "na",
        "sa",
    ];
    const LATER: [&str; 12] = [
        "tbd",
        "tba",
        "tbc",
        "to be determined",
        "to be announced",
        "to be confirmed",
        "forthcoming",
        "in press",
        "pending",
        "soon",
        "later",
        "upcoming",
    ];
    // "n.d.", "n. d.", "[n.d.]", "o. J."
    let bare: String = text.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let bare = bare.trim();
    let joined: String = bare.split_whitespace().collect();
    let is_one = |words: &[&str]| words.contains(&bare) || joined.len() <= 3 && words.contains(&joined.as_str());
    if is_one(&NEVER) {
        Some(
            "leave the line out: what has no date is shown as having none; where one is needed, write as much as is known, as `198X` or `20XX`",
        )
    } else if is_one(&LATER) {
        Some("leave the line out until the day is known; of what is known in part write the year, as `2026`")
    } else {
        None
    }
}

/// What is to be written for a part of a year that is named and has no borders: `mid-2024`. Which months are meant its author knows.
fn in_part(text: &str) -> Option<String> {
    let small = text.to_lowercase();
    let is_word = |word: &&str| !matches!(*word, "" | "of" | "the" | "in" | "de" | "a" | "à");
    let words: Vec<&str> = small.split(|c: char| !c.is_alphanumeric()).filter(is_word).collect();
    let [word, year] = words.as_slice() else { return None };
    let (from, to) = match *word {
        "early" | "beginning" | "start" | "principios" | "comienzos" | "inicios" | "début" | "anfang" => ("01", "04"),
        "mid" | "middle" | "mediados" | "mi" | "milieu" | "mitte" => ("05", "08"),
        "late" | "end" | "finales" | "fines" | "fin" | "ende" => ("09", "12"),
        _ => return None,
    };
    let help = format!("write the months that are meant, as `{year}-{from}/{year}-{to}`, or the year alone, as `{year}`");
    is_year(year).then_some(help)
}

/// How a date that is proposed is to be read, where that does not go without saying.
fn how(date: &str) -> &'static str {
    let is_season = |date: &Date| matches!(date.start, super::End::Point(point) if point.month > 12);
    match Date::parse(date) {
        Ok(date) if is_season(&date) => " seasons are written as the months 21 to 24, from spring to winter",
        _ => "",
    }
}

/// The months of a quarter or half of a year, as a range: `2024 Q2`, `2024Q2`, `2nd quarter of 2024`, and `2024-34` of EDTF's second
/// level.
fn part_of_year(text: &str) -> Option<String> {
    let small = text.to_lowercase();
    let mut words: Vec<&str> = small
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !matches!(*word, "" | "of" | "the" | "de" | "du" | "del"))
        .collect();
    // "2024Q2", "Q22024"
    if let [one] = words.as_slice() {
        let at = if one.starts_with(|c: char| c.is_ascii_digit()) { 4 } else { 2 };
        let (first, last) = one.split_at_checked(at)?;
        words = vec![first, last];
    }
    let year = *words.iter().find(|word| is_year(word))?;
    let rest: Vec<&str> = words.iter().copied().filter(|word| *word != year).collect();
    let ordinal = |word: &str| {
        let named = [["first", "second", "third", "fourth"], ["1st", "2nd", "3rd", "4th"], ["1", "2", "3", "4"]];
        named.iter().find_map(|row| row.iter().position(|name| *name == word)).map(|at| at as u8 + 1)
    };
    let (months, which): (u8, u8) = match rest.as_slice() {
        [code] if matches!(*code, "33" | "34" | "35" | "36") => (3, code.parse::<u8>().ok()? - 32),
        [code] => {
            let (sign, digit) = code.split_at_checked(1)?;
            let (sign, digit) = if sign.chars().all(|c| c.is_ascii_digit()) { (digit, sign) } else { (sign, digit) };
            let months = match sign {
                "q" | "t" => 3,
                "h" | "s" => 6,
                _ => return None,
            };
            (months, ordinal(digit)?)
        }
        [a, b] => {
            let length = |word: &str| match word {
                "quarter" | "quartal" | "trimestre" | "q" => Some(3),
                "half" | "halbjahr" | "semestre" => Some(6),
                _ => None,
            };
            match (ordinal(a), length(b), length(a), ordinal(b)) {
                (Some(which), Some(months), ..) | (.., Some(months), Some(which)) => (months, which),
                _ => return None,
            }
        }
        _ => return None,
    };
    let last = months.checked_mul(which).filter(|last| *last <= 12)?;
    Some(format!("{year}-{:02}/{year}-{last:02}", last + 1 - months))
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
            ("١٩ حزيران ٢٠٢٥", &["2025-06-19"]),
            ("19 يونيو 2025م", &["2025-06-19"]),
            ("19 كانون الثاني/يناير 2025", &["2025-01-19"]),
            ("تشرين الأول 2024", &["2024-10"]),
            ("c. 1979", &["1979~"]),
            ("Circa 1979", &["1979~"]),
            ("since 1979", &[]),
            ("1980s", &["198X"]),
            ("1900s", &[]),
            ("2024 Q2", &["2024-04/2024-06"]),
            ("Q2 2024", &["2024-04/2024-06"]),
            ("2024-Q4", &["2024-10/2024-12"]),
            ("2024Q1", &["2024-01/2024-03"]),
            ("T3 2024", &["2024-07/2024-09"]),
            ("H2/2024", &["2024-07/2024-12"]),
            ("second quarter of 2024", &["2024-04/2024-06"]),
            ("3rd quarter 2024", &["2024-07/2024-09"]),
            ("2. Quartal 2024", &["2024-04/2024-06"]),
            ("2024-34", &["2024-04/2024-06"]),
            ("Q5 2024", &[]),
            ("H3 2024", &[]),
            ("Q2", &[]),
            ("spring 2024", &["2024-21"]),
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
        assert_eq!(fault("perhaps").message, "x: why");
    }

    #[test]
    fn words_for_no_date_are_no_dates() {
        let help = |text: &str| Date::refused(0..1, "x".into(), text, "why").help.unwrap_or_default().into_owned();
        for none in ["n.d.", "N. D.", "[n.d.]", "o. J.", "s.f.", "undated", "Unknown"] {
            assert!(help(none).starts_with("leave the line out: what has no date"), "{none}: {}", help(none));
        }
        for later in ["TBD", "tba", "In press", "to be determined", "forthcoming"] {
            assert!(help(later).starts_with("leave the line out until"), "{later}: {}", help(later));
        }
        for other in ["ndx", "n.d. 2024", "Q2", "", "…"] {
            assert_eq!(help(other), Date::HELP, "{other}");
        }
        assert_eq!(
            help("spring 2024"),
            "did you mean `2024-21`? seasons are written as the months 21 to 24, from spring to winter"
        );
        assert_eq!(help("Q2 2024"), "did you mean `2024-04/2024-06`?");
        let part = |months: &str| format!("write the months that are meant, as `{months}`, or the year alone, as `2024`");
        for (text, months) in [
            ("early 2024", "2024-01/2024-04"),
            ("mid-2024", "2024-05/2024-08"),
            ("Late 2024", "2024-09/2024-12"),
            ("a mediados de 2024", "2024-05/2024-08"),
            ("fin 2024", "2024-09/2024-12"),
            ("Anfang 2024", "2024-01/2024-04"),
        ] {
            let fault = Date::refused(0..1, "x".into(), text, "why");
            assert_eq!((fault.help.as_deref(), &fault.fix), (Some(&*part(months)), &None), "{text}");
        }
        assert_eq!(help("mid-24"), Date::HELP);
    }
}
