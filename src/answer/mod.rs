//! The answer engine: text → language, tokens → match → decision. One engine for train, test and host. No I/O but the index's files.
//!
//! [`engine::Engine`] puts it together: [`matcher`] finds Q&As, [`index`] finds passages, [`extract`] cuts the reply out of a passage. [`encoder`] turns
//! a text into a vector, by the products of [`kernels`].

pub mod analysis;
pub mod arithmetic;
pub mod bucket;
pub mod calibrate;
mod confidence;
mod conversation;
pub mod embedding;
pub mod encoder;
pub mod engine;
pub mod explain;
pub mod extract;
pub mod index;
pub mod kernels;
pub mod language;
pub mod matcher;
mod parts;
pub mod passage;
pub mod question;
pub mod ranking;
pub mod release;
mod reply;
pub mod small_talk;
pub mod support;
pub mod testing;
pub mod vectors;
