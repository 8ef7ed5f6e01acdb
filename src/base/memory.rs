//! The process's memory: what the allocator keeps is given back to the system, and how much was needed at most.

/// Gives back what is free. Takes some milliseconds after work that needed much: call it off the runtime's threads.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    trim();
}

/// Without this, glibc's arenas hold most of what the largest deployment since the start needed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
fn trim() {
    // SAFETY: takes a plain integer, locks each arena by itself, and may be called from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Forgets how much memory was resident at most, so that [`peak_bytes`] tells of what comes. False where the system can't.
pub fn forget_peak() -> bool {
    // "5" resets the high-water mark of resident memory (proc(5)).
    cfg!(target_os = "linux") && std::fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// How much memory was resident at most since [`forget_peak`], bytes; `None` where the system doesn't tell.
pub fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}
