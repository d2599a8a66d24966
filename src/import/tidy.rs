//! What is done to every draft that was read: the title, the line that names author and day, a short abstract and headings are
//! found where the document has them in its text alone.

use super::guess;
use super::told::Matter;
use super::tree::{Block, Draft, Inline, Style, is_blank, plain};

/// Blocks at the beginning that are looked through for authors and a day.
pub(super) const HEAD: usize = 6;
/// Longest piece of text there, in bytes.
pub(super) const LONGEST_OF_HEAD: usize = 160;
/// Most lines there that are taken over.
const MOST_LINES: usize = 24;
/// Longest abstract that becomes the summary, in bytes; a longer one is a section.
pub(super) const LONGEST_SUMMARY: usize = 420;
/// Most words of a line in bold that is a heading.
const LONGEST_HEADING: usize = 14;
/// Longest title, in bytes.
const LONGEST_TITLE: usize = 250;
/// Deepest level of a heading.
const DEEPEST: u8 = 5;

/// Headings above an abstract, in small letters.
const ABSTRACT: [&str; 13] = [
    "abstract",
    "summary",
    "executive summary",
    "at a glance",
    "zusammenfassung",
    "kurzfassung",
    "resumen",
    "resumen ejecutivo",
    "résumé",
    "resumo",
    "sommario",
    "sintesi",
    "ملخص",
];
/// Headings above lists that a page makes itself, in small letters.
const LISTS: [&str; 18] = [
    "sources",
    "references",
    "bibliography",
    "works cited",
    "literature",
    "contents",
    "table of contents",
    "quellen",
    "literatur",
    "literaturverzeichnis",
    "quellenverzeichnis",
    "inhalt",
    "bibliografía",
    "referencias",
    "fuentes",
    "índice",
    "bibliographie",
    "références",
];
/// What a line of key words begins with.
const KEYWORDS: [&str; 6] = ["keywords:", "key words:", "schlagwörter:", "palabras clave:", "mots-clés:", "mots clés:"];

/// Does it.
pub(super) fn tidy(draft: &mut Draft) {
    draft.blocks.retain(|block| !matches!(block, Block::Paragraph(text) if is_blank(text)));
    while matches!(draft.blocks.last(), Some(Block::Rule)) {
        draft.blocks.pop();
    }
    title(draft);
    head(draft);
    typed_bullets(draft);
    bold_headings(draft);
    lone_headings(draft);
    numbers(draft);
    levels(draft);
    summary(draft);
    title_marks(draft);
    if draft.authors.is_empty() {
        draft.authors = std::mem::take(&mut draft.creators);
    }
    if let Some(language) = &mut draft.language {
        *language = crate::base::text::language_tag(language);
    }
}

