//! What readers can download beside the page of a report.

use super::super::path;
use crate::model::printed::Printed;
use serde::Serialize;

/// A file that readers can download.
#[derive(Debug, Clone, Serialize)]
pub struct Download {
    /// Its address from the top of the site.
    pub path: String,
    /// Its size in thousands of bytes, rounded up.
    pub kilobytes: u64,
    /// The same in millions of bytes, rounded; 0 for less than one.
    pub megabytes: u64,
}

pub(super) fn download(printed: Printed) -> Download {
    let length = printed.file.bytes.length();
    let megabytes = if length < 1_000_000 { 0 } else { (length + 500_000) / 1_000_000 };
    Download { path: path(&printed.url), kilobytes: printed.kilobytes(), megabytes }
}
