//! Whether a photograph tells where it was taken: by coordinates in Exif or in XMP, wherever its format keeps these.

use super::be32;
use flate2::read::ZlibDecoder;
use memchr::memmem;
use std::borrow::Cow;
use std::io::Read;

/// So much of Exif is looked into: what points at the coordinates stands at its beginning.
const EXIF: usize = 64 << 10;
/// So many bytes of packed texts are unpacked of one image.
const UNPACKED: u64 = 8 << 20;

/// The pointer to the coordinates (tag 0x8825, type long, one value) in either byte order.
const POINTERS: [&[u8]; 2] = [b"\x25\x88\x04\x00\x01\x00\x00\x00", b"\x88\x25\x00\x04\x00\x00\x00\x01"];
/// How coordinates are called in XMP, and in what other programs make of Exif; the second is what drones write.
const NAMES: [&[u8]; 3] = [b"GPSLatitude", b"GpsLatitude", b"gpslatitude"];

/// Whether Exif has coordinates.
pub(super) fn in_exif(exif: &[u8]) -> bool {
    anywhere(&exif[..exif.len().min(EXIF)])
}

/// Whether XMP, or another text, names coordinates.
pub(super) fn in_text(text: &[u8]) -> bool {
    NAMES.iter().any(|name| memmem::find(text, name).is_some())
}

/// Whether either is anywhere in a file. A pointer is too long to be there by chance.
pub(super) fn in_all(bytes: &[u8]) -> bool {
    anywhere(bytes) || in_text(bytes)
}

fn anywhere(bytes: &[u8]) -> bool {
    POINTERS.iter().any(|pointer| memmem::find(bytes, pointer).is_some())
}

/// A segment of a JPEG for other programs: Exif, or XMP.
pub(super) fn in_segment(body: &[u8]) -> bool {
    if body.starts_with(b"Exif") { in_exif(body) } else { in_text(body) }
}

/// The chunks of a PNG.
pub(super) fn in_png(bytes: &[u8]) -> bool {
    let (mut at, mut room) = (8, UNPACKED);
    while let (Some(length), Some(kind)) = (be32(bytes, at), bytes.get(at + 4..at + 8)) {
        let from = at + 8;
        let end = from.saturating_add(length as usize);
        let data = bytes.get(from..end.min(bytes.len())).unwrap_or_default();
        let found = match kind {
            b"eXIf" => in_exif(data),
            b"tEXt" | b"zTXt" | b"iTXt" => text(kind, data, &mut room).is_some_and(|(key, text)| in_keyed(key, &text)),
            b"IEND" => return false,
            _ => false,
        };
        if found {
            return true;
        }
        // Four bytes of checksum follow.
        at = end.saturating_add(4);
    }
    false
}

/// The key and the text of a chunk of a PNG (PNG 3rd edition, 11.3.3), unpacked as far as there is room.
fn text<'a>(kind: &[u8], data: &'a [u8], room: &mut u64) -> Option<(&'a [u8], Cow<'a, [u8]>)> {
    let (key, mut rest) = ended(data)?;
    let mut packed = kind == b"zTXt";
    if packed {
        rest = rest.get(1..)?;
    } else if kind == b"iTXt" {
        packed = rest.first() == Some(&1);
        let (_, behind) = ended(rest.get(2..)?)?;
        (_, rest) = ended(behind)?;
    }
    if !packed {
        return Some((key, rest.into()));
    }
    let mut text = Vec::new();
    // What is broken is read as far as it goes.
    let _ = ZlibDecoder::new(rest).take(*room).read_to_end(&mut text);
    *room -= text.len() as u64;
    Some((key, text.into()))
}

/// What stands before the next zero, and behind it.
fn ended(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(0, data)?;
    Some((&data[..end], &data[end + 1..]))
}

/// Whether a text that has a key tells coordinates: by either of its names, or as a profile of ImageMagick, which is written in
/// figures.
fn in_keyed(key: &[u8], text: &[u8]) -> bool {
    if in_text(key) || in_text(text) {
        return true;
    }
    key.starts_with(b"Raw profile type") && in_all(&figures(text))
}

