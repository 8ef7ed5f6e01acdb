//! Signals to processes, and the time that they took: what is needed, behind safe functions.

use std::time::Duration;

/// Asks a process to end in good order. One that is gone is no error: the caller waits for its end anyway.
#[cfg(unix)]
pub fn terminate(pid: u32) {
    send(pid, libc::SIGTERM);
}

/// Ends this process as if the machine had died: nothing runs on the way out.
#[cfg(unix)]
pub fn kill_self() {
    send(std::process::id(), libc::SIGKILL);
}

/// Stops this process until somebody sends it SIGCONT.
#[cfg(unix)]
pub fn stop_self() {
    send(std::process::id(), libc::SIGSTOP);
}

#[cfg(unix)]
#[allow(unsafe_code)]
fn send(pid: u32, signal: libc::c_int) {
    // A pid above the type's range, or 0 and 1, would name groups or the system: never meant here.
    let Some(pid) = libc::pid_t::try_from(pid).ok().filter(|pid| *pid > 1) else { return };
    // SAFETY: `kill` takes two plain integers and touches no memory of this process.
    unsafe {
        libc::kill(pid, signal);
    }
}

/// The CPU time of this process and of its children that ended, user and system together.
#[cfg(unix)]
#[allow(unsafe_code)]
pub fn cpu_time() -> Duration {
    let of = |who: libc::c_int| {
        // SAFETY: all-zero bytes are a valid `rusage`: integers only.
        let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
        // SAFETY: `usage` outlives the call, which writes nothing else; it can only fail for an unknown `who`.
        unsafe {
            libc::getrusage(who, &raw mut usage);
        }
        [usage.ru_utime, usage.ru_stime].into_iter().map(duration).sum::<Duration>()
    };
    of(libc::RUSAGE_SELF) + of(libc::RUSAGE_CHILDREN)
}

#[cfg(unix)]
fn duration(time: libc::timeval) -> Duration {
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::from_secs(seconds) + Duration::from_micros(u64::try_from(time.tv_usec).unwrap_or_default())
}
