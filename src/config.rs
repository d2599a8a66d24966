//! Floor 2: chancery.yaml.

/// What chancery.yaml says.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Where it will stand on the web, without a slash at the end; empty if not said.
    pub base_url: String,
    /// BCP 47 tag of the main language.
    pub language: String,
}
