//! Marks that Git leaves in a file when two changes of one place meet.

use crate::base::Fault;

/// The fault of a text in which a conflict stands unsettled: its lines begin with `<<<<<<< `, `=======` and `>>>>>>> `.
pub fn conflict(text: &str) -> Option<Fault> {
    let begin = line_with(text, 0, "<<<<<<< ")?;
    let middle = line_with(text, begin, "=======")?;
    let end = line_with(text, middle, ">>>>>>> ")?;
    let line = |at: usize| at as u32..(at + text[at..].find(['\n', '\r']).unwrap_or(text.len() - at)) as u32;
    let message = "two changes of this place met in Git, and the marks that it left stand in the file still";
    let fault = Fault::new("merge-conflict", line(begin), message);
    let help = "keep what is right of the two, and take the lines with `<<<<<<<`, `=======` and `>>>>>>>` out";
    Some(fault.with_help(help).with_label(None, line(end), "the conflict ends here"))
}

/// Where the next line begins with some letters.
fn line_with(text: &str, from: usize, letters: &str) -> Option<usize> {
    let finder = memchr::memmem::find_iter(text.as_bytes().get(from..)?, letters.as_bytes());
    finder.map(|at| from + at).find(|at| *at == 0 || matches!(text.as_bytes()[at - 1], b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_at_the_beginning_of_lines_and_in_order() {
        let range = |text: &str| conflict(text).map(|fault| text[fault.range.start as usize..fault.range.end as usize].to_string());
        let marks = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> branch\nd\n";
        assert_eq!(range(marks).as_deref(), Some("<<<<<<< HEAD"));
        assert_eq!(range(&marks.replace('\n', "\r\n")).as_deref(), Some("<<<<<<< HEAD"));
        assert!(range(&marks[2..]).is_some());
        for text in ["Title\n=======\n", "a <<<<<<< b\n=======\n>>>>>>> c", "<<<<<<< a\n>>>>>>> b\n", "<<<<<<< a\n=======\n", ""] {
            assert_eq!(range(text), None, "{text}");
        }
    }
}
