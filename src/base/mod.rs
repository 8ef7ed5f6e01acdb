//! What every module stands on: ids, digests, secrets, time, files, diagnostics and events. Imports nothing of the crate.

pub mod canonical;
pub mod clock;
pub mod diagnostic;
pub mod digest;
pub mod event;
pub mod fault;
pub mod figures;
pub mod fs;
pub mod http;
pub mod id;
pub mod memory;
pub mod phase;
pub mod process;
pub mod reach;
pub mod retry;
pub mod secret;
pub mod sse;
pub mod state;
pub mod text;
pub mod version;
