//! The files of the built-in theme, embedded in the program. A test below compares the list with the folder;
//! a new file of the theme needs a line here.

macro_rules! file {
    ($path:literal) => {
        ($path, include_bytes!(concat!("../../themes/chancery/", $path)))
    };
}

/// Path below `themes/chancery/`, and what the file holds.
pub const FILES: &[(&str, &[u8])] = &[
    file!("README.md"),
    file!("assets/chancery.css"),
    file!("assets/chancery.js"),
    file!("assets/fonts/source-sans-3-latin-ext-wght-normal.woff2"),
    file!("assets/fonts/source-sans-3-latin-wght-normal.woff2"),
    file!("assets/fonts/stix-two-text-latin-ext-wght-italic.woff2"),
    file!("assets/fonts/stix-two-text-latin-ext-wght-normal.woff2"),
    file!("assets/fonts/stix-two-text-latin-wght-italic.woff2"),
    file!("assets/fonts/stix-two-text-latin-wght-normal.woff2"),
    file!("assets/icon.svg"),
    file!("assets/redirect.js"),
    file!("assets/search.js"),
    file!("assets/theme.js"),
    file!("i18n/ar.yaml"),
    file!("i18n/en.yaml"),
    file!("i18n/es.yaml"),
    file!("i18n/fr.yaml"),
    file!("templates/404.html"),
    file!("templates/actor.html"),
    file!("templates/actors.html"),
    file!("templates/authors.html"),
    file!("templates/base.html"),
    file!("templates/corrections.html"),
    file!("templates/data.html"),
    file!("templates/event.html"),
    file!("templates/events.html"),
    file!("templates/evidence.html"),
    file!("templates/glossary.html"),
    file!("templates/home.html"),
    file!("templates/page.html"),
    file!("templates/parts/cards.html"),
    file!("templates/parts/cite.html"),
    file!("templates/parts/evidence.html"),
    file!("templates/parts/links.html"),
    file!("templates/parts/lists.html"),
    file!("templates/parts/records.html"),
    file!("templates/place.html"),
    file!("templates/places.html"),
    file!("templates/report.html"),
    file!("templates/reports.html"),
    file!("templates/search.html"),
    file!("templates/shared/foot.html"),
    file!("templates/shared/links.html"),
    file!("templates/shared/menu.html"),
    file!("templates/sheet.html"),
    file!("templates/source.html"),
    file!("templates/sources.html"),
    file!("templates/term.html"),
    file!("templates/topic.html"),
    file!("templates/topics.html"),
    file!("templates/withdrawn.html"),
    file!("theme.yaml"),
];

#[cfg(test)]
mod tests {
    use super::FILES;

    #[test]
    fn the_list_and_the_folder_agree() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/chancery");
        let mut found: Vec<String> = walkdir::WalkDir::new(&root)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"))
            .collect();
        found.sort();
        let listed: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(listed, found);
    }
}
