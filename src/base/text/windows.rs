//! Windows-1252, the encoding that texts were often written in before UTF-8 (<https://encoding.spec.whatwg.org/#windows-1252>).

/// The character of a byte; U+FFFD for the five that it has not.
pub fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}', '\u{fffd}', '‘', '’',
        '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// What a control character from U+0080 to U+009F was before a text was read in another encoding than it was written in: no text
/// has these characters, and `’` of Windows-1252 becomes U+0092. `None` for other characters.
pub fn misread(c: char) -> Option<char> {
    let byte = u8::try_from(u32::from(c)).ok().filter(|byte| (0x80..=0x9f).contains(byte))?;
    Some(windows_1252(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_were_misread_are_known() {
        assert_eq!(
            ['\u{92}', '\u{85}', '\u{81}', 'é', 'a', '’'].map(misread),
            [Some('’'), Some('…'), Some('\u{fffd}'), None, None, None]
        );
        assert_eq!([0x41, 0xe9, 0x80].map(windows_1252), ['A', 'é', '€']);
    }
}
