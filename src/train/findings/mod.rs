//! What training has to say about the content, beyond what reading it found.

mod content;
mod links;
mod pages;
mod phrasings;
mod repeated;
mod review;

pub(super) use content::{Content, failing, left_out};
pub(super) use review::{Review, review};
