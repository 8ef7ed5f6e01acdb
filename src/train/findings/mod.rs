//! What training has to say about the content, beyond what reading it found.

mod accepted;
mod content;
mod contradictions;
mod lexer;
mod links;
mod pages;
mod phrasings;
mod repeated;
mod review;
mod statements;
mod values;
mod vocabulary;

pub(super) use accepted::without_accepted;
pub(super) use content::{Content, failing, left_out};
pub(super) use review::{Review, review};

#[cfg(test)]
mod pairs;
