//! The local host: the same program in the background, with its data in the state directory and a token that is found by itself.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::base::clock::Timestamp;
use crate::base::diagnostic::Diagnostic;
use crate::base::fs::{self, Access, FsError};
use crate::base::process;
use crate::base::secret::Secret;
use crate::base::text;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::config::paths::Paths;

/// How long a start may take; a host with large bots loads them before it answers.
const START_LIMIT: Duration = Duration::from_secs(60);
/// How long a stop may take: requests are let end first.
const STOP_LIMIT: Duration = Duration::from_secs(40);
const POLL: Duration = Duration::from_millis(10);
/// Lines of the log shown when a start fails.
const LOG_LINES: usize = 20;

/// The files of the local host.
#[derive(Debug, Clone)]
pub struct LocalHost {
    folder: PathBuf,
}

/// A local host that runs, as it described itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Its process.
    pub pid: u32,
    /// Where it answers.
    pub url: Url,
    /// Since when it runs.
    pub since: Timestamp,
    /// Its version.
    pub version: String,
}

impl LocalHost {
    /// The local host of these folders.
    pub fn of(paths: &Paths) -> Self {
        Self { folder: paths.local_host() }
    }

    /// Its `host.toml`, which keeps its port.
    pub fn config_file(&self) -> PathBuf {
        self.folder.join("host.toml")
    }

