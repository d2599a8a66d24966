//! The rules, all of them. What a rule wants is told in `../about/<name>.md`; its examples there are its test.
//!
//! A rule that looks for itself is a file here and a row below; one that a lower floor notices is a row alone.

use super::Level::{Allow, Error, Warn};
use super::Rule;
use super::RuleCheck::{Asked, Below, Head, Page, Prose, Site, Ties};

mod active_file;
mod active_svg;
mod bad_image;
mod bad_pdf;
mod circular_succession;
mod correction_not_made;
mod duplicate_actor;
mod duplicate_symbol;
mod future_date;
mod heading_jump;
mod held_back;
mod image_format;
mod image_metadata;
mod images;
mod large_image;
pub mod ledger;
mod list_page;
mod loose_citation;
mod missing_alt;
mod missing_date;
mod missing_summary;
mod numbered_heading;
mod odd_id;
pub mod prose;
mod record_without_source;
mod retracted_source;
mod review_due;
mod single_origin;
mod sources;
mod stale_translation;
mod third_party_image;
mod title_in_text;
mod tracked_address;
mod undated_withdrawal;
mod unknown_topic;
mod unnamed_version;
mod unread_file;
mod unsourced_paragraph;
mod xml;

macro_rules! rules {
    ($($name:literal $level:ident $sort:expr;)*) => {
        [$(Rule { name: $name, level: $level, about: include_str!(concat!("../about/", $name, ".md")), sort: $sort },)*]
    };
}

/// Every rule, by the floor that notices it.
pub static RULES: &[Rule] = &rules! {
    // files
    "refused-link" Warn Below;
    "not-a-file" Warn Below;
    "odd-name" Warn Below;
    "hidden-file" Warn Below;
    "host-file" Error Below;
    "secret-file" Error Below;
    "file-too-large" Error Below;
    "unreadable-file" Error Below;
    // chancery.yaml
    "no-config" Error Below;
    "no-content" Error Below;
    "unknown-time-zone" Error Below;
    // published.json
    "broken-ledger" Error Below;
    // known-faults.yaml
    "broken-known-faults" Error Below;
    "mended-fault" Warn Below;
    // front matter and data files
    "not-utf8" Error Below;
    "invalid-yaml" Error Below;
    "yaml-limit" Error Below;
    "unclosed-front-matter" Error Below;
    "unmarked-front-matter" Error Below;
    "duplicate-key" Error Below;
    "cut-value" Warn Below;
    "unknown-field" Error Below;
    "wrong-type" Error Below;
    "missing-field" Error Below;
    "unknown-word" Error Below;
    "invalid-date" Error Below;
    "reversed-range" Error Below;
    "invalid-url" Error Below;
    "invalid-identifier" Error Below;
    "invalid-id" Error Below;
    "invalid-language" Error Below;
    "unknown-language" Error Below;
    "no-kind" Error Below;
    // sources
    "invalid-bibtex" Error Below;
    "unknown-command" Warn Below;
    "invalid-json" Error Below;
    "unknown-source-field" Warn Below;
    "unknown-style" Error Below;
    // any text
    "merge-conflict" Error Below;
    "hidden-direction" Warn Below;
    "lost-letter" Warn Below;
    // Markdown
    "raw-html" Warn Below;
    "unclosed-html" Error Below;
    "surplus-cell" Warn Below;
    "space-in-address" Error Below;
    "duplicate-anchor" Error Below;
    "loose-braces" Warn Below;
    "unknown-attribute" Warn Below;
    "foreign-syntax" Warn Below;
    "public-comment" Error Below;
    "unknown-footnote" Error Below;
    "unused-footnote" Warn Below;
    "citation-as-link-definition" Warn Below;
    "nesting-too-deep" Warn Below;
    "invalid-math" Error Below;
    "doubtful-math" Warn Below;
    "wide-formula" Warn Below;
    // drawings
    "invalid-drawing" Error Below;
    "unknown-column" Error Below;
    // the model
    "unresolved-reference" Error Below;
    "unknown-source" Error Below;
    "almost-an-id" Warn Below;
    "ambiguous-reference" Error Below;
    "wrong-kind" Error Below;
    "missing-anchor" Error Below;
    "own-address" Warn Below;
    "missing-asset" Error Below;
    "outside-site" Error Below;
    "forbidden-address" Error Below;
    "draft-reference" Error Below;
    "duplicate-id" Error Below;
    "second-id" Error Below;
    "translated-record" Error Below;
    "same-path" Error Below;
    "odd-address" Error Below;
    "relation-kind" Error Below;
    "unknown-relation" Error Below;
    "claim-not-found" Error Below;
    "ambiguous-claim" Error Below;
    "unused-record" Warn Below;
    "unused-term" Warn Below;
    // names
    "ambiguous-mention" Warn Below;
    "risky-name" Warn Below;
    "shadowed-alias" Warn Below;
    "inconsistent-name" Warn Below;
    "undeclared-actor" Warn Below;
    // themes
    "broken-template" Error Below;
    "broken-theme" Error Below;
    "unknown-setting" Error Below;
    "wrong-setting" Error Below;
    "low-contrast" Warn Below;
    "theme-reference" Warn Below;
    "template-budget" Error Below;
    "unknown-text" Warn Below;
    "untranslated-interface" Warn Below;
    "unused-theme-file" Warn Below;
    // what rules look for themselves
    "unknown-rule" Error Below;
    "firm-rule" Warn Below;
    "missing-summary" Warn Head(missing_summary::check);
    "missing-date" Warn Head(missing_date::check);
    "unnamed-version" Error Head(unnamed_version::check);
    "list-page" Error Site(list_page::check);
    "unread-file" Warn Site(unread_file::check);
    "held-back" Warn Site(held_back::check);
    "odd-id" Warn Head(odd_id::check);
    "future-date" Warn Head(future_date::check);
    "undated-withdrawal" Warn Head(undated_withdrawal::check);
    "circular-succession" Error Head(circular_succession::check);
    "duplicate-symbol" Error Head(duplicate_symbol::check);
    "duplicate-actor" Warn Head(duplicate_actor::check);
    "review-due" Warn Head(review_due::check);
    "unknown-topic" Warn Head(unknown_topic::check);
    "correction-not-made" Warn Page(correction_not_made::check);
    "stale-translation" Warn Site(stale_translation::check);
    "missing-alt" Warn Page(missing_alt::check);
    "loose-citation" Warn Ties(loose_citation::check);
    "heading-jump" Warn Page(heading_jump::check);
    "numbered-heading" Warn Page(numbered_heading::check);
    "title-in-text" Warn Page(title_in_text::check);
    "record-without-source" Warn Head(record_without_source::check);
    "retracted-source" Warn Ties(retracted_source::check);
    "incomplete-source" Warn Head(sources::incomplete);
    "duplicate-source" Warn Head(sources::duplicate);
    "uncited-source" Warn Ties(sources::uncited);
    "unsourced-paragraph" Allow Ties(unsourced_paragraph::check);
    "single-origin" Allow Ties(single_origin::check);
    "old-source" Warn Ties(sources::old);
    "missing-archive" Allow Head(sources::unarchived);
    "future-access-date" Error Head(sources::future);
    // what an editor marks in prose
    "lapsed-title" Warn Prose(prose::lapsed_title);
    "vague-link" Warn Page(prose::vague_link);
    "vague-time" Allow Prose(prose::vague_time);
    "vague-attribution" Allow Prose(prose::vague_attribution);
    "unexplained-acronym" Allow Prose(prose::unexplained_acronym);
    "unused-acronym" Allow Prose(prose::unused_acronym);
    "long-sentence" Allow Prose(prose::long_sentence);
    // images and files
    "third-party-image" Warn Page(third_party_image::check);
    "tracked-address" Warn Ties(tracked_address::check);
    "bad-image" Error Site(bad_image::check);
    "bad-pdf" Error Site(bad_pdf::check);
    "large-image" Warn Site(large_image::check);
    "image-format" Warn Ties(image_format::check);
    "active-file" Error Site(active_file::check);
    "active-svg" Error Site(active_svg::check);
    "image-metadata" Warn Site(image_metadata::check);
    // what was published: advice here, and what `chancery publish` stops at
    "dropped-address" Warn Site(ledger::dropped_address);
    "dropped-anchor" Warn Site(ledger::dropped_anchor);
    "silent-change" Warn Site(ledger::silent_change);
    // what `chancery check --external` is told on the web
    "dead-link" Warn Asked;
    "moved-link" Warn Asked;
    "unchecked-link" Allow Asked;
};

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// What an example in a rule's documentation is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The rule must speak.
    Bad,
    /// It must not.
    Good,
}

