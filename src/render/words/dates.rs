//! Dates as people write them.

use super::{Text, Words, fill};
use crate::base::date::{Date, End, Point, Unspecified};

/// How much of a date is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `19 June 2025`
    Long,
    /// `19 June`: the year stands above it.
    Short,
    /// `2025`, or `1979–1992`.
    Year,
}

impl Words {
    /// A date as people write it in that language.
    pub fn date(&self, language: &str, date: &Date, form: Form) -> String {
        let Some(end) = date.end.filter(|end| *end != date.start) else {
            return self.end(language, date.start, form);
        };
        if let (Form::Long, End::Point(from), End::Point(to)) = (form, date.start, end)
            && let Some(short) = self.within_year(language, &from, &to)
        {
            return short;
        }
        let (from, to) = (self.end(language, date.start, form), self.end(language, end, form));
        // Some languages have another word before days than before months and years.
        let day = |point: Point| point.day > 0 && form != Form::Year;
        let key = match (date.start, end) {
            (End::Point(from), End::Open) if day(from) => "date-since-day",
            (End::Point(_), End::Open) => "date-since",
            (End::Point(from), End::Unknown) if day(from) => "date-from-unknown-day",
            (End::Point(_), End::Unknown) => "date-from-unknown",
            (End::Open | End::Unknown, End::Point(to)) if day(to) => "date-until-day",
            (End::Open | End::Unknown, End::Point(_)) => "date-until",
            _ => "date-range",
        };
        fill(self.text(language, key, None).unwrap_or("{from}–{to}"), &[("from", &from), ("to", &to)])
    }

    /// "1–6 February 2025", "February–April 2025": the year, and the month if both ends share it, said once.
    fn within_year(&self, language: &str, from: &Point, to: &Point) -> Option<String> {
        let plain = |point: &Point| point.month > 0 && !point.about && !point.uncertain && point.year > 0;
        let alike = (from.day == 0) == (to.day == 0) && (from.season() == 0) == (to.season() == 0);
        if from.year != to.year || !plain(from) || !plain(to) || !alike {
            return None;
        }
        let same_month = from.month == to.month && from.day > 0;
        let key = if same_month { "date-range-days" } else { "date-range-months" };
        // No English pattern around the months of another language.
        let Text::Plain(pattern) = self.own(language, key)? else { return None };
        let end = |point: &Point| if same_month { self.day(language, point.day) } else { self.point(language, point, Form::Short) };
        let (month, year) = (self.month(language, from.month), from.year.to_string());
        Some(fill(pattern, &[("from", &end(from)), ("to", &end(to)), ("month", &month), ("year", &year)]))
    }

    /// "2"; the first day of a month is a word of its own in some languages.
    fn day(&self, language: &str, day: u8) -> String {
        match self.own(language, "date-first-day") {
            Some(Text::Plain(first)) if day == 1 => first.clone(),
            _ => day.to_string(),
        }
    }

    fn end(&self, language: &str, end: End, form: Form) -> String {
        match end {
            End::Point(point) => self.point(language, &point, form),
            End::Open | End::Unknown => String::new(),
        }
    }

    fn point(&self, language: &str, point: &Point, form: Form) -> String {
        let key = match (form, point.month, point.day) {
            _ if point.unspecified == Unspecified::Decade => "date-decade",
            (Form::Year, ..) | (_, 0, _) => "date-year",
            (Form::Short, _, 0) => "date-short-month",
            (Form::Short, ..) => "date-short",
            (Form::Long, _, 0) => "date-month",
            (Form::Long, ..) => "date-day",
        };
        let (day, month) = (self.day(language, point.day), self.month(language, point.month));
        let year = point.historical();
        let year = if year < 0 {
            fill(self.text(language, "date-before-christ", None).unwrap_or("-{year}"), &[("year", &(-year).to_string())])
        } else {
            year.to_string()
        };
        // Hundreds of years are counted otherwise in each language; their first and last year are the same in all.
        let year = match point.unspecified {
            Unspecified::Century => format!("{year}–{}", point.last().0),
            _ => year,
        };
        let bare = fill(
            self.text(language, key, None).unwrap_or("{day} {month} {year}"),
            &[("day", &day), ("month", &month), ("year", &year)],
        );
        let mark = match (point.about, point.uncertain) {
            (false, false) => return bare,
            (true, false) => "date-about",
            (_, true) => "date-uncertain",
        };
        fill(self.text(language, mark, None).unwrap_or("{date}"), &[("date", &bare)])
    }

