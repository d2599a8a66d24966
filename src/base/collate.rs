//! Names in the order that readers of a language expect: Å after Z in Swedish, Ñ after N in Spanish.
//!
//! The Unicode Collation Algorithm with CLDR's rules for each language, by ICU4X.

use super::text::{fold, primary_language};
use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use std::cell::OnceCell;
use std::cmp::Ordering;

/// Letters with marks that some languages count as letters of their own, with what they are a form of elsewhere.
#[rustfmt::skip]
const MARKED: [(&str, &str); 34] = [
    ("Ă", "A"), ("Â", "A"), ("Ą", "A"), ("Å", "A"), ("Ä", "A"), ("Æ", "AE"), ("Ć", "C"), ("Č", "C"),
    ("Ç", "C"), ("Ď", "D"), ("Ę", "E"), ("Ê", "E"), ("Ğ", "G"), ("İ", "I"), ("Î", "I"), ("Ł", "L"),
    ("Ľ", "L"), ("Ń", "N"), ("Ñ", "N"), ("Ň", "N"), ("Ö", "O"), ("Ø", "O"), ("Ó", "O"), ("Ô", "O"),
    ("Õ", "O"), ("Ř", "R"), ("Ś", "S"), ("Š", "S"), ("Ş", "S"), ("Ș", "S"), ("Ț", "T"), ("Ü", "U"),
    ("Ź", "Z"), ("Ž", "Z"),
];