impl Rule {
    /// The first paragraph of its documentation: what it is about, in a sentence or two.
    pub fn short(&self) -> &'static str {
        self.about.trim_start().split("\n\n").next().unwrap_or("").trim()
    }

    /// The files of its examples: the fences that begin with `bad` or `good` and a path.
    pub fn examples(&self) -> Vec<(Side, &'static str, String)> {
        let mut found = Vec::new();
        let mut open: Option<(Side, &str, String, &str)> = None;
        for line in self.about.split_inclusive('\n') {
            let trimmed = line.trim_end();
            if let Some((side, path, text, fence)) = &mut open {
                if trimmed == *fence {
                    found.push((*side, *path, std::mem::take(text)));
                    open = None;
                } else {
                    text.push_str(line);
                }
                continue;
            }
            let rest = trimmed.trim_start_matches('`');
            let fence = &trimmed[..trimmed.len() - rest.len()];
            if fence.len() < 3 {
                continue;
            }
            let side = match rest.split_once(' ') {
                Some(("bad", path)) => Some((Side::Bad, path)),
                Some(("good", path)) => Some((Side::Good, path)),
                _ => None,
            };
            open = side.map(|(side, path)| (side, path, String::new(), fence));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_documented() {
        let mut names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        for rule in RULES {
            assert!(rule.short().len() > 20 && rule.short().ends_with('.'), "{}: {:?}", rule.name, rule.short());
            let sides: Vec<Side> = rule.examples().iter().map(|(side, ..)| *side).collect();
            assert_eq!(sides.contains(&Side::Bad), sides.contains(&Side::Good), "{}", rule.name);
        }
    }
}
