//! Lists of sources put in order without the engine, which renders both of any two sources that it holds against each other.
//!
//! What a source is put in order by is known where a pattern tells it. A list is put in order by the first key alone as far
//! as that tells its sources apart, and by the next where it does not. Where any of them is not known, the engine is asked.

use super::*;
use hayagriva::citationberg::{IndependentStyle, SortDirection, SortKey};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

impl Library {
    /// The order of some sources, by their positions in `global`; those that are equal stay in the order given. `None` where
    /// only the engine knows it.
    pub(super) fn in_order(
        &self,
        style: &IndependentStyle,
        global: &[usize],
        list: &[usize],
        language: &str,
    ) -> Option<Vec<usize>> {
        let mut list = list.to_vec();
        // Without keys, a list is in the order of its citations.
        if let Some(sort) = &style.bibliography.as_ref()?.sort {
            let order = collator(self.words(language))?;
            let key = |at: usize, number: usize| self.key(global[at], language, number);
            refine(&mut list, &sort.keys, 0, &order, &key)?;
        }
        Some(list)
    }
}

/// Puts sources in order by the keys from one on.
fn refine(
    list: &mut [usize],
    keys: &[SortKey],
    number: usize,
    order: &CollatorBorrowed,
    text: &dyn Fn(usize, usize) -> Option<Arc<str>>,
) -> Option<()> {
    let Some(key) = keys.get(number).filter(|_| list.len() > 1) else { return Some(()) };
    let mut keyed: Vec<(Arc<str>, usize)> = list.iter().map(|at| Some((text(*at, number)?, *at))).collect::<Option<_>>()?;
    let descending = key.sort_direction() == SortDirection::Descending;
    keyed.sort_by(|a, b| {
        let found = order.compare(&a.0, &b.0);
        if descending { found.reverse() } else { found }
    });
    keyed.iter().zip(list.iter_mut()).for_each(|((_, at), slot)| *slot = *at);
    let mut start = 0;
    for same in keyed.chunk_by(|a, b| order.compare(&a.0, &b.0) == Ordering::Equal) {
        refine(&mut list[start..start + same.len()], keys, number + 1, order, text)?;
        start += same.len();
    }
    Some(())
}

/// The engine's order of texts in a language; `None` where it has none.
fn collator(language: &str) -> Option<Rc<CollatorBorrowed<'static>>> {
    thread_local! {
        static LAST: RefCell<Option<(String, Rc<CollatorBorrowed<'static>>)>> = const { RefCell::new(None) };
    }
    LAST.with_borrow_mut(|last| {
        if let Some((_, found)) = last.as_ref().filter(|(of, _)| of == language) {
            return Some(found.clone());
        }
        let locale: Locale = language.parse().ok()?;
        let made = Rc::new(Collator::try_new((&locale).into(), Default::default()).ok()?);
        *last = Some((language.to_string(), made.clone()));
        Some(made)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{cuts, engine};
    use super::*;
    use serde_json::{Value, json};

    const TITLES: [&str; 16] = [
        "Annual report",
        "annual report",
        "Annual report on the iPhone",
        "Annual report on ports (no. 12)",
        "Ökonomie der Häfen",
        "Oslo and its rivers",
        "Über Wasser",
        "Zebras, a tale",
        "Zebras, DNA and WikiLeaks",
        "2024 in review",
        "The state of things",
        "“Dams” & debts",
        "co-operation",
        "cooperation",
        "Ärzte ohne Grenzen",
        "Σίσυφος ΟΔΟΣ",
    ];
    const HOUSES: [&str; 9] = [
        "United Nations",
        "The United Nations",
        "A Press of its own",
        "Ministry of Water",
        "ministry of Water (Oslo)",
        "Ärztekammer",
        "the",
        "World Bank",
        "Press 2000",
    ];

    /// Numbers that look like chance.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % most
        }

        fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
            list[self.below(list.len())]
        }
    }

    fn work(at: usize, dice: &mut Dice) -> (PageId, Work) {
        let sort = dice.of(&["report", "report", "report", "book"]);
        let mut json = json!({ "id": format!("w{at}"), "type": sort });
        let shape = [8, 1, 9, 5, 4][dice.below(5)];
        if dice.below(12) > 0 {
            json["title"] = dice.of(&TITLES).into();
        }
        let mut put = |bit: usize, name: &str, value: Value| {
            if shape & bit != 0 {
                json[name] = value;
            }
        };
        put(1, "author", json!([{ "literal": dice.of(&HOUSES) }]));
        put(2, "publisher", dice.of(&HOUSES).into());
        let date = [1990 + dice.below(20), 1 + dice.below(12), 1 + dice.below(28)];
        put(4, "issued", json!({ "date-parts": [date[..1 + dice.below(3)]] }));
        put(8, "URL", format!("https://a.example/{at}").into());
        put(16, "container-title", dice.of(&TITLES).into());
        if dice.below(12) == 0 {
            json["author"] = json!([{ "family": dice.of(&["Aas", "Moe", "de Vries"]), "given": "Ada" }]);
        }
        (PageId(at as u32), Work { key: format!("w{at}"), json: json.as_object().cloned().unwrap_or_default() })
    }

    /// Lists of sources in an order that is the engine's, with the style as it is; how many were ordered without it.
    fn hold(name: &str, language: &str) -> usize {
        let library = || {
            let mut dice = Dice(name.len() as u64);
            let works = (0..500).map(|at| work(at, &mut dice)).collect();
            Library::of(works, &Setup { style: name, ..Setup::default() }).0
        };
        // Patterns are known to all libraries of a style once one has seen enough sources of their shape.
        let first = library();
        (0..first.works.len()).for_each(|at| (0..2).for_each(|number| drop(first.key(at, language, number))));
        let library = library();
        let mut dice = Dice(language.len() as u64);
        let style = library.style.clone().unwrap();
        let cuts = cuts::of(library.style_id, &style);
        let mut ordered = 0;
        for round in 0..250 {
            let mut global: Vec<usize> = (0..2 + dice.below(5)).map(|_| dice.below(library.works.len())).collect();
            global.sort_unstable();
            global.dedup();
            let mut list: Vec<usize> = (0..global.len()).collect();
            let start = dice.below(list.len());
            list.rotate_left(start);
            let works: Vec<&Work> = global.iter().map(|at| &library.works[*at]).collect();
            if let Some(order) = library.in_order(&style, &global, &list, language) {
                ordered += 1;
                let style = if round % 4 == 0 { style.clone() } else { cuts.style(cuts::Part::Order, &works) };
                let engine = engine::Engine::new(&style, language, works.clone()).order(&list);
                let keys: Vec<_> = order.iter().map(|at| library.key(global[*at], language, 0)).collect();
                assert_eq!(order, engine, "{name} {keys:?} {works:?}");
            }
        }
        ordered
    }

    #[test]
    fn lists_are_in_the_engines_order() {
        for (name, language) in [
            ("chicago-author-date", "en-GB"),
            ("apa", "es"),
            ("chicago-notes", "de"),
            ("modern-language-association", "sv"),
            ("harvard-cite-them-right", "en-US"),
            ("elsevier-harvard", "fr"),
            ("american-political-science-association", "en"),
            ("turabian-author-date", "nb"),
        ] {
            let ordered = hold(name, language);
            assert!(ordered > 20, "{name}: {ordered}");
        }
    }
}
