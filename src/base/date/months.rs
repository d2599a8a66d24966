//! Names of months and seasons in the languages that sources are catalogued in, and those of Arabic.

/// The names of each month, in small letters and without marks: English, German, French, Spanish, Italian, Portuguese,
/// Dutch, Catalan, Swedish, Danish and Polish, and short forms that do not begin one of them.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "janner", "janvier", "enero", "gennaio", "janeiro", "januari", "gener", "styczen"],
    &["february", "februar", "feber", "fevrier", "febrero", "febbraio", "fevereiro", "februari", "febrer", "luty"],
    &["march", "marz", "maerz", "mrz", "mars", "marzo", "marco", "maart", "mrt", "marts", "marzec"],
    &["april", "avril", "abril", "aprile", "kwiecien"],
    &["may", "mai", "mayo", "maggio", "maio", "mei", "maig", "maj"],
    &["june", "juni", "juin", "junio", "giugno", "junho", "juny", "czerwiec"],
    &["july", "juli", "juillet", "julio", "luglio", "julho", "juliol", "lipiec"],
    &["august", "aout", "agosto", "augustus", "agost", "augusti", "sierpien"],
    &["september", "septembre", "septiembre", "setiembre", "settembre", "setembro", "setembre", "wrzesien"],
    &["october", "oktober", "octobre", "octubre", "ottobre", "outubro", "pazdziernik"],
    &["november", "novembre", "noviembre", "novembro", "listopad"],
    &["december", "dezember", "decembre", "diciembre", "dicembre", "dezembro", "desembre", "grudzien"],
];

/// The names of each season, from spring; whole words only.
const SEASONS: [&[&str]; 4] = [
    &["spring", "fruhjahr", "fruhling", "printemps", "primavera", "lente", "voorjaar", "var", "forar", "wiosna"],
    &["summer", "sommer", "ete", "verano", "estate", "verao", "zomer", "estiu", "sommar", "lato"],
    &[
        "autumn", "fall", "herbst", "automne", "otono", "autunno", "outono", "herfst", "najaar", "tardor", "host", "efterar",
        "jesien",
    ],
    &["winter", "hiver", "invierno", "inverno", "hivern", "vinter", "zima"],
];

/// A month from 1, or a season from 21, by its name or at least three letters of it; `None` where it may be several.
pub fn named(word: &str) -> Option<u8> {
    let word = crate::base::text::fold(word);
    if let Some(season) = SEASONS.iter().position(|names| names.contains(&&*word)) {
        return Some(season as u8 + 21);
    }
    let begins = |names: &&[&str]| names.iter().any(|name| name.starts_with(&word));
    let mut found = MONTHS.iter().enumerate().filter(|(_, names)| word.len() >= 3 && begins(names));
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Some(at as u8 + 1),
        (None, _) => arabic(&word),
        _ => None,
    }
}

/// Names in Arabic, which differ from country to country: of the Nile and the Gulf, of the Levant, of the Maghreb. Without marks, and
/// where a name has two words, these stand without a space.
const ARABIC: [&[&str]; 12] = [
    &["يناير", "كانونالثاني", "جانفي"],
    &["فبراير", "شباط", "فيفري"],
    &["مارس", "اذار"],
    &["ابريل", "نيسان", "افريل"],
    &["مايو", "ايار", "ماي"],
    &["يونيو", "يونيه", "يونية", "حزيران", "جوان"],
    &["يوليو", "يوليه", "يوليوز", "تموز", "جويلية"],
    &["اغسطس", "اب", "اوت", "غشت"],
    &["سبتمبر", "ايلول", "شتنبر"],
    &["اكتوبر", "تشرينالاول"],
    &["نوفمبر", "تشرينالثاني", "نونبر"],
    &["ديسمبر", "كانونالاول", "دجنبر"],
];

/// A month by a name in Arabic; whole words only. `word` is folded.
fn arabic(word: &str) -> Option<u8> {
    ARABIC.iter().position(|names| names.contains(&word)).map(|at| at as u8 + 1)
}

/// What stands before the second word of a month's name.
const FIRST_WORDS: [&str; 2] = ["كانون", "تشرين"];

/// A date as it is written in Arabic in the signs that are read everywhere: figures of Europe, and months of two words without the
/// space. Nothing else is changed.
pub fn of_arabic(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.chars().any(|c| matches!(c, '\u{0600}'..='\u{06ff}')) {
        return text.into();
    }
    let mut out: String = text
        .chars()
        .map(|c| match c {
            '٠'..='٩' => char::from(b'0' + (c as u32 - '٠' as u32) as u8),
            '۰'..='۹' => char::from(b'0' + (c as u32 - '۰' as u32) as u8),
            '،' => ',',
            c => c,
        })
        .collect();
    for first in FIRST_WORDS {
        out = out.replace(&format!("{first} "), first);
    }
    // "2025 م": of the common era.
    if let Some(year) = out.strip_suffix('م').map(str::trim_end).filter(|year| year.ends_with(|c: char| c.is_ascii_digit())) {
        out = year.to_string();
    }
    out.into()
}

/// Whether a word is the whole name of a month, in one of the languages.
pub fn is_month(word: &str) -> bool {
    let word = crate::base::text::fold(word);
    MONTHS.iter().any(|names| names.contains(&&*word)) || arabic(&word).is_some()
}

