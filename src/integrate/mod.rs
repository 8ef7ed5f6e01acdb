//! The snippet, and where it goes.
