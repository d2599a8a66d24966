//! Floor 0: paths, ranges, hashes, text, dates and faults; what everything else is made of.

pub mod active;
pub mod address;
pub mod collate;
pub mod date;
pub mod fault;
pub mod fields;
pub mod hash;
pub mod media;
pub mod paths;
pub mod picture;
mod rare;
mod shared_text;
pub mod text;
pub mod yaml;

pub use date::Date;
pub use fault::{Fault, Faults, Fix, Label, together};
pub use hash::Hash;
pub use paths::{FilePath, OutPath, UrlPath};
pub use rare::{Rare, Silent};
pub use shared_text::{Opened, Part, SharedText, Shelf};

/// Bytes from the start of a file, in UTF-8. Lines and columns exist only where something is shown to a person.
pub type Range = std::ops::Range<u32>;

/// The most items of a list that a thread takes in one go, where a list is worked off in parallel. Rayon cuts pieces smaller
/// only while a thread is idle: without a limit the last piece may be a quarter of the list, and one thread has it to itself.
pub const SHARE: usize = 8;

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranged<T> {
    /// What was written.
    pub value: T,
    /// Where, in the file that holds it.
    pub range: Range,
}

impl<T> Ranged<T> {
    /// Joins a value to its place.
    pub fn new(value: T, range: Range) -> Self {
        Ranged { value, range }
    }
}
