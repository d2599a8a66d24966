//! What a file holds.

use std::sync::Arc;

/// What a file holds. What is UTF-8 is known as such from its reading on, and whoever parses it keeps the same copy.
#[derive(Debug, Clone)]
pub enum Bytes {
    /// UTF-8.
    Text(Arc<str>),
    /// Anything else.
    Other(Arc<[u8]>),
}

impl Bytes {
    /// The text, where all of it is UTF-8.
    pub fn text(&self) -> Option<&Arc<str>> {
        match self {
            Bytes::Text(text) => Some(text),
            Bytes::Other(_) => None,
        }
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Text(text) => text.as_bytes(),
            Bytes::Other(bytes) => bytes,
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
