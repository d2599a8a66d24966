//! Entries of the list of sources that are rendered once in a process, and lists made of them.

use super::*;
#[cfg(feature = "citations")]
use positions::Position;
#[cfg(feature = "citations")]
use std::collections::BTreeSet;

/// What the engine made of single sources by style, language and content: a preview asks for all of them after every edit.
#[cfg(feature = "citations")]
static REFERENCES: Mutex<BTreeMap<Hash, Arc<str>>> = Mutex::new(BTreeMap::new());
/// Most references that are kept; about 10 MB.
#[cfg(feature = "citations")]
const MAX_REFERENCES: usize = 20_000;

impl Library {
    /// Renders citations and the list of sources with what is known of single sources already; `None` where sources may have to
    /// be told apart.
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
        let cuts = self.cuts(style);
        if !cuts.is_alone() {
            return None;
        }
        let asked = |at: &usize| *self.asked[*at].get_or_init(|| cuts.asks(&self.works[*at]));
        let asked: Vec<Position> = global.iter().map(asked).collect();
        let firsts: Vec<Form> = asked.iter().map(|asked| Form::Cited(Position::FIRST.among(*asked))).collect();
        for (at, first) in global.iter().zip(&firsts) {
            let needed = [*first, Form::Html, Form::Key(0)];
            self.learn(*at, language, if works.len() > 1 { &needed[..] } else { &needed[..2] });
        }
        let positions = cuts.positions(cites, &asked).into_iter().map(|items| items.into_iter().collect());
        let positions = positions.collect::<Option<Vec<Vec<Position>>>>()?;
        let mut seen: BTreeSet<(usize, Form)> = firsts.into_iter().enumerate().collect();
        let cited = cites.iter().zip(&positions).flat_map(|(cite, positions)| cite.items.iter().zip(positions));
        seen.extend(cited.map(|(one, position)| (one.work, Form::Cited(*position))));
        let text = |(at, form): &(usize, Form)| self.single(global[*at], language, *form);
        if !cuts.apart(works, seen.iter().map(|one| (one.0, text(one)))) {
            return None;
        }
        let mut order: Vec<usize> = Vec::with_capacity(works.len());
        for at in cites.iter().flat_map(|cite| cite.items.iter().map(|one| one.work)).chain(listed.iter().copied()) {
            if !order.contains(&at) {
                order.push(at);
            }
        }
        if order.len() > 1 {
            order = match self.in_order(style, global, &order, language) {
                Some(order) => order,
                None => {
                    let style = &cuts.style(cuts::Part::Order, works);
                    guarded(|| engine::Engine::new(style, self.words(language), works.to_vec()).order(&order))?
                }
            };
        }
        let mut sorted = self.sorted(&cuts, works, cites, &positions, language)?;
        let pair = |text: String| if self.manner() == Manner::Note { (String::new(), text) } else { (text, String::new()) };
        let text = |(at, (cite, positions)): (usize, (&Cite, &Vec<Position>))| match (cite.items.as_slice(), positions.as_slice()) {
            ([one], [position]) if cite.is_plain() && one.locator.is_empty() => {
                Some(pair(self.single(global[one.work], language, Form::Cited(*position)).to_string()))
            }
            ([one], [position]) if cite.is_plain() => {
                Frame::at(self, works[one.work], self.words(language), one).located(self, *position, one).map(pair)
            }
            _ => sorted.remove(&at).or_else(|| self.directly(style, &cuts, works, cite, positions, language)),
        };
        let texts = cites.iter().zip(&positions).enumerate().map(text).collect::<Option<Vec<_>>>()?;
        let entry = |at: usize| (at, self.single(global[at], language, Form::Html).trim().to_string());
        Some((texts, order.into_iter().map(entry).collect()))
    }

    /// The cuts of the library's style, which know what its sources have.
    #[cfg(feature = "citations")]
    pub(super) fn cuts(&self, style: &Arc<Style>) -> Arc<cuts::Cuts> {
        let cuts = cuts::of(self.style_id, style);
        cuts.know(&self.works);
        cuts
    }

    /// Citations in which the style sorts, by position: these are left to the engine. To know where they stand it needs all
    /// others, too, if the style asks.
    #[cfg(feature = "citations")]
    fn sorted(
        &self,
        cuts: &cuts::Cuts,
        works: &[&Work],
        cites: &[Cite],
        positions: &[Vec<Position>],
        language: &str,
    ) -> Option<BTreeMap<usize, Pair>> {
        let sorted = |cite: &Cite| cite.items.len() > 1 && cuts.sorts();
        if !cites.iter().any(sorted) {
            return Some(BTreeMap::new());
        }
        let asked = positions.iter().flatten().any(|position| *position != Position::default());
        let (places, given): (Vec<usize>, Vec<Cite>) =
            cites.iter().cloned().enumerate().filter(|(_, cite)| asked || sorted(cite)).unzip();
        // An author who is part of a sentence may be written as in the list.
        let narrative = given.iter().any(|cite| cite.narrative);
        let style = &cuts.style(if narrative { cuts::Part::Whole } else { cuts::Part::Citations }, works);
        let made = guarded(|| engine::Engine::new(style, self.words(language), works.to_vec()).run(&given, &[]))?.citations;
        let all = places.into_iter().zip(made).filter(|(at, _)| sorted(&cites[*at]));
        Some(all.map(|(at, made)| (at, (made.text, made.note))).collect())
    }

    /// A citation that has more than a source and a locator.
    #[cfg(feature = "citations")]
    fn directly(
        &self,
        style: &Arc<Style>,
        cuts: &cuts::Cuts,
        works: &[&Work],
        cite: &Cite,
        positions: &[Position],
        language: &str,
    ) -> Option<Pair> {
        let own: Vec<&Work> = cite.items.iter().map(|one| works[one.work]).collect();
        let items = cite.items.iter().cloned().enumerate().map(|(work, one)| One { work, ..one }).collect();
        let cite = Cite { items, ..cite.clone() };
        // An author who is part of a sentence may be written as in the list.
        let style = if cite.narrative { cuts.style(cuts::Part::Whole, &own) } else { style.clone() };
        let pieces = cuts.pieces();
        let engine = engine::Engine::new(&style, self.words(language), own).with_pieces(&pieces);
        guarded(|| engine.directly(&cite, positions)).map(|made| (made.text, made.note))
    }

    pub(super) fn single(&self, at: usize, language: &str, form: Form) -> Arc<str> {
        self.learn(at, language, &[form]);
        self.learned(at, self.words(language), form).unwrap_or_else(|| "".into())
    }

    fn learned(&self, at: usize, words: &str, form: Form) -> Option<Arc<str>> {
        let texts = self.texts[at].lock().unwrap_or_else(PoisonError::into_inner);
        texts.iter().find(|text| text.form == form && *text.words == *words).map(|text| text.text.clone())
    }

    /// Sees to it that some forms of a source are known; what they have in common is looked at once.
    fn learn(&self, at: usize, language: &str, forms: &[Form]) {
        let (work, words) = (&self.works[at], self.words(language));
        let known = |form: &Form| self.learned(at, words, *form).is_some();
        let mut wanted = forms.iter().filter(|form| !known(form)).peekable();
        if wanted.peek().is_none() {
            return;
        }
        let frame = Frame::new(self, work, words);
        // No lock is held while the engine is at work: what two threads make at once is the same.
        for form in wanted {
            let text = match form {
                Form::Key(number) => frame.key(self, *number).unwrap_or_default(),
                _ => frame.text(self, *form, Some(at)),
            };
            let known = Known { words: self.tag(words), form: *form, text: text.into() };
            self.texts[at].lock().unwrap_or_else(PoisonError::into_inner).push(known);
        }
    }

    /// A language's tag, kept but once.
    fn tag(&self, words: &str) -> Arc<str> {
        let mut tags = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = tags.iter().find(|tag| ***tag == *words) {
            return found.clone();
        }
        let tag: Arc<str> = words.into();
        tags.push(tag.clone());
        tag
    }

    /// The text that a key of the list's order has for a source; empty if only the engine knows.
    #[cfg(feature = "citations")]
    pub(super) fn key(&self, at: usize, language: &str, number: usize) -> Option<Arc<str>> {
        let form = Form::Key(u8::try_from(number).ok()?);
        Some(self.single(at, language, form)).filter(|text| !text.is_empty())
    }

    pub(super) fn single_new(&self, work: &Work, language: &str, form: Form) -> String {
        Frame::new(self, work, self.words(language)).text(self, form, None)
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
        let frame = Frame::new(self, work, self.words(language));
        let styled = frame.styled(self, &[Form::Html, Form::Plain], None).map(<[String; 2]>::try_from);
        if let Some(Ok([html, text])) = styled {
            return (html, text);
        }
        (self.single_new(work, language, Form::Html), self.single_new(work, language, Form::Plain))
    }
}