/// The bytes of a profile: behind its name and its length on lines of their own, two figures each.
fn figures(text: &[u8]) -> Vec<u8> {
    let behind = text.trim_ascii_start().splitn(3, |byte| *byte == b'\n').nth(2).unwrap_or_default();
    let mut digits = behind.iter().filter_map(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(behind.len() / 2);
    while let (Some(high), Some(low)) = (digits.next(), digits.next()) {
        out.push((high * 16 + low) as u8);
    }
    out
}

/// The chunks of a WebP: those with metadata stand behind the image.
pub(super) fn in_webp(bytes: &[u8]) -> bool {
    let mut at = 12;
    while let (Some(kind), Some(length)) = (bytes.get(at..at + 4), bytes.get(at + 4..at + 8)) {
        let length = length.iter().rev().fold(0, |all, byte| all << 8 | usize::from(*byte));
        let from = at + 8;
        let end = from.saturating_add(length);
        let data = bytes.get(from..end.min(bytes.len())).unwrap_or_default();
        let found = match kind {
            b"EXIF" => in_exif(data),
            b"XMP " => in_text(data),
            _ => false,
        };
        if found {
            return true;
        }
        // Each begins at an even byte.
        at = end.saturating_add(length % 2);
    }
    false
}

/// What a file of ISO's media format is, as AVIF and HEIC are, by the brands that it names first; `None` for one that is no image.
pub(super) fn brand(bytes: &[u8]) -> Option<&'static str> {
    let length = be32(bytes, 0)? as usize;
    let brands = bytes.get(8..length.min(bytes.len()).min(256)).filter(|_| bytes.get(4..8) == Some(b"ftyp"))?;
    let has = |wanted: &[&[u8; 4]]| brands.chunks_exact(4).any(|brand| wanted.iter().any(|one| brand == *one));
    match () {
        () if has(&[b"avif", b"avis"]) => Some("avif"),
        () if has(&[b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"]) => Some("heic"),
        () => None,
    }
}

/// Whether bytes are those of a TIFF, which is Exif through and through.
pub(super) fn is_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use std::io::Write;

    const GPS: &[u8] = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0";
    const XMP: &[u8] = b"<x:xmpmeta><rdf:Description exif:GPSLatitude=\"52,31.2N\"/></x:xmpmeta>";

    fn place(bytes: &[u8]) -> bool {
        let found = read(bytes).expect("an image").place;
        // Whatever is cut off is looked at as far as it goes.
        for length in 0..bytes.len() {
            read(&bytes[..length]);
        }
        found
    }

    fn png(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let chunk = |kind: &[u8; 4], data: &[u8]| [&(data.len() as u32).to_be_bytes()[..], kind, data, b"\0\0\0\0"].concat();
        let head = chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0");
        [b"\x89PNG\r\n\x1a\n".to_vec(), head, chunk(kind, data), chunk(b"IEND", b"")].concat()
    }

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(data).unwrap();
        packer.finish().unwrap()
    }

    fn raw(data: &[u8]) -> Vec<u8> {
        let figures: Vec<String> = data.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("\nexif\n      {}\n{}\n", data.len(), figures.concat()).into_bytes()
    }

    #[test]
    fn coordinates_in_png() {
        for (kind, data) in [
            (b"eXIf", GPS.to_vec()),
            (b"tEXt", b"exif:GPSLatitude\x0052/1".to_vec()),
            (b"tEXt", [&b"Raw profile type exif\0"[..], &raw(GPS)[..]].concat()),
            (b"zTXt", [&b"Raw profile type APP1\0\0"[..], &packed(&raw(GPS))[..]].concat()),
            (b"zTXt", [&b"Raw profile type xmp\0\0"[..], &packed(&raw(XMP))[..]].concat()),
            (b"iTXt", [&b"XML:com.adobe.xmp\0\0\0\0\0"[..], XMP].concat()),
            (b"iTXt", [&b"XML:com.adobe.xmp\0\x01\0\0\0"[..], &packed(XMP)[..]].concat()),
        ] {
            assert!(place(&png(kind, &data)), "{}", String::from_utf8_lossy(&data));
        }
        assert!(!place(&png(b"tEXt", b"Comment\0GPS")));
        assert!(!place(&png(b"zTXt", b"Raw profile type exif\0\0nothing that is packed")));
        assert!(!place(&png(b"IDAT", GPS)), "what is drawn tells nothing");
    }

    #[test]
    fn coordinates_in_the_other_formats() {
        let segment = |body: &[u8]| [&b"\xff\xe1"[..], &(body.len() as u16 + 2).to_be_bytes()[..], body].concat();
        let jpeg = |body: &[u8]| [&b"\xff\xd8"[..], &segment(body)[..], b"\xff\xd9"].concat();
        assert!(place(&jpeg(GPS)));
        assert!(place(&jpeg(&[&b"http://ns.adobe.com/xap/1.0/\0"[..], XMP].concat())));
        assert!(!place(&jpeg(b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>")));
        // Behind more than a photograph's beginning.
        let chunk = |kind: &[u8; 4], data: &[u8]| {
            [&kind[..], &(data.len() as u32).to_le_bytes()[..], data, &vec![0; data.len() % 2]].concat()
        };
        let webp = |kind: &[u8; 4], data: &[u8]| {
            let chunks = [chunk(b"VP8 ", &vec![7; (70 << 10) + 1]), chunk(kind, data)].concat();
            [&b"RIFF"[..], &(chunks.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &chunks].concat()
        };
        let found = |bytes: &[u8]| read(bytes).expect("an image").place;
        assert!(found(&webp(b"EXIF", GPS)) && found(&webp(b"XMP ", XMP)) && !found(&webp(b"ICCP", GPS)));
        let avif = |data: &[u8]| [&b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf\0\0\0\0mdat"[..], data].concat();
        assert!(place(&avif(GPS)) && place(&avif(XMP)) && !place(&avif(b"")));
        assert_eq!(read(&avif(b"")).map(|picture| (picture.format, picture.whole)), Some(("avif", true)));
        assert_eq!(read(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").map(|picture| picture.format), Some("heic"));
        assert_eq!(read(b"\0\0\0\x18ftypisom\0\0\0\0isomavc1"), None);
        assert!(place(&GPS[6..]), "a TIFF");
    }
}
