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
}
