//! What a file holds.

use super::large::Large;
use crate::base::picture::{self, Picture};
use crate::base::{Opened, SharedText};
use crate::base::{active, media};
use std::sync::Arc;

/// What a file holds. What is UTF-8 is known as such from its reading on, and whoever parses it keeps the same copy.
#[derive(Debug, Clone)]
pub enum Bytes {
    /// UTF-8.
    Text(SharedText),
    /// Anything else.
    Other(Arc<[u8]>),
    /// Anything else, where it is too much to be kept.
    Large(Arc<Large>),
}

/// What a file holds, opened.
pub enum OpenedBytes<'a> {
    /// UTF-8.
    Text(Opened<'a>),
    /// Anything else.
    Other(&'a [u8]),
    /// What was read again.
    Large(Vec<u8>),
}

impl Bytes {
    /// The text, where all of it is UTF-8.
    pub fn text(&self) -> Option<&SharedText> {
        match self {
            Bytes::Text(text) => Some(text),
            Bytes::Other(_) | Bytes::Large(_) => None,
        }
    }

    /// What the header of a raster image tells.
    pub fn picture(&self) -> Option<Picture> {
        match self {
            Bytes::Text(_) => None,
            Bytes::Other(bytes) => picture::read(bytes),
            Bytes::Large(large) => large.picture().cloned(),
        }
    }

    /// Whether a browser that has to guess what this is takes it for a page.
    pub fn is_like_a_page(&self) -> bool {
        match self {
            Bytes::Large(large) => large.is_like_a_page(),
            kept => active::is_like_a_page(&kept.open()),
        }
    }

    /// Whether it is a PDF.
    pub fn is_pdf(&self) -> bool {
        match self {
            Bytes::Large(large) => large.is_pdf(),
            kept => media::is_pdf(&kept.open()),
        }
    }

    /// As [`media::truly`].
    pub fn truly(&self) -> Option<&'static str> {
        match self {
            Bytes::Large(large) => large.truly(),
            kept => media::truly(&kept.open()),
        }
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        match self {
            Bytes::Large(large) => large.length(),
            kept => kept.open().len() as u64,
        }
    }

    /// Width and height of an image in pixels, as far as it tells them.
    pub fn size(&self) -> Option<(u32, u32)> {
        match self {
            Bytes::Large(large) => large.picture().and_then(Picture::shown_size),
            kept => picture::size(&kept.open()),
        }
    }

    /// The bytes.
    pub fn open(&self) -> OpenedBytes<'_> {
        match self {
            Bytes::Text(text) => OpenedBytes::Text(text.open()),
            Bytes::Other(bytes) => OpenedBytes::Other(bytes),
            Bytes::Large(large) => OpenedBytes::Large(large.read()),
        }
    }
}

impl OpenedBytes<'_> {
    /// The bytes, to keep.
    pub fn into_vec(self) -> Vec<u8> {
        match self {
            OpenedBytes::Large(bytes) => bytes,
            other => other.to_vec(),
        }
    }
}

impl std::ops::Deref for OpenedBytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            OpenedBytes::Text(text) => text.as_bytes(),
            OpenedBytes::Other(bytes) => bytes,
            OpenedBytes::Large(bytes) => bytes,
        }
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Bytes {
        std::str::from_utf8(bytes).map_or_else(|_| Bytes::Other(bytes.into()), |text| Bytes::Text(text.into()))
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        (&*bytes).into()
    }
}
