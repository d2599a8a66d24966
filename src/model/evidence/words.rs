//! Words by language that want a source: they tell what others say, or how many there are of something; and words before a number that
//! only names a place or a law.

use crate::base::text::{ByLanguage, Phrases};
use std::sync::LazyLock;

/// What is known of a language.
pub(super) struct Table {
    /// Words that tell what others say, and amounts in words.
    telling: LazyLock<Phrases>,
    /// In small letters, with spaces between: `paragraph 7`, `Article 5` are no figures.
    labels: &'static str,
}

const ENGLISH: &str = "\
    according to, said, told a, told an, told the, told him, told her, told them, told reporters, told journalists, \
    stated that, announced, claimed, claims that, warned, alleged, alleges, denied, denies, admitted, testified, insisted, \
    acknowledged, reported that, reports that, reportedly, estimated, estimates that, argued that, argues that, promised, \
    pledged, hundred, hundreds, thousand, thousands, million, millions, billion, billions, trillion, trillions, dozen, \
    dozens, percent, per cent, doubled, tripled, trebled, quadrupled, halved";

const SPANISH: &str = "\
    según, de acuerdo con, dijo, dijeron, afirmó, afirmaron, declaró, declararon, anunció, anunciaron, aseguró, aseguraron, \
    advirtió, advirtieron, denunció, denunciaron, informó, informaron, señaló, señalaron, sostuvo, sostuvieron, negó, \
    negaron, admitió, admitieron, reconoció, reconocieron, estimó, estima que, estimaron, prometió, prometieron, por ciento, \
    cientos, centenares, mil, miles, millón, millones, docena, docenas, decenas, duplicó, duplicaron, triplicó, triplicaron";

const FRENCH: &str = "\
    selon, d'après, d’après, a dit, ont dit, a déclaré, ont déclaré, déclare que, a affirmé, ont affirmé, affirme que, \
    a annoncé, ont annoncé, a indiqué, ont indiqué, indique que, a averti, a assuré, a nié, a reconnu, ont reconnu, a estimé, \
    estime que, a promis, pour cent, centaine, centaines, dizaine, dizaines, mille, millier, milliers, million, millions, \
    milliard, milliards, a doublé, ont doublé, a triplé, ont triplé";

const GERMAN: &str = "\
    laut, zufolge, nach angaben, sagte, sagten, erklärte, erklärten, kündigte, kündigten, behauptete, behaupteten, behauptet, \
    warnte, warnten, berichtete, berichteten, berichtet, bestritt, bestritten, räumte ein, räumten ein, schätzte, schätzten, \
    schätzt, versprach, versprachen, prozent, hunderte, hunderten, tausend, tausende, tausenden, million, millionen, \
    milliarde, milliarden, dutzend, dutzende, verdoppelt, verdoppelte, verdreifacht, verdreifachte, halbiert, halbierte";

const ARABIC: &str = "\
    وفقا, وفقاً, بحسب, حسب, قال, وقال, قالت, وقالت, صرح, صرّح, أعلن, وأعلن, أعلنت, وأعلنت, أكد, وأكد, أكدت, وأكدت, ذكر, ذكرت, \
    مئات, ألف, آلاف, مليون, ملايين, مليار, مليارات, بالمئة, بالمائة, في المئة, في المائة";

const ENGLISH_LABELS: &str = "\
    paragraph paragraphs para paras section sections chapter chapters figure figures fig table tables box annex appendix \
    note notes page pages p pp step part article articles art resolution resolutions law act decree regulation directive \
    rule no number group phase";

const SPANISH_LABELS: &str = "\
    párrafo párrafos párr sección secciones capítulo capítulos figura figuras cuadro cuadros tabla tablas anexo nota \
    notas página páginas p pp pág págs parte artículo artículos art resolución ley decreto reglamento directiva núm no \
    número grupo fase";

const FRENCH_LABELS: &str = "\
    paragraphe paragraphes section sections chapitre chapitres figure figures fig tableau tableaux encadré annexe note \
    notes page pages p pp partie article articles art résolution loi décret règlement directive no numéro groupe phase";

const GERMAN_LABELS: &str = "\
    absatz absätze absätzen abs abschnitt abschnitte kapitel abbildung abb tabelle tabellen kasten anhang anmerkung seite \
    seiten s teil artikel art paragraf paragraph resolution gesetz verordnung richtlinie nr nummer gruppe phase schritt";

const ARABIC_LABELS: &str = "\
    الفقرة فقرة القسم الفصل الشكل الجدول الملحق الصفحة صفحة المادة القرار القانون رقم";

static TABLES: ByLanguage<Table> = ByLanguage {
    en: Table { telling: LazyLock::new(|| Phrases::new(ENGLISH)), labels: ENGLISH_LABELS },
    es: Table { telling: LazyLock::new(|| Phrases::new(SPANISH)), labels: SPANISH_LABELS },
    fr: Table { telling: LazyLock::new(|| Phrases::new(FRENCH)), labels: FRENCH_LABELS },
    de: Table { telling: LazyLock::new(|| Phrases::new(GERMAN)), labels: GERMAN_LABELS },
    ar: Table { telling: LazyLock::new(|| Phrases::new(ARABIC)), labels: ARABIC_LABELS },
    other: Table { telling: LazyLock::new(|| Phrases::new("")), labels: "" },
};

/// What is known of the language with this tag; of one without words of its own figures and quotation marks tell.
pub(super) fn of(language: &str) -> &'static Table {
    TABLES.of(language)
}

impl Table {
    /// The places of words that want a source, in order of their ends.
    pub fn telling<'a>(&'static self, text: &'a str) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
        self.telling.find(text)
    }

    /// Whether a number behind this word names a place or a law.
    pub fn is_label(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.labels.split_whitespace().any(|label| label == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_in_either_case() {
        let told = |language: &str, text: &str| -> Vec<String> {
            of(language).telling(text).map(|range| text[range].to_string()).collect()
        };
        assert_eq!(told("en-GB", "According to some, aforesaid millions; unsaid. He SAID"), ["According to", "millions", "SAID"]);
        assert_eq!(told("es", "Según él, unos miles"), ["Según", "miles"]);
        assert_eq!(told("fr", "D’après eux, l’an mille"), ["D’après", "mille"]);
        assert_eq!(told("de", "Laut Bericht, so lautet es"), ["Laut"]);
        assert_eq!(told("ar", "وقال الوزير"), ["وقال"]);
        assert!(told("tlh", "said million").is_empty() && of("de").is_label("Absatz") && !of("de").is_label(""));
    }

    #[test]
    fn lists_hold_each_word_once() {
        for words in [ENGLISH, SPANISH, FRENCH, GERMAN, ARABIC] {
            let list: Vec<&str> = words.split(", ").collect();
            assert!(list.iter().enumerate().all(|(at, word)| !list[..at].contains(word) && word.trim() == *word), "{list:?}");
            assert!(list.len() > 20 && Phrases::new(words).find(list[0]).next().is_some());
        }
    }
}
