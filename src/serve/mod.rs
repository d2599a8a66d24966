//! Floor 8: the live preview. (under construction)
pub mod gather;
pub mod watch;
