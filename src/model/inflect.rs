//! Forms of terms and names by language. Terms have their plurals (in German their cases, in Arabic the article); a name of an
//! actor or place changes only where its language has no apostrophe to keep its letters: in German and Arabic.

mod arabic;
mod german;

/// The forms of a term in a language (BCP 47) besides the one that is written; none for languages without a table.
pub fn forms(form: &str, language: &str) -> Vec<String> {
    match language {
        "de" => german::term(form),
        "ar" => arabic::term(form),
        _ => plurals(form, language),
    }
}

/// The forms that a name takes in texts of a language: `Chinas`, `der Europäischen Union`; none in most.
pub fn name_forms(name: &str, language: &str, person: bool) -> Vec<String> {
    match language {
        "de" => german::name(name, person),
        "ar" => arabic::name(name).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The languages in which names change.
pub const CHANGE_NAMES: [&str; 2] = ["de", "ar"];

/// The plurals of a term's form in a language (BCP 47); empty for languages without a table.
///
/// Every noun phrase has one head, and nothing here knows which word it is. So each of three readings gives a form: the
/// last word, the words before the first preposition (`states of exception`), and all words (`manos duras`). A form that
/// no writer uses costs a few bytes and is never met.
fn plurals(form: &str, language: &str) -> Vec<String> {
    let Some(table) = Table::of(language) else { return Vec::new() };
    let words: Vec<&str> = form.split(' ').filter(|word| !word.is_empty()).collect();
    let Some(last) = words.len().checked_sub(1) else { return Vec::new() };
    let head = words.iter().position(|word| table.prepositions.contains(word)).filter(|at| *at > 0);
    let mut readings: Vec<std::ops::RangeInclusive<usize>> = Vec::new();
    match head {
        Some(at) => {
            readings.push(at - 1..=at - 1);
            if table.agree {
                readings.push(0..=at - 1);
            }
            // `rules of thumb` and `heads of state` are safe; `rule of laws` is no plural of `rule of law`.
        }
        None => {
            readings.push(last..=last);
            if table.agree && last > 0 {
                readings.push(0..=last);
                readings.push(0..=0);
            }
        }
    }
    let mut found: Vec<String> = Vec::new();
    for reading in readings {
        let choices: Vec<Vec<String>> = words
            .iter()
            .enumerate()
            .map(|(at, word)| if reading.contains(&at) { (table.plural)(word) } else { vec![word.to_string()] })
            .collect();
        // The first choice everywhere, then each other choice of the last inflected word.
        let first = |skip: Option<(usize, &str)>| -> String {
            let pick = |(at, all): (usize, &Vec<String>)| match skip {
                Some((place, other)) if place == at => other.to_string(),
                _ => all.first().cloned().unwrap_or_default(),
            };
            choices.iter().enumerate().map(pick).collect::<Vec<_>>().join(" ")
        };
        found.push(first(None));
        let end = *reading.end();
        found.extend(choices[end].iter().skip(1).map(|other| first(Some((end, other)))));
    }
    found.retain(|plural| plural != form);
    found.dedup();
    found
}

/// How a language makes plurals.
struct Table {
    prepositions: &'static [&'static str],
    /// Adjectives take the plural too.
    agree: bool,
    /// The plurals of one word, the likeliest first; the word itself where it has none.
    plural: fn(&str) -> Vec<String>,
}

impl Table {
    fn of(language: &str) -> Option<Table> {
        let primary = language.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        Some(match primary.as_str() {
            "en" => Table {
                prepositions: &["of", "in", "at", "to", "for", "by", "on", "with", "from", "between"],
                agree: false,
                plural: english,
            },
            "es" => Table {
                prepositions: &["de", "del", "a", "al", "en", "por", "para", "con", "contra", "sobre", "sin", "entre"],
                agree: true,
                plural: spanish,
            },
            "fr" => Table {
                prepositions: &[
                    "de", "du", "des", "à", "au", "aux", "en", "par", "pour", "avec", "contre", "sur", "sans", "entre", "d'un",
                    "d'une",
                ],
                agree: true,
                plural: french,
            },
            _ => return None,
        })
    }
}

fn english(word: &str) -> Vec<String> {
    const IRREGULAR: [(&str, &str); 12] = [
        ("man", "men"),
        ("woman", "women"),
        ("person", "people"),
        ("child", "children"),
        ("foot", "feet"),
        ("crisis", "crises"),
        ("analysis", "analyses"),
        ("basis", "bases"),
        ("hypothesis", "hypotheses"),
        ("criterion", "criteria"),
        ("phenomenon", "phenomena"),
        ("coup", "coups"),
    ];
    let low = word.to_lowercase();
    let cut = |bytes: usize| word.get(..word.len() - bytes).unwrap_or(word);
    // `statesman`, `metacrisis`: the irregular word may be the end of a longer one.
    for (one, many) in IRREGULAR {
        if low == one || (low.ends_with(one) && one.len() > 4) || (one == "man" && low.ends_with("man") && !low.ends_with("human"))
        {
            return vec![format!("{}{many}", cut(one.len()))];
        }
    }
    let before_y = low.strip_suffix('y').is_some_and(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']) && !stem.is_empty());
    if before_y {
        return vec![format!("{}ies", cut(1))];
    }
    if ["s", "x", "z", "ch", "sh"].iter().any(|end| low.ends_with(end)) {
        return vec![format!("{word}es")];
    }
    if let Some(stem) = word.strip_suffix("fe") {
        return vec![format!("{stem}ves"), format!("{word}s")];
    }
    if low.ends_with("lf") || low.ends_with("eaf") || low.ends_with("hief") {
        return vec![format!("{}ves", cut(1)), format!("{word}s")];
    }
    if low.ends_with('o') {
        return vec![format!("{word}s"), format!("{word}es")];
    }
    vec![format!("{word}s")]
}

fn spanish(word: &str) -> Vec<String> {
    let stem = |cut: usize, end: &str| -> Vec<String> {
        let at = word.char_indices().rev().nth(cut - 1).map_or(0, |(at, _)| at);
        vec![format!("{}{end}", &word[..at])]
    };
    let low = word.to_lowercase();
    // An accent on the last syllable goes when a syllable is added; `régimen` moves it.
    for (one, many) in
        [("ión", "iones"), ("ón", "ones"), ("án", "anes"), ("én", "enes"), ("ín", "ines"), ("ún", "unes"), ("és", "eses")]
    {
        if low.ends_with(one) {
            return stem(one.chars().count(), many);
        }
    }
    match low.as_str() {
        "régimen" => return stem(7, "regímenes"),
        "crisis" | "tesis" | "análisis" | "dosis" => return vec![word.to_string()],
        "joven" => return stem(5, "jóvenes"),
        "orden" => return stem(5, "órdenes"),
        "imagen" => return stem(6, "imágenes"),
        _ => {}
    }
    if low.ends_with('z') {
        return stem(1, "ces");
    }
    if low.ends_with(['a', 'e', 'i', 'o', 'u', 'á', 'é', 'ó']) {
        return vec![format!("{word}s")];
    }
    if low.ends_with(['í', 'ú']) {
        return vec![format!("{word}es"), format!("{word}s")];
    }
    if low.ends_with(['s', 'x']) {
        return vec![word.to_string(), format!("{word}es")];
    }
    vec![format!("{word}es")]
}

fn french(word: &str) -> Vec<String> {
    let low = word.to_lowercase();
    let cut = |bytes: usize, end: &str| format!("{}{end}", word.get(..word.len() - bytes).unwrap_or(word));
    match low.as_str() {
        "bail" | "corail" | "émail" | "soupirail" | "travail" | "vitrail" => return vec![cut(2, "ux")],
        "bal" | "carnaval" | "chacal" | "festival" | "récital" | "régal" | "banal" | "fatal" | "final" | "natal" | "naval" => {
            return vec![format!("{word}s")];
        }
        "bijou" | "caillou" | "chou" | "genou" | "hibou" | "joujou" | "pou" => return vec![format!("{word}x")],
        "œil" => return vec!["yeux".to_string()],
        _ => {}
    }
    if low.ends_with(['s', 'x', 'z']) {
        return vec![word.to_string()];
    }
    if low.ends_with("al") {
        return vec![cut(1, "ux"), format!("{word}s")];
    }
    if low.ends_with("eau") || low.ends_with("eu") || low.ends_with("au") {
        return vec![format!("{word}x"), format!("{word}s")];
    }
    vec![format!("{word}s")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_by_language() {
        for (form, language, plural) in [
            ("tariff", "en", "tariffs"),
            ("autocracy", "en-GB", "autocracies"),
            ("Major Non-NATO Ally", "en", "Major Non-NATO Allies"),
            ("state of exception", "en", "states of exception"),
            ("culture war", "en", "culture wars"),
            ("hostage crisis", "en", "hostage crises"),
            ("coup", "en", "coups"),
            ("embargo", "en", "embargoes"),
            ("attorney", "en", "attorneys"),
            ("safe house", "en", "safe houses"),
            ("mano dura", "es", "manos duras"),
            ("régimen de excepción", "es", "regímenes de excepción"),
            ("deportación", "es", "deportaciones"),
            ("arancel", "es", "aranceles"),
            ("juez", "es", "jueces"),
            ("país", "es", "países"),
            ("accord commercial", "fr", "accords commerciaux"),
            ("état d'exception", "fr", "états d'exception"),
            ("droit de douane", "fr", "droits de douane"),
            ("taux", "fr", "taux"),
            ("réseau", "fr", "réseaux"),
        ] {
            let found = plurals(form, language);
            assert!(found.iter().any(|one| one == plural) || form == plural, "{form} ({language}): {found:?}");
        }
        assert_eq!(plurals("rule of law", "en"), ["rules of law"]);
        assert_eq!(plurals("Zoll", "nl"), [] as [&str; 0]);
        assert_eq!(plurals("", "en"), [] as [&str; 0]);
    }
}
