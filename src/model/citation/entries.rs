//! Entries of the list of sources that are rendered once in a process, and lists made of them.

use super::*;
#[cfg(feature = "citations")]
use std::collections::BTreeSet;

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
        let forms = cuts.forms(cites, works)?;
        let mut seen: BTreeSet<(usize, Form)> = (0..works.len()).map(|at| (at, cuts.first())).collect();
        seen.extend(cites.iter().zip(&forms).filter_map(|(cite, form)| Some((cite.items[0].work, (*form)?))));
        let text = |(at, form): &(usize, Form)| self.single(global[*at], language, *form);
        let told = seen.iter().filter(|(_, form)| *form != Form::Cite);
        if !cuts.apart(works, told.map(|one| (one.0, text(one)))) {
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
        let others: Vec<Cite> = cites.iter().zip(&forms).filter(|(_, form)| form.is_none()).map(|(cite, _)| cite.clone()).collect();
        let mut made = Vec::new();
        if !others.is_empty() {
            // An author who is part of a sentence may be written as in the list.
            let narrative = others.iter().any(|cite| cite.narrative);
            let part = if narrative { cuts::Part::Whole } else { cuts::Part::Citations };
            let style = &cuts.style(part, works);
            made = guarded(|| engine::Engine::new(style, self.words(language), works.to_vec()).run(&others, &[]))?.citations;
        }
        let mut made = made.into_iter();
        let text = |(cite, form): (&Cite, &Option<Form>)| match form {
            Some(form) => {
                let text = self.single(global[cite.items[0].work], language, *form).to_string();
                Some(if matches!(form, Form::Note(_)) { (String::new(), text) } else { (text, String::new()) })
            }
            None => made.next().map(|made| (made.text, made.note)),
        };
        let texts = cites.iter().zip(&forms).map(text).collect::<Option<Vec<_>>>()?;
        let entry = |at: usize| (at, self.single(global[at], language, Form::Html).trim().to_string());
        Some((texts, order.into_iter().map(entry).collect()))
    }

    pub(super) fn single(&self, at: usize, language: &str, form: Form) -> Arc<str> {
        let work = &self.works[at];
        let own = self.hashes[at].get_or_init(|| Hash::of(&serde_json::to_vec(&work.json).unwrap_or_default()));
        let form_name = format!("{form:?}");
        let parts = [self.style_id.as_bytes(), self.words(language).as_bytes(), form_name.as_bytes(), own.as_bytes()];
        let key = Hash::of_parts(&parts);
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
        if let Some(made) = self.styled(work, language, &[form]).and_then(|made| made.into_iter().next()) {
            return made;
        }
        match form {
            Form::Citation => String::new(),
            Form::Cite | Form::Note(_) => plain::citation(&[work], &Cite { items: vec![One::default()], ..Cite::default() }),
            Form::Html | Form::Plain => plain::reference(work, form == Form::Html),
        }
    }

    /// What the style makes of a work by itself, one text for each form; `None` if any of them is empty.
    #[cfg(feature = "citations")]
    fn styled(&self, work: &Work, language: &str, forms: &[Form]) -> Option<Vec<String>> {
        let cuts = cuts::of(self.style_id, self.style.as_ref()?);
        patterns::texts(self.style_id, self.words(language), forms, work, |work| {
            let entry = forms.iter().any(|form| matches!(form, Form::Html | Form::Plain));
            let style = &cuts.style(if entry { cuts::Part::Entries } else { cuts::Part::Citations }, &[work]);
            let engine = engine::Engine::new(style, self.words(language), vec![work]);
            let made = guarded(|| engine.alone(0, forms))?;
            made.iter().all(|text| !text.is_empty()).then_some(made)
        })
    }

    #[cfg(not(feature = "citations"))]
    fn styled(&self, _work: &Work, _language: &str, _forms: &[Form]) -> Option<Vec<String>> {
        None
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
        let styled = self.styled(work, language, &[Form::Html, Form::Plain]).map(<[String; 2]>::try_from);
        if let Some(Ok([html, text])) = styled {
            return (html, text);
        }
        (self.single_new(work, language, Form::Html), self.single_new(work, language, Form::Plain))
    }
}
