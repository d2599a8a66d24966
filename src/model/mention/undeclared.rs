//! Names in a text that match no record.
use super::*;
/// placeholder
pub fn undeclared(_page: &Page, _names: &Names) -> Vec<Fault> {
    Vec::new()
}
