//! What a style does to the words of a value, and values with what stands in for them.

use super::super::Form;
use super::super::html::escape;
use super::super::letters::{kept, restored};
use hayagriva::lang::{Case, SentenceCase, TitleCase};
use std::borrow::Cow;

/// What a style does to the letters of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    Kept,
    Title,
    Sentence,
    Upper,
    Lower,
    AllUpper,
    FirstUpper,
}

/// All of them.
pub(super) const LETTERS: [Letters; 7] =
    [Letters::Kept, Letters::Title, Letters::Sentence, Letters::Upper, Letters::Lower, Letters::AllUpper, Letters::FirstUpper];

impl Letters {
    /// A text in it.
    pub fn of(self, text: &str) -> String {
        let case = match self {
            Letters::Kept => Case::NoTransform,
            Letters::Title => Case::Title(TitleCase::default()),
            Letters::Sentence => Case::Sentence(SentenceCase::default()),
            Letters::Upper => Case::Uppercase,
            Letters::Lower => Case::Lowercase,
            Letters::AllUpper => Case::AllUpper,
            Letters::FirstUpper => Case::FirstUpper,
        };
        case.transform(text)
    }
}

/// A value that was taken out of a work, and what stands in for it.
pub(super) struct Taken<'a> {
    /// The variable that held it; none for the work's key.
    pub variable: &'a str,
    pub value: Cow<'a, str>,
    pub stand_in: String,
    /// The engine is given it with marks for words that keep their letters.
    pub marked: bool,
}

impl Taken<'_> {
    /// A text in this one's place as it is written.
    pub fn written(&self, text: &str, letters: Letters, form: Form) -> String {
        let mut out = String::new();
        if letters == Letters::Kept && !matches!(form, Form::Key(_)) {
            // Marks that are set and taken out again change nothing.
            if form == Form::Plain {
                out.push_str(text)
            } else {
                escape(text, &mut out)
            }
            return out;
        }
        let text = if self.marked { letters.of(&kept(text)) } else { letters.of(text) };
        match form {
            // Only ever compared, so its marks are left where they are.
            Form::Key(_) => out = text,
            Form::Plain => out = restored(&text).into_owned(),
            Form::Html | Form::Cited(_) => escape(&restored(&text), &mut out),
        }
        out
    }
}
