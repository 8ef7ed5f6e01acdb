//! What a reading thread may ask of the system: memory, and the pipes that it has. No file, no network, no other process.

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) use linux::confine;

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[allow(unsafe_code)]
mod linux {
    use std::io;

    use libc::{c_long, sock_filter, sock_fprog};

    /// Offsets in `struct seccomp_data`.
    const NUMBER: u32 = 0;
    const ARCHITECTURE: u32 = 4;
    #[cfg(target_arch = "x86_64")]
    const THIS_ARCHITECTURE: u32 = 0xc000_003e;
    #[cfg(target_arch = "aarch64")]
    const THIS_ARCHITECTURE: u32 = 0xc000_00b7;
    /// Numbers from here on are x86-64's second table of calls, which no program of ours uses.
    const OTHER_TABLE: u32 = 0x4000_0000;

    #[rustfmt::skip] // one line a kind of thing
    const REFUSED: &[c_long] = &[
        libc::SYS_execve, libc::SYS_execveat, libc::SYS_clone, libc::SYS_clone3,
        libc::SYS_kill, libc::SYS_ptrace, libc::SYS_process_vm_readv, libc::SYS_process_vm_writev,
        libc::SYS_socket, libc::SYS_socketpair, libc::SYS_connect, libc::SYS_bind, libc::SYS_listen, libc::SYS_sendto, libc::SYS_sendmsg,
        libc::SYS_openat, libc::SYS_openat2, libc::SYS_unlinkat, libc::SYS_renameat2, libc::SYS_linkat, libc::SYS_symlinkat,
        libc::SYS_mkdirat, libc::SYS_mknodat, libc::SYS_fchmodat, libc::SYS_fchownat, libc::SYS_truncate,
        libc::SYS_mount, libc::SYS_umount2, libc::SYS_bpf, libc::SYS_io_uring_setup, libc::SYS_memfd_create,
        libc::SYS_perf_event_open, libc::SYS_userfaultfd, libc::SYS_unshare, libc::SYS_setns, libc::SYS_keyctl,
    ];
    #[cfg(target_arch = "x86_64")]
    #[rustfmt::skip]
    const REFUSED_HERE: &[c_long] = &[
        libc::SYS_open, libc::SYS_creat, libc::SYS_fork, libc::SYS_vfork, libc::SYS_unlink, libc::SYS_rmdir, libc::SYS_rename,
        libc::SYS_renameat, libc::SYS_link, libc::SYS_symlink, libc::SYS_mkdir, libc::SYS_mknod, libc::SYS_chmod, libc::SYS_chown,
    ];
    #[cfg(target_arch = "aarch64")]
    const REFUSED_HERE: &[c_long] = &[];

    /// Takes the rest from the thread that calls this, and from all that it could start, for good.
    ///
    /// Errors: a system without seccomp. The limits of the process hold there too.
    pub(in crate::content::extract) fn confine() -> io::Result<()> {
        let mut program = program();
        let length = u16::try_from(program.len()).map_err(io::Error::other)?;
        let filter = sock_fprog { len: length, filter: program.as_mut_ptr() };
        // SAFETY: both calls take plain integers, and the second a pointer to `filter`, whose array outlives the call;
        // the kernel copies it.
        let results = unsafe {
            [
                libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
                libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &filter),
            ]
        };
        if results == [0, 0] { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// Whoever asks for a refused call is told that it isn't permitted.
    fn program() -> Vec<sock_filter> {
        let load = |offset| step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, offset);
        let refuse = || step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ERRNO | libc::EPERM.unsigned_abs());
        let equals = libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K;
        let mut program = vec![load(ARCHITECTURE), step(equals, 1, 0, THIS_ARCHITECTURE), refuse(), load(NUMBER)];
        program.extend([step(libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K, 0, 1, OTHER_TABLE), refuse()]);
        for number in REFUSED.iter().chain(REFUSED_HERE).filter_map(|number| u32::try_from(*number).ok()) {
            program.extend([step(equals, 0, 1, number), refuse()]);
        }
        program.push(step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ALLOW));
        program
    }

    fn step(code: u32, if_so: u8, if_not: u8, value: u32) -> sock_filter {
        // Every code is a sum of flags below 256.
        sock_filter { code: u16::try_from(code).unwrap_or(u16::MAX), jt: if_so, jf: if_not, k: value }
    }
}

/// Other systems have nothing alike: the limits of the process hold alone.
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
pub(super) fn confine() -> std::io::Result<()> {
    Ok(())
}
