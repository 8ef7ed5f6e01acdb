//! The snippet, and where it goes.

mod placement;
mod snippet;

pub use placement::{Placement, WrongPlacement, placement};
pub use snippet::Snippet;