/// The alphabets of languages that are not written in Latin letters: in Japanese the rows of the syllables, in Chinese the
/// letters with which Pinyin begins.
const ALPHABETS: [(&[&str], &str); 8] = [
    (&["ar"], "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    (&["ru"], "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯ"),
    (&["uk"], "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЮЯ"),
    (&["el"], "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"),
    (&["he", "yi"], "אבגדהוזחטיכלמנסעפצקרשת"),
    (&["ja"], "あかさたなはまやらわ"),
    (&["ko"], "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
    (&["zh"], "ABCDEFGHJKLMNOPQRSTWXYZ"),
];

/// The first syllable of each row of Japanese letters, in the order of Unicode, with the row.
#[rustfmt::skip]
const ROWS: [(char, &str); 10] = [
    ('ぁ', "あ"), ('か', "か"), ('さ', "さ"), ('た', "た"), ('な', "な"), ('は', "は"), ('ま', "ま"), ('ゃ', "や"), ('ら', "ら"), ('ゎ', "わ"),
];

/// The letters with which Korean syllables begin, in the order of Unicode; a doubled one stands under the single one.
const INITIALS: [&str; 19] =
    ["ㄱ", "ㄱ", "ㄴ", "ㄷ", "ㄷ", "ㄹ", "ㅁ", "ㅂ", "ㅂ", "ㅅ", "ㅅ", "ㅇ", "ㅈ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"];

/// Of each letter of Pinyin the first common character, in the order that ICU gives to Chinese.
const PINYIN: &str = "阿八嚓咑妸发旮哈丌咔垃妈拏噢妑七呥仨他屲夕丫帀";

/// The order of names in one language.
#[derive(Debug)]
pub struct Collation {
    full: Option<CollatorBorrowed<'static>>,
    letters: Option<CollatorBorrowed<'static>>,
    language: String,
    /// Chinese in simplified characters, which is put in order by sound; the other by strokes.
    pinyin: bool,
    alphabet: OnceCell<Vec<String>>,
}

/// What a name is put in order by; equal names in equal languages have equal keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Vec<u8>, String);

impl Collation {
    /// The order of a language by its BCP 47 tag; a tag that says nothing gets the order that suits most languages.
    pub fn new(language: &str) -> Self {
        let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
        let collator = |strength| {
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            Collator::try_new((&locale).into(), options).ok()
        };
        let base = primary_language(language).into_owned();
        Collation {
            full: collator(Strength::Tertiary),
            letters: collator(Strength::Primary),
            pinyin: base == "zh"
                && !["Hant", "TW", "HK", "MO"].iter().any(|part| language.split('-').any(|own| own.eq_ignore_ascii_case(part))),
            language: base,
            alphabet: OnceCell::new(),
        }
    }

    /// The key of a name; ties go to the text itself, so that the order never depends on anything else.
    pub fn key(&self, name: &str) -> Key {
        let mut bytes = Vec::with_capacity(name.len() * 3);
        match &self.full {
            // Writing to a `Vec` cannot fail: its error type has no values.
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(name, &mut bytes);
            }
            None => bytes.extend(fold(name).into_bytes()),
        }
        Key(bytes, name.to_string())
    }

    /// Whether two letters are the same to the reader of an index, whatever their case and marks.
    fn same(&self, a: &str, b: &str) -> bool {
        self.letters.as_ref().map_or(fold(a) == fold(b), |collator| collator.compare(a, b) == Ordering::Equal)
    }

    /// The letter of an index under which a name stands, in upper case; `#` for figures and for names without letters.
    pub fn letter(&self, name: &str) -> String {
        let Some(first) = first_letter(name).filter(|first| !first.chars().all(char::is_numeric)) else { return "#".into() };
        if let Some(group) = self.group(&first) {
            return group;
        }
        let own = self.alphabet().iter().find(|letter| **letter == first);
        if let Some(letter) = own.or_else(|| self.alphabet().iter().find(|letter| self.same(letter, &first))) {
            return letter.clone();
        }
        fold(&first).chars().next().map_or_else(|| "#".into(), |plain| plain.to_uppercase().collect())
    }

    /// The group of a letter that is none of an alphabet: a syllable, a Chinese character, two letters in one.
    fn group(&self, first: &str) -> Option<String> {
        let c = first.chars().next()?;
        match (self.language.as_str(), c) {
            ("ja", 'ぁ'..='ゖ' | 'ァ'..='ヶ') => {
                let plain = if c >= 'ァ' { char::from_u32(u32::from(c) - 0x60)? } else { c };
                let row = match plain {
                    'ゔ' => "あ",
                    'ゕ' | 'ゖ' => "か",
                    plain => ROWS.iter().rfind(|(begins, _)| *begins <= plain)?.1,
                };
                Some(row.to_string())
            }
            // Without its reading (`sort_name`) nobody can tell under which syllable a word stands.
            ("ja", '一'..='鿿' | '㐀'..='䶿') => Some("漢".to_string()),
            ("ko", '가'..='힣') => Some(INITIALS.get((u32::from(c) - 0xac00) as usize / 588)?.to_string()),
            ("zh", '一'..='鿿' | '㐀'..='䶿') if self.pinyin => {
                let letters = self.alphabet().iter().zip(PINYIN.chars());
                let before = |begins: char| {
                    let begins = begins.to_string();
                    self.letters.as_ref().is_some_and(|collator| collator.compare(&begins, first) != Ordering::Greater)
                };
                letters.filter(|(_, begins)| before(*begins)).last().map(|(letter, _)| letter.clone())
            }
            (_, 'Œ') => Some("O".to_string()),
            // In Danish and Norwegian it is a letter of its own.
            (_, 'Æ') if !self.alphabet().iter().any(|letter| self.same(letter, first)) => Some("A".to_string()),
            _ => None,
        }
    }

    /// The letters of the language's index, in order.
    pub fn alphabet(&self) -> &[String] {
        self.alphabet.get_or_init(|| self.all_letters())
    }

    fn all_letters(&self) -> Vec<String> {
        if let Some((_, letters)) = ALPHABETS.iter().find(|(languages, _)| languages.contains(&self.language.as_str())) {
            let strokes = self.language == "zh" && !self.pinyin;
            return letters.chars().filter(|_| !strokes).map(String::from).collect();
        }
        let mut letters: Vec<String> = ('A'..='Z').map(String::from).collect();
        // Danes and Norwegians sort Ä and Ö with these letters, Swedes and Finns the other way round.
        let skip: &[&str] = if matches!(self.language.as_str(), "da" | "nb" | "nn" | "no") { &["Ä", "Ö"] } else { &[] };
        for (marked, plain) in MARKED.into_iter().filter(|(marked, _)| !skip.contains(marked)) {
            if !self.same(marked, plain) && !letters.iter().any(|letter| self.same(letter, marked)) {
                letters.push(marked.to_string());
            }
        }
        letters.sort_by_cached_key(|letter| self.key(letter));
        letters
    }
}

/// The first letter or figure of a text with its marks, composed and in upper case.
fn first_letter(text: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let composed = text.chars().skip_while(|c| !c.is_alphanumeric()).take(8).nfc().next()?;
    Some(composed.to_uppercase().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str, names: &[&str]) -> Vec<String> {
        let order = Collation::new(language);
        let mut names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        names.sort_by_cached_key(|name| order.key(name));
        names
    }

    #[test]
    fn names_stand_as_readers_of_the_language_expect() {
        let names = ["Zebra", "Ökologi", "Äpple", "Åsa", "Nunez", "Ñandú", "Nzz", "apple", "Éire", "Edda"];
        let swedish = ["apple", "Edda", "Éire", "Ñandú", "Nunez", "Nzz", "Zebra", "Åsa", "Äpple", "Ökologi"];
        assert_eq!(sorted("sv", &names), swedish);
        let spanish = ["apple", "Äpple", "Åsa", "Edda", "Éire", "Nunez", "Nzz", "Ñandú", "Ökologi", "Zebra"];
        assert_eq!(sorted("es-SV", &names), spanish);
        let english = ["apple", "Äpple", "Åsa", "Edda", "Éire", "Ñandú", "Nunez", "Nzz", "Ökologi", "Zebra"];
        assert_eq!(sorted("en-GB", &names), english);
        assert_eq!(sorted("no such language", &names), english);
    }

    #[test]
    fn letters_are_those_of_the_language() {
        let alphabet = |language: &str| Collation::new(language).alphabet().concat();
        assert_eq!(alphabet("en"), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        assert_eq!(alphabet("es"), "ABCDEFGHIJKLMNÑOPQRSTUVWXYZ");
        assert!(alphabet("sv").ends_with("XYZÅÄÖ"), "{}", alphabet("sv"));
        assert!(alphabet("nb").ends_with("XYZÆØÅ"), "{}", alphabet("nb"));
        assert_eq!(alphabet("fr").len(), 26);
        assert_eq!(alphabet("ar").chars().count(), 28);
        let letter = |language: &str, name: &str| Collation::new(language).letter(name);
        assert_eq!((letter("en", "ñandú"), letter("es", "n\u{303}andu\u{301}")), ("N".into(), "Ñ".into()));
        assert_eq!((letter("de", "Äpfel"), letter("sv", "äpple"), letter("sv", "Ærø")), ("A".into(), "Ä".into(), "Ä".into()));
        assert_eq!((letter("ar", "أمن"), letter("en", "Москва"), letter("ar", "NATO")), ("ا".into(), "М".into(), "N".into()));
        assert_eq!(
            (letter("fr", "œuvre"), letter("fr", "Oeuf"), letter("en", "Æther"), letter("nb", "ære")),
            ("O".into(), "O".into(), "A".into(), "Æ".into())
        );
        let all = |language: &str, names: &str| names.split(' ').map(|name| letter(language, name)).collect::<String>();
        assert_eq!(all("ja", "あ い うみ カフェ ガス ゼロ ヴァン ちず ん 経済 NATO"), "あああかかさあたわ漢N");
        assert_eq!(all("ko", "경제 까치 나라 쌀 한국 API"), "ㄱㄱㄴㅅㅎA");
        assert_eq!(all("zh-Hans", "中国 国家 北京 爱 水 外交 经济 能源 欧洲 安全 法律 API 日本 人"), "ZGBASWJNOAFARR");
        assert_eq!((alphabet("ja").as_str(), alphabet("zh-Hant").as_str()), ("あかさたなはまやらわ", ""));
        assert_eq!((letter("en", "“24/7”"), letter("en", "…"), letter("en", "")), ("#".into(), "#".into(), "#".into()));
    }
}
