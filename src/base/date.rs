//! Dates as coarse as they are known: the parts of EDTF (ISO 8601-2:2019, level 0 and what is common of level 1).
//!
//! `2025`, `2025-03`, `2025-03-15`, about (`1979~`), uncertain (`1979?`), both (`1979%`), ranges (`1979/1992`),
//! open (`2022-02-24/..`), unknown end (`1979/`), seasons (`2021-21` to `2021-24`), digits that are not known (`198X`,
//! `2004-XX`).

mod meant;
pub mod months;

use std::fmt;

/// One point in time, as coarse as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// Year of the Gregorian calendar.
    pub year: i32,
    /// Month from 1, or 0 where only the year is known; from 21 to 24 a season, from spring to winter.
    pub month: u8,
    /// Day from 1, or 0 where it is not known.
    pub day: u8,
    /// Written with `~`: about.
    pub about: bool,
    /// Written with `?`: uncertain.
    pub uncertain: bool,
    /// Written with `X` for digits that are not known; of a year these count as 0, a month or day is left out.
    pub unspecified: Unspecified,
}

/// Which digits of a point are written as `X`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unspecified {
    /// None.
    #[default]
    Nothing,
    /// `198X`: some year of a decade.
    Decade,
    /// `19XX`: some year of a hundred.
    Century,
    /// `2004-XX`.
    Month,
    /// `2004-XX-XX`.
    MonthAndDay,
    /// `2004-05-XX`.
    Day,
}

/// One end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// A known point.
    Point(Point),
    /// `..`: it goes on, or has no beginning.
    Open,
    /// Nothing written: there is an end, and nobody knows it.
    Unknown,
}

/// A date or a range of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    /// The date, or the beginning of the range.
    pub start: End,
    /// The end, where it is a range.
    pub end: Option<End>,
}

impl Date {
    /// The way out for those who wrote a date in another way.
    pub const HELP: &str =
        "write dates as `2025-04-16`, `2025-04` or `2025`; about as `1979~`; from … to as `1979/1992`, without an end as `2022/..`";

    /// `..` alone, where an end is wanted: it goes on.
    pub const OPEN: Date = Date { start: End::Open, end: None };

    /// A date of which nothing is known.
    pub const UNKNOWN: Date = Date { start: End::Unknown, end: Some(End::Unknown) };

    /// From the beginning of one date to the end of another: open where the end is open or not said. `None` if both are
    /// without a known point.
    pub fn span(from: Option<Date>, to: Option<Date>) -> Option<Date> {
        let start = from.map_or(End::Unknown, |from| from.start);
        let end = to.map_or(End::Open, |to| to.end.unwrap_or(to.start));
        let known = |end| matches!(end, End::Point(_));
        (known(start) || known(end)).then_some(Date { start, end: Some(end) })
    }

    /// Reads EDTF; the reason in plain words if it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let Some((from, to)) = text.split_once('/') else {
            return Ok(Date { start: End::Point(Point::parse(text)?), end: None });
        };
        let date = Date { start: End::parse(from)?, end: Some(End::parse(to)?) };
        match (date.start, date.end) {
            (End::Point(a), Some(End::Point(b))) if a.first() > b.last() => Err("it ends before it begins".into()),
            (End::Open | End::Unknown, Some(End::Open | End::Unknown)) => Err("neither its beginning nor its end is known".into()),
            _ => Ok(date),
        }
    }

    /// The first known point: the start, or else the end.
    pub fn point(&self) -> Point {
        match (self.start, self.end) {
            (End::Point(point), _) | (_, Some(End::Point(point))) => point,
            _ => unreachable_point(),
        }
    }

    /// The last known point: the end, or else the start.
    pub fn last_point(&self) -> Point {
        match (self.end, self.start) {
            (Some(End::Point(point)), _) | (_, End::Point(point)) => point,
            _ => unreachable_point(),
        }
    }

    /// The first day it may mean; `None` where it has no beginning, or where that is not known.
    pub fn known_start(&self) -> Option<(i32, u8, u8)> {
        match self.start {
            End::Point(point) => Some(point.first()),
            End::Open | End::Unknown => None,
        }
    }

    /// The last day it may mean; `None` where it has no end, or where that is not known.
    pub fn known_end(&self) -> Option<(i32, u8, u8)> {
        match self.end.unwrap_or(self.start) {
            End::Point(point) => Some(point.last()),
            End::Open | End::Unknown => None,
        }
    }

    /// The first known point in ISO 8601, as coarse as it is known, without marks of doubt.
    pub fn start_iso(&self) -> String {
        self.point().iso()
    }

    /// The end of a range in ISO 8601; empty where there is none, or where it is not known.
    pub fn end_iso(&self) -> String {
        match self.end {
            Some(End::Point(point)) => point.iso(),
            _ => String::new(),
        }
    }

    /// What dates are put in order by: the earliest day it may mean, then the latest.
    pub fn order(&self) -> ((i32, u8, u8), (i32, u8, u8)) {
        (self.point().first(), self.last_point().last())
    }
}

