//! Words that people write in the place of those of a list.

use crate::base::text::{nearest, slug};

/// What is written, and what it is called here; each counts for the lists that have the second.
const CALLED: [(&str, &str); 29] = [
    ("act", "legislation"),
    ("blog", "post-weblog"),
    ("case", "legal_case"),
    ("company", "organisation"),
    ("country", "state"),
    ("email", "personal_communication"),
    ("film", "motion_picture"),
    ("final", "published"),
    ("judgment", "legal_case"),
    ("law", "legislation"),
    ("letter", "personal_communication"),
    ("live", "published"),
    ("medium", "moderate"),
    ("movie", "motion_picture"),
    ("nation", "state"),
    ("news", "article-newspaper"),
    ("news", "newsarticle"),
    ("online", "webpage"),
    ("podcast", "broadcast"),
    ("public", "published"),
    ("talk", "speech"),
    ("tweet", "post"),
    ("video", "motion_picture"),
    ("web", "webpage"),
    ("webpage", "online"),
    ("website", "online"),
    ("website", "webpage"),
    ("working-paper", "report"),
    ("www", "webpage"),
];

/// The word of a list that was meant, if it can be told.
pub fn meant<'a>(written: &str, words: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let folded = slug(written);
    let same = |word: &&str| slug(word) == folded || CALLED.contains(&(&*folded, *word));
    words.clone().find(same).or_else(|| nearest(written, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_the_same_are_known() {
        let types = ["article-newspaper", "legal_case", "webpage"];
        let meant = |written| meant(written, types.into_iter());
        assert_eq!(meant("website"), Some("webpage"));
        assert_eq!(meant("Web page"), Some("webpage"));
        assert_eq!(meant("newspaper"), Some("article-newspaper"));
        assert_eq!(meant("legal-case"), Some("legal_case"));
        assert_eq!(meant("film"), None);
    }
}
