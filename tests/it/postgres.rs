//! A throwaway PostgreSQL on loopback: started when the first test asks, stopped when the last handle drops.

use std::io;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

const INSTALL: &str = "the tests need PostgreSQL: apt-get install postgresql";
const START_DEADLINE: Duration = Duration::from_secs(60);

/// A running server with its default settings (fsync on); its data is gone when it is dropped.
pub struct Postgres {
    server: Child,
    port: u16,
    binaries: PathBuf,
    owner: Option<Owner>,
    _folder: tempfile::TempDir,
}

/// Whom the server runs as: it refuses root.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl Postgres {
    /// The server that all tests of this process share.
    pub fn shared() -> Arc<Self> {
        static RUNNING: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock().expect("no test panics while the server starts");
        if let Some(server) = running.upgrade() {
            return server;
        }
        let server = Arc::new(Self::start());
        *running = Arc::downgrade(&server);
        server
    }

    /// Starts a server of its own.
    pub fn start() -> Self {
        let binaries = find_binaries();
        let owner = owner();
        let folder = tempfile::Builder::new().prefix("botctl-postgres-").tempdir().expect("temporary folder");
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).expect("permissions");
        if let Some(owner) = owner {
            std::os::unix::fs::chown(folder.path(), Some(owner.user), Some(owner.group)).expect("change owner");
        }
        let data = folder.path().join("data");
        run(command(&binaries, "initdb", owner)
            .args(["--auth=trust", "--username=botctl", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data));
        // A port that is free now may be taken before the server binds it: then another is tried.
        for _ in 0..5 {
            let port = free_port();
            if let Some(server) = launch(&binaries, owner, &data, folder.path(), port) {
                return Self { server, port, binaries, owner, _folder: folder };
            }
        }
        panic!("PostgreSQL didn't start: {}", read_log(folder.path()));
    }

    /// Creates an empty database and returns its address.
    pub fn create_database(&self, name: &str) -> String {
        let sql = format!("CREATE DATABASE {name}");
        run(&mut psql(&self.binaries, self.owner, self.port, &sql));
        format!("postgres://botctl@127.0.0.1:{}/{name}", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is the server's "fast shutdown": it disconnects clients and cleans up its shared memory.
        let pid = self.server.id().to_string();
        let _ = Command::new("kill").args(["-INT", &pid]).status();
        let _ = self.server.wait();
    }
}

fn launch(binaries: &Path, owner: Option<Owner>, data: &Path, folder: &Path, port: u16) -> Option<Child> {
    let log = std::fs::File::create(folder.join("log")).expect("log file");
    let mut server = command(binaries, "postgres", owner)
        .arg("-D")
        .arg(data)
        .args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k"])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("start postgres");
    let begun = Instant::now();
    while begun.elapsed() < START_DEADLINE {
        if server.try_wait().expect("state of postgres").is_some() {
            return None;
        }
        let asked = psql(binaries, owner, port, "SELECT 1").output().expect("run psql");
        if asked.status.success() {
            return Some(server);
        }
    }
    let _ = server.kill();
    let _ = server.wait();
    None
}

fn psql(binaries: &Path, owner: Option<Owner>, port: u16, sql: &str) -> Command {
    let mut psql = command(binaries, "psql", owner);
    psql.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", "botctl", "-d", "postgres", "-X", "-q", "-c", sql]);
    psql
}

/// A program of PostgreSQL, without root's rights and where every user may be.
fn command(binaries: &Path, program: &str, owner: Option<Owner>) -> Command {
    let mut command = Command::new(binaries.join(program));
    command.current_dir("/").env_remove("PGOPTIONS").stdin(Stdio::null());
    if let Some(owner) = owner {
        command.uid(owner.user).gid(owner.group);
    }
    command
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{error}: {command:?}: {INSTALL}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The newest version of those that Debian installs side by side, else what `PATH` holds.
fn find_binaries() -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let newest = installed
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .filter(|(_, binaries)| binaries.join("initdb").exists())
        .max();
    if let Some((_, binaries)) = newest {
        return binaries;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).find(|folder| folder.join("initdb").exists());
    found.unwrap_or_else(|| panic!("{INSTALL}"))
}

/// For root: the user `postgres`, or `nobody` where there is none.
fn owner() -> Option<Owner> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    ["postgres", "nobody"].iter().find_map(|name| Some(Owner { user: id(&["-u", name])?, group: id(&["-g", name])? }))
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port").port()
}

fn read_log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_else(|error: io::Error| error.to_string())
}