/// The title, where no style says which it is: the only heading of the first level, or the first line.
fn title(draft: &mut Draft) {
    let level = |block: &Block| match block {
        Block::Heading { level, .. } => Some(*level),
        _ => None,
    };
    if !draft.title.is_empty() && !draft.title_is_hidden {
        return;
    }
    let first = draft.blocks.iter().position(|block| level(block).is_some());
    let top = draft.blocks.iter().filter_map(level).min();
    let tops = draft.blocks.iter().filter(|block| level(block) == top).count();
    // A heading of its own level that only the head of a page stands before.
    if let Some(at) = first.filter(|at| *at <= HEAD)
        && let Some(Block::Heading { level, text, .. }) = draft.blocks.get(at)
        && Some(*level) == top
        && tops == 1
        && (at == 0 || draft.blocks.iter().filter(|block| matches!(block, Block::Heading { .. })).count() > 1)
        && draft.blocks[..at].iter().all(|block| matches!(block, Block::Paragraph(text) if plain(text).len() < LONGEST_OF_HEAD))
    {
        draft.title = text.clone();
        draft.title_is_hidden = false;
        draft.blocks.remove(at);
        return;
    }
    if draft.title_is_hidden {
        // The text may show it all the same. Some programs write marks of emphasis into the title that they keep.
        let letters =
            |text: &[Inline]| plain(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        if let Some(Block::Heading { text, .. } | Block::Paragraph(text)) = draft.blocks.first()
            && letters(text) == letters(&draft.title)
            && !letters(text).is_empty()
        {
            draft.title = unstyled(text.clone());
            draft.title_is_hidden = false;
            draft.blocks.remove(0);
        }
        return;
    }
    // A first line that is no sentence.
    let lead = match draft.blocks.first() {
        Some(Block::Paragraph(text)) => {
            let words = plain(text);
            let words = words.trim();
            (words.len() <= LONGEST_TITLE && !words.ends_with(['.', ';', ',', ':']) && guess::date(words).is_none())
                .then(|| text.clone())
        }
        Some(Block::Heading { text, .. }) => Some(text.clone()),
        _ => None,
    };
    if let Some(text) = lead.filter(|_| draft.blocks.len() > 1) {
        draft.title = unstyled(text);
        draft.blocks.remove(0);
    }
}

/// Words without the bold that all of them are in.
fn unstyled(text: Vec<Inline>) -> Vec<Inline> {
    match <[Inline; 1]>::try_from(text) {
        Ok([Inline::Styled(Style::Strong | Style::Emph, inner)]) => unstyled(inner),
        Ok([other]) => vec![other],
        Err(text)
            if text
                .iter()
                .all(|inline| matches!(inline, Inline::Styled(Style::Strong, _)) || is_blank(std::slice::from_ref(inline))) =>
        {
            text.into_iter()
                .flat_map(|inline| match inline {
                    Inline::Styled(_, inner) => inner,
                    other => vec![other],
                })
                .collect()
        }
        Err(text) => text,
    }
}

/// Lines before the text that say who wrote it and when: `June 19, 2025 - Written by Jane Doe`.
fn head(draft: &mut Draft) {
    let mut at = 0;
    for _ in 0..MOST_LINES {
        if at >= draft.blocks.len().min(HEAD) {
            break;
        }
        let Block::Paragraph(text) = &draft.blocks[at] else { break };
        let line = plain(text);
        let low = line.trim().to_lowercase();
        if let Some(word) = KEYWORDS.iter().find(|word| low.starts_with(**word)) {
            let rest = line.trim().get(word.len()..).unwrap_or_default();
            let Some(topics) = guess::only_topics(rest).filter(|_| !has_marks(text)) else {
                at += 1;
                continue;
            };
            for topic in topics {
                if !draft.topics.contains(&topic) {
                    draft.topics.push(topic);
                }
            }
            draft.blocks.remove(at);
            continue;
        }
        let noted = text.iter().any(|inline| matches!(inline, Inline::Note(_) | Inline::Cite(_) | Inline::Picture { .. }));
        if noted || line.len() > 200 {
            at += 1;
            continue;
        }
        // Who comes between lines is no reader of the text.
        let parts: Vec<String> = text_lines(text).iter().flat_map(|line| cuts(line)).collect();
        let mut authors: Vec<String> = Vec::new();
        let mut day = None;
        let all = !parts.is_empty()
            && parts.iter().all(|part| {
                if let Some(found) = guess::date(part) {
                    day.get_or_insert(found);
                    true
                } else if let Some(found) = guess::byline(part) {
                    authors.extend(found);
                    true
                } else {
                    // A name alone, beside a day.
                    let name = parts.len() > 1 && guess::is_name(part) || draft.authors.contains(part);
                    if name {
                        authors.push(part.clone());
                    }
                    name
                }
            });
        let known = parts.iter().all(|part| draft.authors.contains(part));
        // Another day than that which is known is part of the text.
        let one_day = day.is_none() || draft.date.is_none() || draft.date == day;
        if all
            && one_day
            && (known || day.is_some() || !authors.is_empty() && parts.iter().any(|part| guess::byline(part).is_some()))
        {
            if let Block::Paragraph(text) = draft.blocks.remove(at) {
                tell_mails(draft, &text);
            }
            // A page may name who runs it as its author: whom the line names is one, too.
            draft.authors.extend(authors);
            if draft.date.is_none() {
                draft.date = day;
            }
        } else {
            at += 1;
        }
    }
}

/// Tells of the addresses of mail in a line on authors that is taken over: written out, and behind links.
pub(super) fn tell_mails(draft: &mut Draft, text: &[Inline]) {
    fn linked<'a>(text: &'a [Inline], out: &mut Vec<&'a str>) {
        for inline in text {
            match inline {
                Inline::Link(to, _) => out.extend(to.strip_prefix("mailto:")),
                Inline::Styled(_, inner) => linked(inner, out),
                _ => {}
            }
        }
    }
    let words = plain(text);
    draft.told.tell_mails(&words);
    let mut all = Vec::new();
    linked(text, &mut all);
    all.into_iter().filter(|mail| !words.contains(*mail)).for_each(|mail| draft.told.tell_mails(mail));
}

