//! What every command gets: how to run, where to print, what time it is, and who may interrupt.

use std::future::Future;
use std::path::{Path, PathBuf};

use crate::base::clock::Clock;
use crate::base::diagnostic::Diagnostic;
use crate::base::fs::FsError;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::settings::Settings;
use crate::cli::signals::Signals;
use crate::config::env::Environment;
use crate::config::load::{LoadRequest, Loaded, load};
use crate::config::paths::Paths;
use crate::config::person;
use crate::config::user::UserConfig;
use crate::ui::Ui;

/// A command's surroundings.
#[derive(Debug, Clone)]
pub struct Context {
    /// How it was asked to behave.
    pub settings: Settings,
    /// The printer.
    pub ui: Ui,
    /// The environment's variables.
    pub environment: Environment,
    /// The person's own file.
    pub user: UserConfig,
    /// The present.
    pub clock: Clock,
    /// Ctrl-C and SIGTERM, while [`Context::block_on`] and its like run.
    pub signals: Signals,
}

impl Context {
    /// The folders of configuration, caches and state.
    pub fn paths(&self) -> Result<Paths, Failure> {
        Paths::of(&self.environment).map_err(|error| Failure::new(Exit::Config, error.diagnostic()))
    }

    /// This program's file, to start it again as host or as reader of documents.
    pub fn program(&self) -> Result<PathBuf, Failure> {
        std::env::current_exe().map_err(|error| FsError::new("find", Path::new("botctl"), error).into())
    }

    /// A path of the command line: as it was typed where that leads there, so that messages name it so too.
    pub fn path(&self, typed: &Path) -> PathBuf {
        let is_here = std::env::current_dir().is_ok_and(|current| current == self.settings.directory);
        if is_here { typed.to_owned() } else { self.settings.directory.join(typed) }
    }

    /// Who runs this, e.g. `ada@build-7`.
    pub fn who(&self) -> String {
        let user = self.environment.user.clone().or_else(person::user_name);
        let user = user.unwrap_or_else(|| "somebody".to_owned());
        match self.environment.machine.clone().or_else(person::machine_name) {
            Some(machine) => format!("{user}@{machine}"),
            None => user,
        }
    }

    /// The CI run's page.
    pub fn run_url(&self) -> Option<String> {
        self.environment.github.as_ref().and_then(|github| github.run_url.clone())
    }

    /// Loads the bot's configuration as flags, variables and the person's file choose it, and shows its warnings.
    pub fn load(&self) -> Result<Loaded, Failure> {
        let settings = &self.settings;
        let request = LoadRequest {
            start: &settings.directory,
            file: settings.config_file.as_deref(),
            environment: settings.environment.as_ref().map(|name| name.as_str()),
            host: settings.host.as_ref().map(url::Url::as_str),
        };
        let mut loaded = load(&request)?;
        if let Some(host) = &self.user.host {
            loaded = loaded.with_default_host(host)?;
        }
        loaded.warnings.iter().for_each(|warning| self.ui.diagnose(warning));
        Ok(loaded)
    }

    /// Runs a future to its end on a runtime of its own; the first signal ends it at once.
    pub fn block_on<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        self.block_on_obeying(async {
            tokio::select! {
                ended = work => ended,
                exit = self.signals.reach(1) => Err(Failure::interrupted(exit)),
            }
        })
    }

    /// Runs a future to its end on a runtime of its own, and counts signals meanwhile: the first is the future's to obey,
    /// the second ends it at once.
    pub fn block_on_obeying<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let runtime = tokio::runtime::Runtime::new().map_err(|error| no_runtime(&error))?;
        let ended = runtime.block_on(async {
            tokio::select! {
                // Signals are heard before the work begins: else an early one would end the process without a word.
                biased;
                Err(error) = self.signals.watch() => Err(no_runtime(&error)),
                exit = self.signals.reach(2) => Err(Failure::interrupted(exit)),
                ended = work => ended,
            }
        });
        // Blocking work that was left behind must not hold the process: nothing that matters depends on it.
        runtime.shutdown_background();
        ended
    }

    /// Asks a person, apart from the runtime's threads: a thread that reads input would hear no signal.
    /// Errors: a signal came instead of an answer.
    pub async fn asking<T: Send + 'static>(&self, ask: impl FnOnce(&Ui) -> T + Send + 'static) -> Result<T, Failure> {
        let ui = self.ui.clone();
        let answered = tokio::task::spawn_blocking(move || ask(&ui));
        tokio::select! {
            answered = answered => answered.map_err(|_| Failure::panic()),
            exit = self.signals.reach(1) => {
                self.ui.end_line();
                Err(Failure::interrupted(exit))
            }
        }
    }

    /// Runs work that can't be stopped in the middle on a thread of its own; the first signal leaves it behind.
    pub fn interruptible<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.block_on(async {
            tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Failure::interrupted(Exit::Interrupted)),
            })
        })
    }
}

fn no_runtime(error: &std::io::Error) -> Failure {
    let finding = Diagnostic::error("INT006", format!("the system refuses what botctl needs to wait: {error}"))
        .fix("raise the limit of open files (ulimit -n) and of processes (ulimit -u)");
    Failure::new(Exit::Unexpected, finding)
}
