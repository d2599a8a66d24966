//! Themes: layers of templates and assets.

/// How a site looks: templates, strings and assets of all its layers.
pub struct Theme {}
