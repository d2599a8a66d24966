//! Entries of the list of sources that are rendered once in a process, and lists made of them.

use super::*;

impl Library {
    /// The same, with what is known already; `None` where sources may have to be told apart.
    #[cfg(feature = "citations")]
    pub(super) fn ask_little(
        &self,
        style: &Arc<Style>,
        works: &[&Work],
        global: &[usize],
        cites: &[Cite],
        listed: &[usize],
        language: &str,
    ) -> Option<Made> {
        let cuts = cuts::of(self.style_id, style);
        let citation = |at: &usize| self.single(*at, language, Form::Citation);
        if !cites.is_empty() && !cuts.may_cite() || !cuts.apart(works, global.iter().map(citation)) {
            return None;
        }
        let mut order: Vec<usize> = Vec::with_capacity(works.len());
        for at in cites.iter().flat_map(|cite| cite.items.iter().map(|one| one.work)).chain(listed.iter().copied()) {
            if !order.contains(&at) {
                order.push(at);
            }
        }
        if order.len() > 1 {
            let style = &cuts.style(cuts::Part::Order, works);
            order = guarded(|| engine::Engine::new(style, self.words(language), works.to_vec()).order(&order))?;
        }
        let mut texts = Vec::new();
        if !cites.is_empty() {
            // An author who is part of a sentence may be written as in the list.
            let narrative = cites.iter().any(|cite| cite.narrative);
            let part = if narrative { cuts::Part::Whole } else { cuts::Part::Citations };
            let style = &cuts.style(part, works);
            let made = guarded(|| engine::Engine::new(style, self.words(language), works.to_vec()).run(cites, &[]))?;
            texts = made.citations.into_iter().map(|made| (made.text, made.note)).collect();
        }
        let entry = |at: usize| (at, self.single(global[at], language, Form::Html).trim().to_string());
        Some((texts, order.into_iter().map(entry).collect()))
    }

    pub(super) fn single(&self, at: usize, language: &str, form: Form) -> Arc<str> {
        let work = &self.works[at];
        let json = serde_json::to_vec(&work.json).unwrap_or_default();
        let form_name: &[u8] = match form {
            Form::Html => b"html",
            Form::Plain => b"text",
            Form::Citation => b"citation",
        };
        let style = self.style_id.to_string();
        let key = Hash::of_parts(&[style.as_bytes(), self.words(language).as_bytes(), form_name, &json]);
        if let Some(found) = REFERENCES.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return found.clone();
        }
        let made: Arc<str> = self.single_new(work, language, form).into();
        let mut references = REFERENCES.lock().unwrap_or_else(PoisonError::into_inner);
        if references.len() >= MAX_REFERENCES {
            references.clear();
        }
        references.insert(key, made.clone());
        made
    }

    pub(super) fn single_new(&self, work: &Work, language: &str, form: Form) -> String {
        #[cfg(feature = "citations")]
        if let Some(style) = &self.style {
            let part = if form == Form::Citation { cuts::Part::Citations } else { cuts::Part::Entries };
            let style = &cuts::of(self.style_id, style).style(part, &[work]);
            let engine = || engine::Engine::new(style, self.words(language), vec![work]);
            let made = guarded(|| match form {
                Form::Html => engine().single(0, html::To::Html(html::Links::On)),
                Form::Plain => engine().single(0, html::To::Plain),
                Form::Citation => engine().citation(0),
            });
            if let Some(made) = made.filter(|made| !made.is_empty()) {
                return made;
            }
        }
        let _ = language;
        if form == Form::Citation {
            return String::new();
        }
        plain::reference(work, form == Form::Html)
    }

    /// The full reference of a source, as HTML.
    pub fn reference(&self, source: PageId, language: &str) -> Arc<str> {
        self.by_page.get(&source).map_or_else(|| "".into(), |at| self.single(*at, language, Form::Html))
    }

    /// The full reference of a source, as text.
    pub fn plain(&self, source: PageId, language: &str) -> Arc<str> {
        self.by_page.get(&source).map_or_else(|| "".into(), |at| self.single(*at, language, Form::Plain))
    }

    /// Author and year, as text: "Olay 2025". For lists and cards.
    pub fn label(&self, source: PageId) -> String {
        self.work(source).map(plain::label).unwrap_or_default()
    }

    /// Every source of the site, by name, year and title, with its full reference as HTML.
    pub fn bibliography(&self, language: &str) -> Vec<(PageId, Arc<str>)> {
        let mut all: Vec<usize> = (0..self.works.len()).collect();
        all.sort_by_cached_key(|at| plain::order(&self.works[*at]));
        all.into_iter().map(|at| (self.pages[at], self.single(at, language, Form::Html))).collect()
    }

    /// The full reference of a work that is not among the sources, such as a report of the site itself.
    pub fn reference_of(&self, work: &Work, language: &str) -> (String, String) {
        #[cfg(feature = "citations")]
        if let Some(style) = &self.style {
            let style = &cuts::of(self.style_id, style).style(cuts::Part::Entries, &[work]);
            let made = guarded(|| engine::Engine::new(style, self.words(language), vec![work]).both(0));
            if let Some((html, text)) = made.filter(|(html, text)| !html.is_empty() && !text.is_empty()) {
                return (html, text);
            }
        }
        (self.single_new(work, language, Form::Html), self.single_new(work, language, Form::Plain))
    }
}
