//! Signals to processes: those that are needed, behind safe functions.

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