    /// The folder of its data.
    pub fn data_dir(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Its log.
    pub fn log_file(&self) -> PathBuf {
        self.folder.join("host.log")
    }

    fn record_file(&self) -> PathBuf {
        self.folder.join("host.json")
    }

    fn token_file(&self) -> PathBuf {
        self.folder.join("admin.token")
    }

    /// Its admin token.
    pub fn token(&self) -> Result<Secret, Failure> {
        let text = fs::read_to_string(&self.token_file())?;
        Ok(Secret::new(text.trim()))
    }

    /// Its admin token, if one was made.
    pub fn known_token(&self) -> Option<Secret> {
        fs::read_to_string(&self.token_file()).ok().map(|text| Secret::new(text.trim()))
    }

    /// Keeps the admin token where the CLI finds it.
    pub fn keep_token(&self, token: &Secret) -> Result<(), FsError> {
        fs::write_atomic(&self.token_file(), token.expose().as_bytes(), Access::Private)
    }

    /// Holds the lock of a running host for as long as the file is open. `None`: another process holds it.
    pub fn lock(&self) -> Result<Option<File>, FsError> {
        fs::create_dir(&self.folder)?;
        let path = self.folder.join("lock");
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = open.map_err(|error| FsError::new("open", &path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(error)) => Err(FsError::new("lock", &path, error)),
        }
    }

    /// Describes the host that begins to answer.
    pub fn announce(&self, running: &Running) -> Result<(), FsError> {
        let text = serde_json::to_vec(running).unwrap_or_default();
        fs::write_atomic(&self.record_file(), &text, Access::Private)
    }

    /// The host that runs: it holds the lock and has described itself.
    pub fn running(&self) -> Result<Option<Running>, FsError> {
        // Whoever waits for a new host to describe itself must not hold the lock at the moment when that host takes it.
        if !self.record_file().is_file() {
            return Ok(None);
        }
        // A lock that can be had means that nobody runs; it is given back at once.
        if self.lock()?.is_some() {
            return Ok(None);
        }
        let record = fs::read_optional(&self.record_file())?;
        Ok(record.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// What to say where it must run and doesn't.
    pub fn not_running(&self) -> Failure {
        let finding = Diagnostic::error("NET020", "the local host isn't running")
            .try_when("botctl deploy", "starts it, and brings the bot live")
            .try_when("botctl host start", "starts it with what was live before");
        Failure::new(Exit::Unavailable, finding)
    }

    /// The running host, started if there is none. Errors: it doesn't answer in time, or ends at once.
    pub async fn ensure(&self, context: &Context) -> Result<Running, Failure> {
        if let Some(running) = self.running()? {
            return Ok(running);
        }
        // What an earlier process described must not be taken for the new one.
        let _ = std::fs::remove_file(self.record_file());
        let logged = std::fs::metadata(self.log_file()).map_or(0, |facts| facts.len());
        let child = self.spawn(context)?;
        self.wait_until_ready(child, logged).await
    }

    fn spawn(&self, context: &Context) -> Result<Child, Failure> {
        fs::create_dir(&self.folder)?;
        let path = self.log_file();
        let log = OpenOptions::new().create(true).append(true).open(&path);
        let log = log.map_err(|error| FsError::new("open", &path, error))?;
        let errors = log.try_clone().map_err(|error| FsError::new("open", &path, error))?;
        let program = context.program()?;
        let mut command = Command::new(&program);
        command.args(["host", "run", "--local"]).stdin(Stdio::null()).stdout(log).stderr(errors);
        // The host needs no operator's secrets, and must not depend on who happened to start it.
        for name in [
            "BOTCTL_TOKEN",
            "BOTCTL_TOKEN_FILE",
            "BOTCTL_HOST",
            "BOTCTL_ENV",
            "BOTCTL_CONFIG",
            "BOTCTL_FORMAT",
            "BOTCTL_OUTPUT_FILE",
        ] {
            command.env_remove(name);
        }
        command.env("BOTCTL_STATE_DIR", self.folder.parent().unwrap_or(&self.folder)).current_dir(&self.folder);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn().map_err(|error| FsError::new("run", &program, error).into())
    }

    /// `logged` is how long the log was before the start.
    async fn wait_until_ready(&self, mut child: Child, logged: u64) -> Result<Running, Failure> {
        let failed = |why: &str, exit| self.failed(why, logged, exit);
        let client = crate::base::http::client().map_err(|error| failed(&error.to_string(), Exit::Unavailable))?;
        let started = Instant::now();
        while started.elapsed() < START_LIMIT {
            if let Some(running) = self.running()?
                && client
                    .get(join(&running.url, "/readyz"))
                    .send()
                    .await
                    .is_ok_and(|answer| answer.status().is_success())
            {
                return Ok(running);
            }
            if let Ok(Some(status)) = child.try_wait() {
                return match self.running()? {
                    // Two commands started one each: the other's host is as good.
                    Some(running) => Ok(running),
                    None => Err(failed(&format!("it ended at once ({status})"), exit_of(status))),
                };
            }
            tokio::time::sleep(POLL).await;
        }
        Err(failed(&format!("it didn't answer within {}", text::duration(START_LIMIT)), Exit::Unavailable))
    }

    /// The failure of a start with what the host itself said about it.
    fn failed(&self, why: &str, logged: u64, exit: Exit) -> Failure {
        let finding = Diagnostic::error("NET021", format!("the local host can't be started: {why}"))
            .because(said_since(&self.log_file(), logged).join("\n"))
            .try_when("botctl host logs", "what it said")
            .try_when("botctl host run --local", "the same in the foreground");
        Failure::new(exit, finding)
    }

    /// Stops the host and waits for its end. `None`: it didn't run. Errors: it doesn't end in time.
    pub fn stop(&self) -> Result<Option<Running>, Failure> {
        let Some(running) = self.running()? else { return Ok(None) };
        process::terminate(running.pid);
        let started = Instant::now();
        while started.elapsed() < STOP_LIMIT {
            if self.lock()?.is_some() {
                return Ok(Some(running));
            }
            std::thread::sleep(POLL);
        }
        let finding = Diagnostic::error("NET022", format!("the local host (process {}) doesn't stop", running.pid))
            .try_when("botctl host logs", "what it waits for")
            .try_when(format!("kill -9 {}", running.pid), "it loses nothing that was acknowledged");
        Err(Failure::new(Exit::Unavailable, finding))
    }
}

/// How the command ends whose host couldn't start: a host that refuses its configuration or its releases would again.
fn exit_of(status: ExitStatus) -> Exit {
    let refusals = [Exit::Config, Exit::Check];
    refusals.into_iter().find(|exit| status.code() == Some(exit.code().into())).unwrap_or(Exit::Unavailable)
}

/// What stands in the log behind its first `logged` bytes: the last lines of it.
fn said_since(log: &Path, logged: u64) -> Vec<String> {
    let bytes = fs::read(log).unwrap_or_default();
    let since = usize::try_from(logged).ok().and_then(|logged| bytes.get(logged..)).unwrap_or_default();
    let lines: Vec<String> =
        String::from_utf8_lossy(since).lines().map(|line| text::printable(line).into_owned()).collect();
    lines[lines.len().saturating_sub(LOG_LINES)..].to_vec()
}

fn join(url: &Url, path: &str) -> String {
    format!("{}{path}", url.as_str().trim_end_matches('/'))
}

/// The last lines of a file.
pub fn last_lines(path: &Path, most: usize) -> Result<Vec<String>, FsError> {
    let bytes = fs::read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    Ok(lines.iter().skip(lines.len().saturating_sub(most)).map(|line| text::printable(line).into_owned()).collect())
}