    fn month(&self, language: &str, month: u8) -> String {
        let (key, number) = if month > 20 { ("seasons", month - 20) } else { ("months", month) };
        let Some(Text::List(names)) = self.find(language, key) else { return month.to_string() };
        names.get(usize::from(number).wrapping_sub(1)).cloned().unwrap_or_default()
    }
}

/// What a `datetime` attribute may hold: a single, certain date; empty for ranges and doubtful dates.
pub fn datetime(date: &Date) -> String {
    match (date.start, date.end) {
        // What HTML has no word for, a season or digits that are not known, is told as coarsely as it has.
        (End::Point(point), None) if !point.about && !point.uncertain && point.year > 0 => point.iso(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::words;
    use super::*;

    #[test]
    fn dates_are_written_as_people_write_them() {
        let words = words();
        let date = |language: &str, text: &str| words.date(language, &Date::parse(text).unwrap(), Form::Long);
        assert_eq!(date("en", "2025-07-02"), "2 July 2025");
        assert_eq!(date("en-GB", "2025-07"), "July 2025");
        assert_eq!(date("en", "1979~"), "about 1979");
        assert_eq!(date("en", "1979/1992"), "1979–1992");
        assert_eq!(date("en", "2022-02-24/.."), "since 24 February 2022");
        assert_eq!(date("en", "2025-02-01/2025-02-06"), "1–6 February 2025");
        assert_eq!(date("en", "2025-03-15/2025-04-02"), "15 March–2 April 2025");
        assert_eq!(date("en", "-0043-03-15"), "15 March 44 BC");
        assert_eq!(date("en", "0000"), "1 BC");
        assert_eq!(date("en", "2025-02/2025-04"), "February–April 2025");
        assert_eq!(date("en", "2025-02~/2025-04"), "about February 2025–April 2025");
        assert_eq!([date("en", "2021-21"), date("en", "2021-21/2021-22")], ["Spring 2021", "Spring–Summer 2021"]);
        assert_eq!([date("fr", "2021-22"), date("es", "2021-23~")], ["été 2021", "hacia otoño de 2021"]);
        assert_eq!([date("en", "198X"), date("en", "198X/2004-XX")], ["1980s", "1980s–2004"]);
        assert_eq!([date("es", "198X"), date("en", "19XX?")], ["década de 1980", "1900–1999 (uncertain)"]);
        assert_eq!([date("en", "2004-05-XX"), date("en", "2021-12/2021-24")], ["May 2004", "December 2021–Winter 2021"]);
        assert_eq!(date("es-SV", "2025-07-02"), "2 de julio de 2025");
        assert_eq!(date("es", "2025-02-01/2025-02-06"), "1–6 de febrero de 2025");
        assert_eq!(date("fr", "2025-07-02"), "2 juillet 2025");
        assert_eq!(date("fr", "2025-01-01/2025-01-06"), "1er–6 janvier 2025");
        assert_eq!(date("fr", "2022-02-24/.."), "depuis le 24 février 2022");
        assert_eq!((date("fr", "../1990"), date("fr", "../1990-05-01")), ("jusqu’en 1990".into(), "jusqu’au 1er mai 1990".into()));
        assert_eq!(date("es", "2022-02-24/.."), "desde el 24 de febrero de 2022");
        assert_eq!(date("en", "2025-03-05/2025-03-05"), "5 March 2025");
        assert_eq!(date("ar", "2025-07-02"), "2 يوليو 2025");
        assert_eq!(datetime(&Date::parse("2025-03").unwrap()), "2025-03");
        assert_eq!(datetime(&Date::parse("2021-21").unwrap()), "2021");
        assert_eq!(datetime(&Date::parse("198X").unwrap()), "");
        assert_eq!(datetime(&Date::parse("2025/..").unwrap()), "");
    }
}