/// The lines of a paragraph.
fn text_lines(text: &[Inline]) -> Vec<String> {
    let parts = text.split(|inline| matches!(inline, Inline::Break));
    parts.map(|part| plain(part).split_whitespace().collect::<Vec<_>>().join(" ")).filter(|line| !line.is_empty()).collect()
}

/// The parts of a line between strokes.
fn cuts(line: &str) -> Vec<String> {
    // "Posted on June 19, 2025 by Jane Doe"
    let by = line.split_once(" by ").filter(|(day, _)| guess::date(day).is_some());
    let mut parts = by.map_or(vec![line.to_string()], |(day, name)| vec![day.to_string(), format!("by {name}")]);
    for sign in [" - ", " – ", " — ", " | ", " · ", " • ", " / "] {
        parts = parts.iter().flat_map(|part| part.split(sign)).map(str::to_string).collect();
    }
    parts.into_iter().map(|part| part.trim().to_string()).filter(|part| !part.is_empty()).collect()
}

/// Lines with a typed bullet are items of a list.
fn typed_bullets(draft: &mut Draft) {
    const BULLETS: [char; 9] = ['•', '▪', '◦', '‣', '●', '○', '■', '·', '\u{f0b7}'];
    let mut out: Vec<Block> = Vec::with_capacity(draft.blocks.len());
    let mut open = false;
    for block in std::mem::take(&mut draft.blocks) {
        let words = if let Block::Paragraph(text) = &block { plain(text) } else { String::new() };
        let rest = words.trim_start().strip_prefix(BULLETS).filter(|rest| rest.starts_with([' ', '\t', '\u{a0}']));
        let Some(rest) = rest.map(str::trim_start).filter(|rest| !rest.is_empty()) else {
            open = false;
            out.push(block);
            continue;
        };
        let Block::Paragraph(text) = block else { continue };
        let item = vec![Block::Paragraph(guess::cut(text, &mut { words.len() - rest.len() }))];
        match out.last_mut() {
            Some(Block::List { items, .. }) if open => items.push(item),
            _ => out.push(Block::List { start: None, items: vec![item] }),
        }
        open = true;
    }
    draft.blocks = out;
}

/// Short lines in bold, in a document without any other heading.
fn bold_headings(draft: &mut Draft) {
    if draft.blocks.iter().any(|block| matches!(block, Block::Heading { .. })) {
        return;
    }
    for block in &mut draft.blocks {
        let Block::Paragraph(text) = block else { continue };
        let words = plain(text);
        let words = words.trim();
        let bold = text.iter().all(|inline| {
            matches!(inline, Inline::Styled(Style::Strong, _) | Inline::Anchor(_)) || is_blank(std::slice::from_ref(inline))
        });
        let short = words.split_whitespace().count() <= LONGEST_HEADING && !words.ends_with(['.', ';', ',', '!']);
        if bold && short && words.contains(char::is_alphabetic) {
            draft.told.tell(Matter::Bold, words);
            let text = unstyled(std::mem::take(text));
            *block = Block::Heading { level: 1, text, id: None };
        }
    }
}

/// Headings from the first level on, none of which is skipped, and none all in bold.
fn levels(draft: &mut Draft) {
    let mut open: Vec<u8> = Vec::new();
    for block in &mut draft.blocks {
        if let Block::Heading { level, text, .. } = block {
            while open.last().is_some_and(|last| *last >= *level) {
                open.pop();
            }
            open.push(*level);
            *level = (open.len() as u8).min(DEEPEST);
            *text = unstyled(std::mem::take(text));
            while matches!(text.last(), Some(last) if is_blank(std::slice::from_ref(last)) && !matches!(last, Inline::Anchor(_))) {
                text.pop();
            }
        }
    }
    draft.blocks.retain(|block| !matches!(block, Block::Heading { text, .. } if is_blank(text)));
}

