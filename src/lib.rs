#![forbid(unsafe_code)]
#![warn(missing_docs)]
//! Chancery compiles a folder of Markdown reports and YAML records into a cross-referenced website.
//!
//! ```text
//!  files ──parse──▶ documents ──resolve──▶ model ──plan──▶ routes ──render──▶ outputs
//! (snapshot)       (one file,            (all pages,      (what will        (bytes)
//!                   alone)                who points       exist)
//!                                         at whom)            │
//!                                              └────check─────┴──▶ diagnostics
//! ```
//!
//! Each step has its own type, and no step changes what an earlier one made: [`files::Files`], [`document::Document`],
//! [`model::Model`], [`render::Plan`], and the diagnostics of [`check`]. [`session::Session::update`] is the whole flow on
//! one screen; everything the program does is a way of using the [`session::Site`] that it returns. `ARCHITECTURE.md` tells
//! which floor each module stands on.

pub mod base;
pub mod check;
pub mod cli;
pub mod config;
pub mod document;
#[cfg(feature = "publish")]
pub mod external;
pub mod files;
#[cfg(feature = "import")]
pub mod import;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod model;
#[cfg(feature = "publish")]
pub mod publish;
pub mod render;
#[cfg(feature = "serve")]
pub mod serve;
pub mod session;
pub mod system;
