//! The prerequisites of a deployment: twelve checks over facts that others gathered, and the state that follows.
//!
//! Nothing here reads a file, asks a host or knows the time: `facts` says what goes in, `run` what comes out.

mod configuration;
pub mod estimate;
pub mod facts;
pub mod info;
mod plan;
pub mod problem;
pub mod run;
pub mod template;
mod training;
mod verdict;
