//! The answer engine: text → language, tokens → match → decision. One engine for train, test and host. No I/O but the index's files.

pub mod passage;
pub mod question;
pub mod release;
