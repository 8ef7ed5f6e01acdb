//! `botctl host run`: serves bots in the foreground; the program for servers.

use clap::Args;

use crate::base::clock::Timestamp;
use crate::base::diagnostic::Diagnostic;
use crate::base::fs::{self, Access};
use crate::base::reach::AllowedHost;
use crate::base::version::VERSION;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::local_host::{LocalHost, Running};
use crate::cli::outcome::Outcome;
use crate::config::host::HostConfig;
use crate::host::store::EngineUse;
use crate::host::{Host, Start, StartError, Stop};
use crate::ui::Human;
use std::path::Path;

/// Serves bots in the foreground; the program for servers.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The host's configuration; default: ./host.toml if there is one.
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: Option<std::path::PathBuf>,
    /// Be the local host: data in the state directory, bound to 127.0.0.1.
    #[arg(long, hide = true)]
    pub local: bool,
    /// Let endpoints be at this host although it is private, or at an unusual port; may be repeated.
    #[arg(long, value_name = "HOST[:PORT]")]
    pub allow_private: Vec<AllowedHost>,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    log_to_stderr(context);
    let stop = if arguments.local { serve_local(context, arguments)? } else { serve(context, arguments)? };
    match stop {
        Stop::Asked => Ok(Outcome::short(Human::default(), serde_json::json!({ "stopped": true }))),
        Stop::Restart => Err(renew(context)),
    }
}

fn log_to_stderr(context: &Context) {
    let filter = context.environment.log.clone().unwrap_or_else(|| "info".to_owned());
    let filter =
        tracing_subscriber::EnvFilter::try_new(filter).unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    // A second call in one process finds the subscriber of the first, which is as good.
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// A host for servers: by its file, in the foreground.
fn serve(context: &Context, arguments: &Arguments) -> Result<Stop, Failure> {
    let directory = &context.settings.directory;
    let standard = directory.join("host.toml");
    let file =
        arguments.file.as_ref().map(|file| directory.join(file)).or_else(|| standard.is_file().then_some(standard));
    let data_dir = directory.join("botctl-data");
    let config = configuration(file.as_deref(), &data_dir, &arguments.allow_private)?;
    context.block_on_obeying(async {
        let start = Start { config, local: false, clock: context.clock.clone() };
        let host = Host::open(start).await?;
        let token_file = data_dir_of(&host).join("admin.token");
        let known = fs::read_to_string(&token_file).ok().map(|text| crate::base::secret::Secret::new(text.trim()));
        let token = host.ensure_admin(known, "made at the first start").await.map_err(StartError::from)?;
        fs::write_atomic(&token_file, token.expose().as_bytes(), Access::Private)?;
        let address = host.address().map(|address| format!("listening on {address}, ")).unwrap_or_default();
        let token = format!("admin token in {}", token_file.display());
        context.ui.note(&format!("Serving {} ({address}{token})", host.public_url()));
        Ok(host.serve(shutdown(context)).await?)
    })
}

fn data_dir_of(host: &Host) -> std::path::PathBuf {
    host.data_dir().to_owned()
}

/// The local host: port kept from the first start on, token where the CLI finds it, one at a time.
fn serve_local(context: &Context, arguments: &Arguments) -> Result<Stop, Failure> {
    let local = LocalHost::of(&context.paths()?);
    let Some(_lock) = local.lock()? else {
        let finding = Diagnostic::error("NET023", "the local host runs already").fix("botctl host status");
        return Err(Failure::new(Exit::Locked, finding));
    };
    let file = local.config_file();
    let is_first = !file.is_file();
    let known = (!is_first).then_some(file.as_path());
    let mut config = configuration(known, &local.data_dir(), &arguments.allow_private)?;
    if is_first {
        config.listen.set_port(0);
    }
    context.block_on_obeying(async {
        let mut host = Host::open(Start { config, local: true, clock: context.clock.clone() }).await?;
        if let (true, Some(address)) = (is_first, host.address()) {
            let text = format!("# The local host. Its port was chosen at the first start and is kept, so that snippets stay right.\nlisten = \"{address}\"\n");
            fs::write_atomic(&file, text.as_bytes(), Access::Shared)?;
            host.runs_from(file);
        }
        let token = host.ensure_admin(local.known_token(), "local host").await.map_err(StartError::from)?;
        local.keep_token(&token)?;
        local.announce(&running(&host, context.clock.now()))?;
        Ok(host.serve(shutdown(context)).await?)
    })
}

fn running(host: &Host, now: Timestamp) -> Running {
    Running { pid: std::process::id(), url: host.site().clone(), since: now, version: VERSION.to_owned() }
}

/// The configuration of a host that is to serve: with its endpoints' keys.
fn configuration(file: Option<&Path>, data_dir: &Path, allowed: &[AllowedHost]) -> Result<HostConfig, Failure> {
    let mut config = match file {
        Some(file) => HostConfig::load(file, data_dir, &crate::config::env::referenced)?,
        None => HostConfig::defaults(data_dir),
    };
    config.allow_private.extend_from_slice(allowed);
    config.open_endpoints(&crate::config::env::referenced)?;
    Ok(config)
}

fn shutdown(context: &Context) -> impl Future<Output = ()> + Send + use<> {
    let signals = context.signals.clone();
    async move {
        signals.reach(1).await;
    }
}

/// Becomes the program that stands on the disk now, with the same arguments. Returns only if that failed.
fn renew(context: &Context) -> Failure {
    let failed = |reason: String| {
        let finding =
            Diagnostic::error("NET024", format!("the host can't begin anew: {reason}")).fix("botctl host start");
        Failure::new(Exit::Unavailable, finding)
    };
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        let program = match context.program() {
            // After a replacement Linux names the old file so; the new one stands under the plain name.
            Ok(program) => {
                std::path::PathBuf::from(program.to_string_lossy().trim_end_matches(" (deleted)").to_owned())
            }
            Err(failure) => return failure,
        };
        failed(std::process::Command::new(program).args(std::env::args_os().skip(1)).exec().to_string())
    }
    #[cfg(not(unix))]
    failed("only on Unix".to_owned())
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let exit = if matches!(error, StartError::Engines(_)) { Exit::Check } else { Exit::Unavailable };
        let finding = Diagnostic::error(error.code(), error.to_string());
        let finding = match &error {
            StartError::Engines(uses) => finding
                .because(format!("{}\nNothing was changed.", engine_lines(uses)))
                .fix("start the host with the botctl that made these releases"),
            StartError::Listen { address, .. } => finding
                .try_when(
                    format!("free port {}, or set `listen` in host.toml", address.port()),
                    "another program has it",
                )
                .try_when("botctl host status", "whether the host runs already"),
            StartError::Client(_) | StartError::Endpoints(_) => {
                finding.fix("install the system's TLS certificates, e.g. the package ca-certificates")
            }
            StartError::Store(_) | StartError::Blobs(_) | StartError::PublicUrl(_) | StartError::Serve(_) => {
                finding.fix("check host.toml, and that its store and data folder can be reached and written")
            }
        };
        Self::new(exit, finding)
    }
}

fn engine_lines(uses: &[EngineUse]) -> String {
    let line = |each: &EngineUse| {
        let older = match each.releases - 1 {
            0 => String::new(),
            1 => " and 1 older one".to_owned(),
            more => format!(" and {more} older ones"),
        };
        format!("{} in {}: release {}{older}, engine {}", each.bot, each.environment, each.newest, each.engine)
    };
    uses.iter().map(line).collect::<Vec<_>>().join("\n")
}