/// A text of a source that was made.
pub(super) struct Known {
    words: Arc<str>,
    form: Form,
    text: Arc<str>,
}

/// A work in a language, about to be written in some forms.
struct Frame<'a> {
    work: &'a Work,
    words: &'a str,
    #[cfg(feature = "citations")]
    pattern: patterns::Frame<'a>,
}

impl<'a> Frame<'a> {
    fn new(library: &Library, work: &'a Work, words: &'a str) -> Frame<'a> {
        let _ = library;
        Frame {
            work,
            words,
            #[cfg(feature = "citations")]
            pattern: patterns::Frame::of(library.style_id, words, work),
        }
    }

    /// A place in the work, about to be cited.
    #[cfg(feature = "citations")]
    fn at(library: &Library, work: &'a Work, words: &'a str, one: &'a One) -> Frame<'a> {
        Frame { work, words, pattern: patterns::Frame::at(library.style_id, words, work, &one.label, &one.locator) }
    }

    /// The work in a form; `at` is its position in the library, for what the engine made of it to be kept in the process.
    fn text(&self, library: &Library, form: Form, at: Option<usize>) -> String {
        if let Some(made) = self.styled(library, &[form], at).and_then(|made| made.into_iter().next()) {
            return made;
        }
        let work = self.work;
        match form {
            Form::Key(_) => String::new(),
            Form::Cited(_) => plain::citation(&[work], &Cite { items: vec![One::default()], ..Cite::default() }),
            Form::Html | Form::Plain => plain::reference(work, form == Form::Html),
        }
    }

    /// What the style makes of the work by itself, one text for each form; `None` if any of them is empty.
    #[cfg(feature = "citations")]
    fn styled(&self, library: &Library, forms: &[Form], at: Option<usize>) -> Option<Vec<String>> {
        let cuts = library.cuts(library.style.as_ref()?);
        let pieces = cuts.pieces();
        let make = |work: &Work| {
            let entry = forms.iter().any(|form| matches!(form, Form::Html | Form::Plain));
            let style = if entry { cuts.style(cuts::Part::Entries, &[work]) } else { library.style.clone()? };
            let engine = engine::Engine::new(&style, self.words, vec![work]).with_pieces(&pieces);
            let made = guarded(|| engine.alone(0, forms))?;
            made.iter().all(|text| !text.is_empty()).then_some(made)
        };
        self.pattern.texts(forms, |work, _| match (at, forms) {
            (Some(at), [form]) if std::ptr::eq(work, self.work) => library.kept(at, self.words, *form, || make(work)),
            _ => make(work),
        })
    }

    /// What the style makes of a place in the work, cited by itself.
    #[cfg(feature = "citations")]
    fn located(&self, library: &Library, position: Position, one: &One) -> Option<String> {
        let style = library.style.as_ref()?;
        let cuts = library.cuts(style);
        let pieces = cuts.pieces();
        let make = |work: &Work, locator: &str| {
            let one = One { work: 0, locator: locator.to_string(), ..one.clone() };
            let engine = engine::Engine::new(style, self.words, vec![work]).with_pieces(&pieces);
            Some(vec![guarded(|| engine.cited(&one, position))?])
        };
        self.pattern.texts(&[Form::Cited(position)], make)?.pop()
    }

    #[cfg(not(feature = "citations"))]
    fn styled(&self, _library: &Library, _forms: &[Form], _at: Option<usize>) -> Option<Vec<String>> {
        let _ = self.words;
        None
    }

    /// The text that a key of the list's order has for the work, where a pattern tells it.
    #[cfg(feature = "citations")]
    fn key(&self, library: &Library, number: u8) -> Option<String> {
        let cuts = library.cuts(library.style.as_ref()?);
        self.pattern.key(number, |work| {
            let style = &cuts.style(cuts::Part::Order, &[work]);
            let engine = engine::Engine::new(style, self.words, vec![work]);
            guarded(|| engine.key(0, usize::from(number)))?
        })
    }

    #[cfg(not(feature = "citations"))]
    fn key(&self, _library: &Library, _number: u8) -> Option<String> {
        None
    }
}

