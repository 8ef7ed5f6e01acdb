//! Limits that a reading process sets for itself. Unsafe, as they are calls of the system.

use std::io;

/// How long one file may keep the processor busy.
pub(super) const CPU_SECONDS: u64 = 20;

#[cfg(unix)]
pub(super) use unix::{allow_processor_time, bound_process};

#[cfg(unix)]
#[allow(unsafe_code)]
mod unix {
    use super::{CPU_SECONDS, io};

    const MEMORY_BYTES: libc::rlim_t = 1 << 30;

    /// Bounds the address space to 1 GiB, for good, and leaves no core dump, no written file and no newly opened one:
    /// the pipes to the parent are open already.
    pub(in crate::content::extract) fn bound_process() -> io::Result<()> {
        let memory = libc::rlimit { rlim_cur: MEMORY_BYTES, rlim_max: MEMORY_BYTES };
        let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: both structs are whole and outlive the calls, which only read them.
        let results = unsafe {
            [
                libc::setrlimit(libc::RLIMIT_AS, &memory),
                libc::setrlimit(libc::RLIMIT_CORE, &none),
                libc::setrlimit(libc::RLIMIT_FSIZE, &none),
                libc::setrlimit(libc::RLIMIT_NOFILE, &none),
            ]
        };
        if results == [0; 4] { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// Moves the end of this process's processor time to [`CPU_SECONDS`] from now; then it gets SIGXCPU, which ends it.
    pub(in crate::content::extract) fn allow_processor_time() -> io::Result<()> {
        // SAFETY: `rusage` and `rlimit` are plain numbers, for which zero is a value; the calls fill what they are
        // given and keep no pointer.
        let (usage, mut limit, results) = unsafe {
            let mut usage: libc::rusage = std::mem::zeroed();
            let mut limit: libc::rlimit = std::mem::zeroed();
            let results =
                [libc::getrusage(libc::RUSAGE_SELF, &mut usage), libc::getrlimit(libc::RLIMIT_CPU, &mut limit)];
            (usage, limit, results)
        };
        if results != [0, 0] {
            return Err(io::Error::last_os_error());
        }
        let used = usage.ru_utime.tv_sec.saturating_add(usage.ru_stime.tv_sec);
        // Both times are cut to whole seconds, so that up to two more may be used already.
        let end = u64::try_from(used).unwrap_or(0) + CPU_SECONDS + 2;
        limit.rlim_cur = end.min(limit.rlim_max);
        // SAFETY: the struct is whole and outlives the call, which only reads it.
        let result = unsafe { libc::setrlimit(libc::RLIMIT_CPU, &limit) };
        if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }
}

/// Other systems have no such limits: the parent's clock bounds a file alone.
#[cfg(not(unix))]
pub(super) fn bound_process() -> io::Result<()> {
    Ok(())
}

/// See [`bound_process`].
#[cfg(not(unix))]
pub(super) fn allow_processor_time() -> io::Result<()> {
    Ok(())
}
