//! Pictures that a document holds: which browsers show, and how they are written in a text.

use super::tree::{Block, Draft, Inline, Picture, is_blank};
use crate::base::picture;

/// How the name of a file of these bytes ends; `None` if browsers do not show them.
pub(super) fn extension(bytes: &[u8]) -> Option<&'static str> {
    match picture::read(bytes)?.format {
        "jpeg" => Some("jpg"),
        format @ ("png" | "gif" | "webp" | "avif") => Some(format),
        _ => None,
    }
}

/// Takes a picture into a draft, and gives the name of its file; `None` if browsers do not show it.
pub(super) fn keep(draft: &mut Draft, bytes: Vec<u8>) -> Option<String> {
    let name = format!("image-{}.{}", draft.pictures.len() + 1, extension(&bytes)?);
    draft.pictures.push(Picture { name: name.clone(), bytes });
    Some(name)
}

/// Pictures that stand alone on their line; the line back, if it has anything else, or none.
pub(super) fn figures(line: Vec<Inline>) -> Result<Vec<Block>, Vec<Inline>> {
    let picture = |inline: &Inline| matches!(inline, Inline::Picture { .. });
    if !line.iter().any(picture) || !line.iter().all(|inline| picture(inline) || is_blank(std::slice::from_ref(inline))) {
        return Err(line);
    }
    let figure = |inline| match inline {
        Inline::Picture { file, alt } => Some(Block::Figure { file, alt, caption: Vec::new(), id: None }),
        _ => None,
    };
    Ok(line.into_iter().filter_map(figure).collect())
}

/// Base 64 (RFC 4648), with or without padding, in either alphabet.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes().filter(|byte| *byte != b'=' && !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_read() {
        assert_eq!(base64("eyJhIjoxfQ==").as_deref(), Some(&b"{\"a\":1}"[..]));
        assert_eq!(base64("?"), None);
    }
}
