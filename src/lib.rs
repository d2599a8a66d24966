#![forbid(unsafe_code)]
#![warn(missing_docs)]
//! Chancery.

pub mod base;
pub mod document;
pub mod model;
