//! Memory that the allocator keeps after heavy work, given back to the system.

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
