//! Fault points: named places where a test makes the process die as if the power had gone.
//!
//! Armed once at start from the configuration (`BOTCTL_FAULT`, for tests of crash safety); costs one atomic load when not armed.

use std::sync::OnceLock;

use crate::base::process;

static ARMED: OnceLock<String> = OnceLock::new();

/// Arms one point by name; only the first call counts.
pub fn arm(point: &str) {
    let _ = ARMED.set(point.to_owned());
}

/// Panics if `name` is armed: a stand-in for a bug, so that the way out of one can be tested.
pub fn bug(name: &str) {
    assert!(ARMED.get().is_none_or(|armed| armed != name), "the fault `{name}` was asked for");
}

/// Kills the process with SIGKILL if `name` is armed.
///
/// SIGKILL and not `abort`: nothing may run on the way out, as when the machine dies.
pub fn point(name: &str) {
    if ARMED.get().is_some_and(|armed| armed == name) {
        process::kill_self();
    }
}