/// Numbers that were typed before headings: the site numbers them itself. They go where the highest headings count from 1 on.
fn numbers(draft: &mut Draft) {
    let top =
        draft.blocks.iter().filter_map(|block| if let Block::Heading { level, .. } = block { Some(*level) } else { None }).min();
    let mut count = 0;
    for block in &draft.blocks {
        if let Block::Heading { level, text, .. } = block
            && Some(*level) == top
            && let Some((number, _)) = guess::numbered(&plain(text))
        {
            if number != count + 1 {
                return;
            }
            count = number;
        }
    }
    if count < 2 {
        return;
    }
    for block in &mut draft.blocks {
        if let Block::Heading { text, .. } = block
            && let Some((_, length)) = guess::numbered(&plain(text))
        {
            *text = guess::cut(std::mem::take(text), &mut { length });
        }
    }
}

/// Headings of what was left out.
fn lone_headings(draft: &mut Draft) {
    if draft.told.count(Matter::SourcesList) + draft.told.count(Matter::Contents) == 0 {
        return;
    }
    let left = |at: usize, block: &Block| match block {
        Block::Heading { level, text, .. } => {
            let name = plain(text).trim().to_lowercase();
            let empty = match draft.blocks.get(at + 1) {
                None => true,
                Some(Block::Heading { level: below, .. }) => below <= level,
                Some(_) => false,
            };
            empty && LISTS.contains(&name.as_str())
        }
        _ => false,
    };
    let left: Vec<bool> = draft.blocks.iter().enumerate().map(|(at, block)| left(at, block)).collect();
    let mut left = left.into_iter();
    draft.blocks.retain(|_| !left.next().unwrap_or(false));
}

/// A short abstract with a heading of its own becomes the summary.
fn summary(draft: &mut Draft) {
    if !draft.summary.is_empty() {
        // A long one is part of the text.
        if plain(&draft.summary).len() > LONGEST_SUMMARY || has_marks(&draft.summary) {
            let text = std::mem::take(&mut draft.summary);
            draft.blocks.insert(0, Block::Paragraph(text));
        }
        return;
    }
    let is_abstract = |block: &Block| match block {
        Block::Heading { text, .. } => ABSTRACT.contains(&plain(text).trim().trim_end_matches(':').to_lowercase().as_str()),
        _ => false,
    };
    let Some(at) = draft.blocks.iter().take(HEAD).position(is_abstract) else { return };
    let alone = matches!(draft.blocks.get(at + 2), None | Some(Block::Heading { .. }));
    if let Some(Block::Paragraph(text)) = draft.blocks.get(at + 1)
        && alone
        && plain(text).len() <= LONGEST_SUMMARY
        && !has_marks(text)
    {
        draft.summary = text.clone();
        draft.blocks.drain(at..at + 2);
    }
}

/// Notes and citations of titles, which a line of front matter cannot hold: they go to the end of the first paragraph.
fn title_marks(draft: &mut Draft) {
    let mut marks = Vec::new();
    take_marks(&mut draft.title, &mut marks);
    take_marks(&mut draft.subtitle, &mut marks);
    if marks.is_empty() {
        return;
    }
    let first = draft.blocks.iter().position(|block| matches!(block, Block::Paragraph(_)));
    match first.and_then(|at| draft.blocks.get_mut(at)) {
        Some(Block::Paragraph(text)) => text.extend(marks),
        _ => draft.blocks.insert(0, Block::Paragraph(marks)),
    }
}

fn take_marks(text: &mut Vec<Inline>, marks: &mut Vec<Inline>) {
    let mut kept = Vec::with_capacity(text.len());
    for mut inline in std::mem::take(text) {
        if matches!(inline, Inline::Note(_) | Inline::Cite(_)) {
            marks.push(inline);
            continue;
        }
        if let Inline::Styled(_, inner) | Inline::Link(_, inner) | Inline::Place(_, inner) = &mut inline {
            take_marks(inner, marks);
        }
        kept.push(inline);
    }
    *text = kept;
}

/// Whether a text holds what a line of front matter cannot.
pub(super) fn has_marks(text: &[Inline]) -> bool {
    text.iter().any(|inline| match inline {
        Inline::Note(_) | Inline::Cite(_) | Inline::Picture { .. } | Inline::Place(..) => true,
        Inline::Styled(_, inner) | Inline::Link(_, inner) => has_marks(inner),
        _ => false,
    })
}
