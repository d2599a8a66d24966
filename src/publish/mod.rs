//! Floor 8: from a finished site to the world.

pub mod ledger;
