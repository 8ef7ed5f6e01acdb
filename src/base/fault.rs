//! Fault points: named places where a test makes the process die as if the power had gone.
//!
//! Armed once at start from the configuration (`BOTCTL_FAULT`, for tests of crash safety); costs one atomic load when not armed.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::process;

static ARMED: OnceLock<String> = OnceLock::new();
static STOPPED: AtomicBool = AtomicBool::new(false);

/// Arms one point by name; only the first call counts.
pub fn arm(point: &str) {
    let _ = ARMED.set(point.to_owned());
}

/// Panics if `name` is armed: a stand-in for a bug, so that the way out of one can be tested.
pub fn bug(name: &str) {
    assert!(ARMED.get().is_none_or(|armed| armed != name), "the fault `{name}` was asked for");
}

/// Kills the process with SIGKILL if `name` is armed; stops it, once, if `stop:name` is.
///
/// SIGKILL and not `abort`: nothing may run on the way out, as when the machine dies. Stopped, it stands still exactly
/// there until a test lets it go on, which is how others are killed at that moment.
pub fn point(name: &str) {
    let Some(armed) = ARMED.get() else { return };
    if armed == name {
        process::kill_self();
    }
    if armed.strip_prefix("stop:") == Some(name) && !STOPPED.swap(true, Ordering::Relaxed) {
        process::stop_self();
    }
}