/// `parse` refuses a range without any point, so this is never reached by a parsed date; year 0 keeps it total.
fn unreachable_point() -> Point {
    Point { year: 0, month: 0, day: 0, about: false, uncertain: false, unspecified: Unspecified::Nothing }
}

impl End {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(match text.trim() {
            ".." => End::Open,
            "" => End::Unknown,
            text => End::Point(Point::parse(text)?),
        })
    }
}

impl Point {
    /// The year as historians count it, and CSL-JSON: EDTF has a year 0, which is 1 BC, here -1.
    pub fn historical(&self) -> i32 {
        if self.year <= 0 { self.year.saturating_sub(1) } else { self.year }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let bare = text.trim_end_matches(['~', '?', '%']);
        let marks = &text[bare.len()..];
        if marks.len() > 1 {
            return Err("only one of `~`, `?` and `%` may stand at its end".into());
        }
        let (digits, unspecified) = specified(bare)?;
        let (sign, digits) = digits.strip_prefix('-').map_or((1, &*digits), |rest| (-1, rest));
        let mut parts = digits.split('-');
        let mut number = |least: usize, what: &str| -> Result<Option<i32>, String> {
            let Some(part) = parts.next() else { return Ok(None) };
            let fine = part.len() == least && part.bytes().all(|b| b.is_ascii_digit());
            let shape = || format!("{what} `{part}` is not {least} digits; dates are written `2025-03-15`, `2025-03` or `2025`");
            if fine { part.parse().map(Some).map_err(|_| shape()) } else { Err(shape()) }
        };
        let year = number(4, "the year")?.ok_or("it is empty")? * sign;
        let month = number(2, "the month")?.unwrap_or(0);
        let day = number(2, "the day")?.unwrap_or(0);
        if parts.next().is_some() {
            return Err("it has more than year, month and day".into());
        }
        let dashes = digits.matches('-').count();
        if dashes >= 1 && !(1..=12).contains(&month) && !(21..=24).contains(&month) {
            return Err(format!("there is no month {month:02}"));
        }
        if month > 12 && (dashes >= 2 || unspecified == Unspecified::Day) {
            return Err("a season has no days".into());
        }
        if dashes >= 2 && !(1..=i32::from(days_in(year, month as u8))).contains(&day) {
            return Err(format!("there is no day {day:02} in {year:04}-{month:02}"));
        }
        let mark = |c| marks == c || marks == "%";
        Ok(Point { year, month: month as u8, day: day as u8, about: mark("~"), uncertain: mark("?"), unspecified })
    }

    /// Without marks of doubt, as far as ISO 8601 has it everywhere: of a season the year, nothing of an unspecified year.
    pub fn iso(&self) -> String {
        match self.unspecified {
            Unspecified::Decade | Unspecified::Century => String::new(),
            _ => {
                let month = if self.month > 12 { 0 } else { self.month };
                Point { month, about: false, uncertain: false, unspecified: Unspecified::Nothing, ..*self }.to_string()
            }
        }
    }

    /// Which season it is, from 1 for spring; 0 if it is none.
    pub fn season(&self) -> u8 {
        self.month.saturating_sub(20)
    }

    /// The first day it may mean, as (year, month, day).
    pub fn first(&self) -> (i32, u8, u8) {
        (self.year, self.months().0, self.day.max(1))
    }

    /// The last day it may mean.
    pub fn last(&self) -> (i32, u8, u8) {
        let year = self.year
            + match self.unspecified {
                Unspecified::Decade => 9,
                Unspecified::Century => 99,
                _ => 0,
            };
        let month = self.months().1;
        (year, month, if self.day == 0 { days_in(year, month) } else { self.day })
    }

    /// The first and the last month that it may mean. Winter is the last season of its year, as on the covers of journals.
    fn months(&self) -> (u8, u8) {
        match self.month {
            0 => (1, 12),
            21 => (3, 5),
            22 => (6, 8),
            23 => (9, 11),
            24 => (12, 12),
            month => (month, month),
        }
    }
}

/// A point without what is written as `X`, and what that was.
fn specified(bare: &str) -> Result<(std::borrow::Cow<'_, str>, Unspecified), String> {
    use Unspecified::{Century, Day, Decade, Month, MonthAndDay, Nothing};
    if !bare.contains('X') {
        return Ok((bare.into(), Nothing));
    }
    if let Some(rest) = bare.strip_suffix("-XX-XX") {
        return Ok((rest.into(), MonthAndDay));
    }
    if let Some(rest) = bare.strip_suffix("-XX") {
        return Ok((rest.into(), if rest.trim_start_matches('-').contains('-') { Day } else { Month }));
    }
    match (bare.strip_suffix("XX"), bare.strip_suffix('X')) {
        (Some(rest), _) if rest.len() == 2 => Ok((format!("{rest}00").into(), Century)),
        (_, Some(rest)) if rest.len() == 3 => Ok((format!("{rest}0").into(), Decade)),
        _ => Err("digits that are not known stand at its end: `198X`, `19XX`, `2004-XX`, `2004-05-XX`".into()),
    }
}