#[cfg(feature = "citations")]
impl Library {
    /// A style without a list of sources still gets one: readers need a place to go to.
    pub(super) fn completed(&self, list: Vec<(usize, String)>, works: &[&Work], language: &str) -> Vec<(usize, String)> {
        if !list.is_empty() || works.is_empty() {
            return list;
        }
        let entry = |at: usize| {
            let position = self.works.iter().position(|work| work.key == works[at].key);
            (at, position.map_or_else(String::new, |position| self.single(position, language, Form::Html).to_string()))
        };
        plain::bibliography(works, 0..works.len()).into_iter().map(entry).collect()
    }

    /// What the engine makes of a source in one form, made once in a process: libraries of later heads ask for it again.
    fn kept(&self, at: usize, words: &str, form: Form, make: impl FnOnce() -> Option<Vec<String>>) -> Option<Vec<String>> {
        let json = serde_json::to_vec(&self.works[at].json).unwrap_or_default();
        let key = Hash::of_parts(&[self.style_id.as_bytes(), words.as_bytes(), format!("{form:?}").as_bytes(), &json]);
        let found = REFERENCES.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        // Nothing stands for what the engine gave up on.
        if let Some(found) = found {
            return (!found.is_empty()).then(|| vec![found.to_string()]);
        }
        let made = make();
        let text = made.as_ref().and_then(|made| made.first()).map_or("", String::as_str);
        let mut references = REFERENCES.lock().unwrap_or_else(PoisonError::into_inner);
        if references.len() >= MAX_REFERENCES {
            references.clear();
        }
        references.insert(key, text.into());
        made
    }
}
