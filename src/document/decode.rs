//! From bytes to text: UTF-8 is what there is; whatever else comes is told, and nothing is lost unseen.

use crate::base::Fault;
use std::sync::Arc;

/// The text of a file, and what is wrong with its encoding.
///
/// NUL becomes U+FFFD, as CommonMark asks (section 2.3), and so do bytes that are not UTF-8. UTF-16, which would be
/// nothing but such bytes, gives an empty text.
pub fn decode(bytes: &[u8]) -> (Arc<str>, Option<Fault>) {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let fault = Fault::new("not-utf8", 0..0, "this file is written in UTF-16").with_help(SAVE);
        return ("".into(), Some(fault));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !bytes.contains(&0) => (text.into(), None),
        Ok(text) => (text.replace('\0', "\u{fffd}").into(), None),
        Err(error) => {
            let good = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).replace('\0', "\u{fffd}");
            let bad = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            let at = good.len() as u32;
            let message = format!("the byte 0x{bad:02X} here is not UTF-8");
            let fault = Fault::new("not-utf8", at..at + '\u{fffd}'.len_utf8() as u32, message).with_help(SAVE);
            (String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}").into(), Some(fault))
        }
    }
}

const SAVE: &str = "save the file as UTF-8 in your editor";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_and_faults_have_a_place() {
        assert_eq!(decode("\u{feff}é\0x".as_bytes()).0.as_ref(), "\u{feff}é\u{fffd}x");
        let (text, fault) = decode(b"a\0b\n\xe9t\xe9");
        assert_eq!(text.as_ref(), "a\u{fffd}b\n\u{fffd}t\u{fffd}");
        assert_eq!(fault.unwrap().range, 6..9);
        assert_eq!(decode(b"\xff\xfea\0").1.unwrap().rule, "not-utf8");
    }
}
