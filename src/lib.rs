#![forbid(unsafe_code)]
#![warn(missing_docs)]
//! Chancery.

pub mod base;
pub mod check;
pub mod cli;
pub mod config;
pub mod document;
pub mod files;
pub mod model;
pub mod render;
pub mod session;
