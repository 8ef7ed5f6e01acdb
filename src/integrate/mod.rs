//! The snippet, and where it goes.

mod install;
mod page;
mod placement;
mod snippet;

pub use install::{InstallError, Installed, install};
pub use placement::{Placement, WrongPlacement, placement};
pub use snippet::Snippet;
