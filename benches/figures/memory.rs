//! Resident memory of processes, sampled from `/proc`.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const EVERY: Duration = Duration::from_millis(10);

/// Resident memory of a process, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Resident {
    /// Anonymous and shared memory: what the process itself holds.
    pub own: u64,
    /// Mapped pages of files: they belong to the page cache.
    pub mapped: u64,
}

impl Resident {
    /// Of a process; nothing if it is gone.
    pub fn of(process: u32) -> Self {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.trim_start_matches(':').split_whitespace().next());
            number.and_then(|number| number.parse::<u64>().ok()).unwrap_or(0) * 1024
        };
        Self { own: field("RssAnon") + field("RssShmem"), mapped: field("RssFile") }
    }

    fn most(self, other: Self) -> Self {
        Self { own: self.own.max(other.own), mapped: self.mapped.max(other.mapped) }
    }
}

struct SetWhenDropped<'a>(&'a AtomicBool);

impl Drop for SetWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs `work` while the process that `process` names is looked at; returns its result and the most that was seen.
pub fn peak<T>(process: impl Fn() -> Option<u32> + Sync, work: impl FnOnce() -> T) -> (T, Resident) {
    let (done, most) = (AtomicBool::new(false), Mutex::new(Resident::default()));
    let watch = || {
        while !done.load(Ordering::Relaxed) {
            let seen = process().map(Resident::of).unwrap_or_default();
            let mut most = most.lock().expect("nobody panics with it");
            *most = most.most(seen);
            drop(most);
            std::thread::sleep(EVERY);
        }
    };
    let result = std::thread::scope(|scope| {
        // Told on every way out: the scope waits for it, after a panic of the work too.
        let _done = SetWhenDropped(&done);
        scope.spawn(watch);
        work()
    });
    (result, most.into_inner().expect("nobody panics with it"))
}
