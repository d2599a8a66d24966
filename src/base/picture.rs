//! What the header of an image says, read without decoding: format, size, completeness, place of taking.

mod place;

/// A raster image, as far as its header tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What the bytes are: `png`, `gif`, `jpeg`, `webp`, `avif`, `heic` or `tiff`.
    pub format: &'static str,
    /// Pixels; `None` where the header does not reach that far, and of the last three formats.
    pub size: Option<(u32, u32)>,
    /// The end mark of the format stands at the end.
    pub whole: bool,
    /// It carries the coordinates of where it was taken.
    pub place: bool,
}

/// Reads a header; `None` if the bytes are of no known format.
pub fn read(bytes: &[u8]) -> Option<Picture> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        let size = be32(bytes, 16).zip(be32(bytes, 20));
        let tail = &bytes[bytes.len().saturating_sub(12)..];
        Some(Picture { format: "png", size, whole: tail.windows(4).any(|part| part == b"IEND"), place: place::in_png(bytes) })
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        let size = le16(bytes, 6).zip(le16(bytes, 8));
        Some(Picture { format: "gif", size, whole: bytes.last() == Some(&0x3b), place: place::in_text(bytes) })
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(jpeg(bytes))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        let length = bytes.get(4..8).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes);
        let whole = bytes.len() as u64 >= u64::from(length) + 8;
        Some(Picture { format: "webp", size: webp_size(bytes), whole, place: place::in_webp(bytes) })
    } else {
        let format = if place::is_tiff(bytes) { "tiff" } else { place::brand(bytes)? };
        Some(Picture { format, size: None, whole: true, place: place::in_all(bytes) })
    }
}

/// Width and height of an image in pixels, of whatever format: raster images by their header, SVG by its root element.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    match read(bytes) {
        Some(picture) => picture.shown_size(),
        None => svg_size(bytes).filter(takes_room),
    }
}

impl Picture {
    /// Its size, if it takes any room.
    pub fn shown_size(&self) -> Option<(u32, u32)> {
        self.size.filter(takes_room)
    }
}

fn takes_room((width, height): &(u32, u32)) -> bool {
    *width > 0 && *height > 0
}

/// `width` and `height` of an SVG's root where they are lengths in pixels, else the last two numbers of its `viewBox`.
fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(16 << 10)]);
    let from = head.match_indices("<svg").map(|(at, _)| at).find(|at| head[at + 4..].starts_with(|c: char| c.is_whitespace()))?;
    let tag = &head[from + 4..from + head[from..].find('>')?];
    let value = |name: &str| {
        let at = tag.match_indices(name).map(|(at, _)| at).find(|at| tag[..*at].ends_with(|c: char| c.is_whitespace()))?;
        let rest = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    };
    let pixels = |length: f64| (length.is_finite() && (0.5..=100_000.0).contains(&length)).then(|| length.round() as u32);
    let side = |name| value(name).and_then(|text| pixels(text.trim().trim_end_matches("px").parse().ok()?));
    let drawn = || {
        let numbers: Vec<f64> = value("viewBox")?.split([' ', ',', '\n', '\t']).filter_map(|part| part.parse().ok()).collect();
        pixels(*numbers.get(2)?).zip(pixels(*numbers.get(3)?))
    };
    side("width").zip(side("height")).or_else(drawn)
}

/// Walks the segments of a JPEG up to the picture itself.
fn jpeg(bytes: &[u8]) -> Picture {
    let (mut at, mut size, mut place) = (2, None, false);
    while let (Some(0xff), Some(&marker)) = (bytes.get(at).copied(), bytes.get(at + 1)) {
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xda || marker == 0xd9 {
            break;
        }
        let Some(length) = be16(bytes, at + 2) else { break };
        let body = bytes.get(at + 4..(at + 2 + length as usize).min(bytes.len())).unwrap_or_default();
        match marker {
            0xe1 => place |= place::in_segment(body),
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => size = be16(body, 3).zip(be16(body, 1)),
            _ => {}
        }
        at += 2 + (length as usize).max(2);
    }
    let tail = &bytes[bytes.len().saturating_sub(16)..];
    Picture { format: "jpeg", size, whole: tail.windows(2).any(|part| part == b"\xff\xd9"), place }
}

fn webp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => {
            let side = |at: usize| Some(u32::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?, *bytes.get(at + 2)?, 0]) + 1);
            side(24).zip(side(27))
        }
        b"VP8 " => le16(bytes, 26).zip(le16(bytes, 28)).map(|(w, h)| (w & 0x3fff, h & 0x3fff)),
        b"VP8L" => {
            let bits = u32::from_le_bytes(bytes.get(21..25)?.try_into().ok()?);
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        _ => None,
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_have_sizes_too() {
        let svg = |text: &str| size(text.as_bytes());
        assert_eq!(svg("<?xml?><!-- <svg> --><svg xmlns=\"x\" viewBox='0 0 40.4 20'><rect width='1'/></svg>"), Some((40, 20)));
        assert_eq!(svg("<svg width=\"30px\" height=\"10\" viewBox=\"0 0 1 1\">"), Some((30, 10)));
        assert_eq!(svg("<svg width=\"100%\" stroke-width=\"3\" viewBox=\"0,0,8,6\">"), Some((8, 6)));
        assert_eq!(
            (svg("<svg >"), svg("<svg width=1 height=1>"), svg("<svg viewBox=\"0 0 -1 NaN\">"), svg("text")),
            (None, None, None, None)
        );
    }

    #[test]
    fn headers_are_read() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x10".to_vec();
        assert_eq!(read(&png), Some(Picture { format: "png", size: Some((256, 16)), whole: false, place: false }));
        png.extend(b"\x08\x06\0\0\0....\0\0\0\0IEND\xaeB`\x82");
        assert!(read(&png).unwrap().whole);
        let gif = b"GIF89a\x02\0\x03\0\x80\0\0;";
        assert_eq!(read(gif), Some(Picture { format: "gif", size: Some((2, 3)), whole: true, place: false }));
        let jpeg = b"\xff\xd8\xff\xe1\0\x16Exif\0\0II\x25\x88\x04\0\x01\0\0\0....\xff\xc0\0\x0b\x08\0\x10\0\x20\x01\0\0\0\xff\xd9";
        assert_eq!(read(jpeg), Some(Picture { format: "jpeg", size: Some((32, 16)), whole: true, place: true }));
        assert_eq!(read(b"<html>"), None);
        for length in 0..jpeg.len() {
            read(&jpeg[..length]);
        }
    }
}
