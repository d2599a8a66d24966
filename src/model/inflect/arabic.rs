//! Arabic: the article, and the particle that melts into it. Other particles are written before a name and leave its letters
//! as they are; they are looked for where the name stands (`mention::around`).

const ARTICLE: &str = "ال";
/// The particle *li* with the article.
const TO_THE: &str = "لل";

/// A name with the article behind the particle *li*: `للصين`.
pub fn name(name: &str) -> Option<String> {
    let rest = name.strip_prefix(ARTICLE).filter(|rest| !rest.is_empty())?;
    // Of three such letters only two are written.
    Some(format!("{TO_THE}{}", rest.strip_prefix('ل').unwrap_or(rest)))
}

/// A term with the article and with that particle. One of whose words has the article already keeps its words.
pub fn term(form: &str) -> Vec<String> {
    let words: Vec<&str> = form.split(' ').filter(|word| !word.is_empty()).collect();
    if words.iter().any(|word| word.starts_with(ARTICLE)) {
        return name(form).into_iter().collect();
    }
    if words.is_empty() {
        return Vec::new();
    }
    let with = words.iter().map(|word| format!("{ARTICLE}{word}")).collect::<Vec<_>>().join(" ");
    let to = name(&with);
    std::iter::once(with).chain(to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_melts_into_the_particle() {
        assert_eq!(name("الصين").as_deref(), Some("للصين"));
        assert_eq!(name("الله").as_deref(), Some("لله"));
        assert_eq!(name("قطر"), None);
        assert_eq!(term("إصلاح"), ["الإصلاح", "للإصلاح"]);
        assert_eq!(term("إصلاح اقتصادي"), ["الإصلاح الاقتصادي", "للإصلاح الاقتصادي"]);
        assert_eq!(term("حقوق الإنسان"), [] as [&str; 0]);
    }
}