/// A day as RFC 3339 has it; that knows no years before 0.
pub fn day_iso((year, month, day): (i32, u8, u8)) -> String {
    format!("{:04}-{month:02}-{day:02}", year.max(0))
}

/// The day that follows a day.
pub fn next_day((year, month, day): (i32, u8, u8)) -> (i32, u8, u8) {
    match (month, day < days_in(year, month)) {
        (_, true) => (year, month, day + 1),
        (12.., false) => (year.saturating_add(1), 1, 1),
        (_, false) => (year, month + 1, 1),
    }
}

/// Days of a month in the Gregorian calendar.
fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unspecified {
            Unspecified::Decade => write!(f, "{:03}X", self.year / 10)?,
            Unspecified::Century => write!(f, "{:02}XX", self.year / 100)?,
            _ if self.year < 0 => write!(f, "-{:04}", -self.year)?,
            _ => write!(f, "{:04}", self.year)?,
        }
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        match self.unspecified {
            Unspecified::Month | Unspecified::Day => f.write_str("-XX")?,
            Unspecified::MonthAndDay => f.write_str("-XX-XX")?,
            _ => {}
        }
        f.write_str(match (self.about, self.uncertain) {
            (true, true) => "%",
            (true, false) => "~",
            (false, true) => "?",
            (false, false) => "",
        })
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Point(point) => point.fmt(f),
            End::Open => f.write_str(".."),
            End::Unknown => Ok(()),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.start.fmt(f)?;
        match self.end {
            Some(end) => write!(f, "/{end}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_survive_a_round_trip() {
        for text in [
            "2025",
            "2025-03",
            "2025-03-15",
            "1979~",
            "1979?",
            "1979%",
            "1979/1992",
            "2022-02-24/..",
            "../1992",
            "1979~/1992-01-16",
            "1979/",
            "-0044-03-15",
            "2021-21",
            "2021-24~/2022-22",
            "198X",
            "19XX?",
            "2004-XX",
            "2004-XX-XX",
            "2004-05-XX",
            "-0044-XX",
        ] {
            assert_eq!(Date::parse(text).map(|date| date.to_string()), Ok(text.to_string()));
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "25",
            "2025-13",
            "2025-02-30",
            "1992/1979",
            "../..",
            "2025-3-1",
            "soon",
            "2025-03-15-01",
            "2025~~",
            "/",
            "2021-20",
            "2021-25",
            "2021-21-03",
            "2021-21-XX",
            "1XXX",
            "X",
            "XXXX",
            "198x",
            "198X-05",
            "-01XX",
            "2004-XX-03",
            "é9X",
            "2021-22/2021-21",
        ] {
            assert!(Date::parse(text).is_err(), "{text:?}");
        }
        assert!(Date::parse("2024-02-29").is_ok());
    }

    #[test]
    fn what_is_coarse_has_a_first_and_a_last_day() {
        for (text, first, last) in [
            ("2021-21", (2021, 3, 1), (2021, 5, 31)),
            ("2021-24", (2021, 12, 1), (2021, 12, 31)),
            ("198X", (1980, 1, 1), (1989, 12, 31)),
            ("19XX", (1900, 1, 1), (1999, 12, 31)),
            ("2004-XX", (2004, 1, 1), (2004, 12, 31)),
            ("2004-02-XX", (2004, 2, 1), (2004, 2, 29)),
        ] {
            assert_eq!(Date::parse(text).unwrap().order(), (first, last), "{text}");
        }
        let iso = |text: &str| Date::parse(text).unwrap().start_iso();
        assert_eq!([iso("2021-21~"), iso("198X"), iso("2004-XX-XX"), iso("2004-05-XX?")], ["2021", "", "2004", "2004-05"]);
    }

    #[test]
    fn the_end_of_a_date_is_its_last_day() {
        for (text, end) in [
            ("2026", Some((2026, 12, 31))),
            ("2024-02", Some((2024, 2, 29))),
            ("2026-02-01/2026-12", Some((2026, 12, 31))),
            ("../2026-03-01", Some((2026, 3, 1))),
            ("2026/..", None),
            ("2026/", None),
        ] {
            assert_eq!(Date::parse(text).unwrap().known_end(), end, "{text}");
        }
        assert_eq!(Date::UNKNOWN.known_end(), None);
        assert_eq!([(2024, 2, 28), (2024, 2, 29), (2025, 12, 31)].map(next_day), [(2024, 2, 29), (2024, 3, 1), (2026, 1, 1)]);
    }

    #[test]
    fn a_span_is_made_of_its_ends() {
        let since = Date::parse("2019-06-01").ok();
        assert_eq!(Date::span(since, Some(Date::OPEN)).unwrap().to_string(), "2019-06-01/..");
        assert_eq!(Date::span(since, Date::parse("2024").ok()).unwrap().to_string(), "2019-06-01/2024");
        assert_eq!(Date::span(since, None).unwrap().to_string(), "2019-06-01/..");
        assert!(Date::span(None, Some(Date::OPEN)).is_none());
    }
}
