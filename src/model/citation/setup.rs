//! What chancery.yaml says of citations.

use crate::base::Range;

/// How sources are cited, as chancery.yaml says.
#[derive(Debug, Clone, Default)]
pub struct Setup<'a> {
    /// Name of a style, such as `apa`, or what the site calls its own file.
    pub style: &'a str,
    /// Where that is written: the place of a style that is unknown. What is wrong with `csl` has its place there.
    pub range: Range,
    /// The text of the site's own `.csl` file, where `style` names one.
    pub csl: Option<&'a [u8]>,
    /// BCP 47 tag of the style's words, such as `en-GB`; empty for each page's own.
    pub locale: &'a str,
    /// Languages of the site: where `locale` is a form of one of them, it is for pages in that, and else for all.
    pub languages: &'a [String],
}

/// The style that is used where none is named.
pub const DEFAULT_STYLE: &str = "chicago-author-date";