/// What fields for the month and the day of a year say, as EDTF; `None` if they are not understood. `15~mar`,
/// `November--December`, `Spring/Summer` and `3` are.
pub fn of_year(year: &str, month: &str, day: &str) -> Option<String> {
    // `month = 3` beside `day = 15`.
    let name = |number: u8| {
        let names = MONTHS.get(usize::from(number).wrapping_sub(1)).or_else(|| SEASONS.get(usize::from(number).wrapping_sub(21)));
        names.and_then(|names| names.first().copied())
    };
    let month = month.trim();
    let month = month.parse().ok().and_then(name).unwrap_or(month);
    let text = format!("{day} {month}");
    // What joins two ends, and what stands between the parts of one.
    let ends: Vec<&str> = text.split(['-', '–', '—', '/', '&', '+']).map(str::trim).filter(|end| !end.is_empty()).collect();
    let read = |end: &str| {
        let mut month = None;
        let mut day = None;
        for word in end.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            match (word.parse::<u8>(), named(word)) {
                (Ok(number), _) if day.is_none() && word.len() <= 2 => day = Some(number),
                (_, Some(named)) if month.is_none() => month = Some(named),
                (Err(_), None) if matches!(word, "de" | "of" | "di" | "d" | "le" | "el") => {}
                _ => return None,
            }
        }
        Some((month, day))
    };
    let write = |month: u8, day: Option<u8>| {
        let day = day.map(|day| format!("-{day:02}")).unwrap_or_default();
        format!("{year}-{month:02}{day}")
    };
    let date = match ends.iter().map(|end| read(end)).collect::<Option<Vec<_>>>()?.as_slice() {
        [(None, Some(first)), (None, Some(last))] => format!("{}/{}", write(*first, None), write(*last, None)),
        [(Some(month), day)] => write(*month, *day),
        [(Some(month), Some(first)), (None, Some(last))] | [(None, Some(first)), (Some(month), Some(last))] => {
            format!("{}/{}", write(*month, Some(*first)), write(*month, Some(*last)))
        }
        [(Some(first), day), (Some(last), end)] if day.is_some() == end.is_some() => {
            format!("{}/{}", write(*first, *day), write(*last, *end))
        }
        _ => return None,
    };
    super::Date::parse(&date).is_ok().then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_names_in_many_languages() {
        for (word, month) in [
            ("Mai", Some(5)),
            ("Dezember", Some(12)),
            ("févr", Some(2)),
            ("März", Some(3)),
            ("diciembre", Some(12)),
            ("août", Some(8)),
            ("ottobre", Some(10)),
            ("março", Some(3)),
            ("juil", Some(7)),
            ("Sept", Some(9)),
            ("Spring", Some(21)),
            ("Été", Some(22)),
            ("Herbst", Some(23)),
            ("invierno", Some(24)),
            ("jui", None),
            ("ma", None),
            ("Frühsommer", None),
            ("", None),
            ("أبريل", Some(4)),
            ("إبريل", Some(4)),
            ("آذار", Some(3)),
            ("حزيران", Some(6)),
            ("يوليو", Some(7)),
            ("يول", None),
            ("كانونالثاني", Some(1)),
        ] {
            assert_eq!(named(word), month, "{word}");
        }
        // No two months share a name, or a beginning of three letters that is a name by itself.
        for (at, names) in MONTHS.iter().enumerate() {
            for name in names.iter() {
                assert_eq!(named(name), Some(at as u8 + 1), "{name}");
            }
        }
    }

    #[test]
    fn months_of_arabic_are_of_one_word() {
        assert_eq!(of_arabic("١٩ كانون الثاني ٢٠٢٥"), "19 كانونالثاني 2025");
        assert_eq!(of_arabic("19 June 2025"), "19 June 2025");
        assert_eq!(of_arabic("۱۹ تموز، ۲۰۲۵ م"), "19 تموز, 2025");
        for (at, names) in ARABIC.iter().enumerate() {
            for name in names.iter() {
                assert_eq!((named(name), crate::base::text::fold(name)), (Some(at as u8 + 1), name.to_string()));
            }
        }
    }

    #[test]
    fn months_stand_with_days_and_other_months() {
        for (text, date) in [
            ("mar", Some("2020-03")),
            ("3", Some("2020-03")),
            ("15\u{a0}mar", Some("2020-03-15")),
            ("March 15", Some("2020-03-15")),
            ("3 de mayo", Some("2020-05-03")),
            ("November--December", Some("2020-11/2020-12")),
            ("Nov./Dec.", Some("2020-11/2020-12")),
            ("Spring/Summer", Some("2020-21/2020-22")),
            ("30 mar - 2 apr", Some("2020-03-30/2020-04-02")),
            ("3-5 May", Some("2020-05-03/2020-05-05")),
            ("May 3–5", Some("2020-05-03/2020-05-05")),
            ("13", None),
            ("31 feb", None),
            ("Dec--Jan", None),
            ("Michaelmas", None),
            ("", None),
        ] {
            assert_eq!(of_year("2020", text, "").as_deref(), date, "{text}");
        }
        let of = |month: &str, day: &str| of_year("2020", month, day);
        assert_eq!(
            [of("3", "15"), of("mar", "3--5"), of("21", "")].map(Option::unwrap),
            ["2020-03-15", "2020-03-03/2020-03-05", "2020-21"]
        );
        assert_eq!([of("mar", "x"), of("21", "3"), of("3", "32")], [None, None, None]);
    }
}
