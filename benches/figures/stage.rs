//! A bot's folder with a home of its own, in which the program runs and its local host lives.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::table::Cost;

/// A tick of `/proc/<process>/stat`, as Linux defines it for programs.
const TICK: Duration = Duration::from_millis(10);

/// A place to run the program in. Its host is stopped at the end.
pub struct Stage {
    folder: tempfile::TempDir,
    home: tempfile::TempDir,
    /// The command that runs, for those who watch it.
    running: AtomicU32,
}

/// A local host that runs.
#[derive(Debug, Clone)]
pub struct HostProcess {
    /// Its process.
    pub process: u32,
    /// Where it answers.
    pub url: String,
}

/// A command that ended well.
pub struct Ran {
    /// What it cost, the host's work for it included.
    pub cost: Cost,
    /// What it printed.
    pub stdout: String,
}

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Stage {
    /// An empty folder and an empty home.
    pub fn empty() -> Self {
        let folder = || tempfile::tempdir().expect("a temporary folder");
        Self { folder: folder(), home: folder(), running: AtomicU32::new(0) }
    }

    /// A copy of the handbook example.
    pub fn handbook() -> Self {
        let stage = Self::empty();
        let from = root().join("examples/handbook");
        let entries = walkdir::WalkDir::new(&from).into_iter().filter_entry(|entry| entry.file_name() != ".botctl");
        for entry in entries {
            let entry = entry.expect("the example can be read");
            let target = stage.path(entry.path().strip_prefix(&from).expect("below the example"));
            match entry.file_type().is_dir() {
                true => std::fs::create_dir_all(target).expect("a folder is made"),
                false => std::fs::copy(entry.path(), target).map(drop).expect("a file is copied"),
            }
        }
        stage
    }

    /// A path in the bot's folder.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The command that runs now.
    pub fn command(&self) -> Option<u32> {
        Some(self.running.load(Ordering::Relaxed)).filter(|process| *process != 0)
    }

    /// Runs a command line, which must succeed.
    pub fn run(&self, line: &str) -> Ran {
        let host = self.host();
        let host_before = host.as_ref().map(|host| (host.process, user_time(host.process)));
        let (children_before, began) = (children_time(), Instant::now());
        let mut command = self.prepared();
        let child = command.args(line.split_whitespace()).spawn().expect("the program starts");
        self.running.store(child.id(), Ordering::Relaxed);
        let output = child.wait_with_output().expect("the program ends");
        let wall = began.elapsed();
        self.running.store(0, Ordering::Relaxed);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "botctl {line}: {}\n{stdout}\n{stderr}", output.status);
        let mut user = children_time() - children_before;
        if let Some(host) = self.host() {
            let before = host_before.filter(|(process, _)| *process == host.process).map(|(_, time)| time);
            user += user_time(host.process).saturating_sub(before.unwrap_or_default());
        }
        Ran { cost: Cost { wall, user }, stdout }
    }

    /// Runs a command line that prints one JSON object.
    pub fn object(&self, line: &str) -> Value {
        let stdout = self.run(&format!("{line} --format json")).stdout;
        serde_json::from_str(stdout.lines().last().unwrap_or_default()).expect("the last line is JSON")
    }

    fn prepared(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_botctl"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("BOTCTL_") {
                command.env_remove(&name);
            }
        }
        for place in ["CONFIG", "CACHE", "STATE"] {
            command.env(format!("BOTCTL_{place}_DIR"), self.home.path().join(place.to_lowercase()));
        }
        command.current_dir(self.folder.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The host that runs, as it describes itself.
    pub fn host(&self) -> Option<HostProcess> {
        let files =
            walkdir::WalkDir::new(self.home.path().join("state")).max_depth(2).into_iter().filter_map(Result::ok);
        let record = files.into_iter().find(|entry| entry.file_name() == "host.json")?;
        let record: Value = serde_json::from_slice(&std::fs::read(record.path()).ok()?).ok()?;
        let process = u32::try_from(record["pid"].as_u64()?).ok()?;
        let is_alive = Path::new(&format!("/proc/{process}")).exists();
        is_alive.then(|| HostProcess { process, url: record["url"].as_str().unwrap_or_default().to_owned() })
    }

    /// Changes a file of the folder.
    pub fn edit(&self, file: &str, change: impl FnOnce(String) -> String) {
        let path = self.path(file);
        let text = std::fs::read_to_string(&path).expect("the file is there");
        std::fs::write(path, change(text)).expect("the file is written");
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if self.host().is_some() {
            // Not by `run`, which panics where a command fails: also after a panic no host stays.
            let _ = self.prepared().args(["host", "stop"]).output();
        }
    }
}

/// User CPU of a process since its start.
pub fn user_time(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name may hold spaces; what follows its closing parenthesis doesn't.
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().nth(11).and_then(|ticks| ticks.parse::<u32>().ok());
    TICK * ticks.unwrap_or(0)
}

/// User CPU of all commands that have ended.
#[allow(unsafe_code)]
fn children_time() -> Duration {
    // SAFETY: the call fills the structure that it is handed and keeps no pointer; all-zero is a valid value of it.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage);
        usage
    };
    let part = |number: libc::c_long| u64::try_from(number).unwrap_or(0);
    Duration::from_secs(part(usage.ru_utime.tv_sec)) + Duration::from_micros(part(usage.ru_utime.tv_usec))
}
