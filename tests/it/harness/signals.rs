//! Signals to processes, and processes that stand still.

use std::process::Command;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(5);

/// Sends a signal, e.g. `-INT`, to a process that is there.
#[track_caller]
pub fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([name, &process.to_string()]).status().expect("kill runs");
    assert!(sent.success(), "kill {name} {process}");
}

/// Waits until a process stands still.
#[track_caller]
pub fn wait_stopped(process: u32, why: &str) {
    let began = Instant::now();
    loop {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("the process lives");
        if stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T')) {
            return;
        }
        assert!(began.elapsed() < LIMIT, "the process stops at {why}");
        std::thread::sleep(POLL);
    }
}
