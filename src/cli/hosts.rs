//! The host that a command talks to: the one that is named, or the local one, started where that is wanted.

use std::path::Path;
use std::time::Duration;

use url::Url;

use crate::base::fs;
use crate::base::secret::Secret;
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::local_host::LocalHost;
use crate::client::{Client, ClientError, ErrorClass};
use crate::config::credentials::{Credentials, CredentialsError};

/// Whether the local host is started when it doesn't run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Started.
    IfNeeded,
    /// Not started: the command only looks.
    Never,
}

/// A host and the way to talk to it.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The client.
    pub client: Client,
    /// The address that it was reached at.
    pub url: Url,
    /// Whether it is the local host.
    pub is_local: bool,
}

impl Connection {
    /// The host's name for people, e.g. `bots.example.com` or `local host`.
    pub fn label(&self) -> String {
        label(if self.is_local { None } else { Some(&self.url) })
    }
}

/// A host's name for people; `None` is the local host.
pub fn label(host: Option<&Url>) -> String {
    match host {
        None => "local host".to_owned(),
        Some(url) => {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}{port}", url.host_str().unwrap_or("?"))
        }
    }
}

/// Connects to `host`, or to the local host where it is `None`. Sends nothing yet.
pub async fn connect(context: &Context, host: Option<&Url>, start: Start) -> Result<Connection, Failure> {
    let local = LocalHost::of(&context.paths()?);
    let (url, token, is_local) = match host {
        Some(url) => (url.clone(), token(context, url)?, false),
        None => {
            let running = match start {
                Start::IfNeeded => local.ensure(context).await?,
                Start::Never => local.running()?.ok_or_else(|| local.not_running())?,
            };
            (running.url, Some(local.token()?), true)
        }
    };
    let mut client = Client::new(&url, token, context.clock.clone())?.reporting_to(context.ui.sink());
    if let Some(idle_ms) = context.environment.idle_timeout_ms {
        client = client.with_idle_timeout(Duration::from_millis(idle_ms))?;
    }
    Ok(Connection { client, url, is_local })
}

/// The host that a command about a host means: the flag's, else that of the bot here, else the local one (`None`).
pub fn chosen(context: &Context) -> Result<Option<Url>, Failure> {
    if let Some(host) = &context.settings.host {
        return Ok(Some(host.clone()));
    }
    match Bot::read(context) {
        Ok(bot) => Ok(bot.config().host.clone()),
        // No bot here is no fault: such a command is about a host.
        Err(failure) if failure.diagnostics.iter().any(|finding| finding.code == "CFG001") => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Where the token for a host comes from, in words; `None`: there is none.
pub fn token_origin(context: &Context, host: Option<&Url>) -> Result<Option<&'static str>, Failure> {
    let Some(host) = host else { return Ok(Some("the local host")) };
    Ok(match (&context.settings.token_file, &context.environment.token) {
        (Some(_), _) => Some("a token file"),
        (None, Some(_)) => Some("BOTCTL_TOKEN"),
        (None, None) => token(context, host)?.map(|_| "botctl login"),
    })
}

/// The token for a host: file of the environment, environment, stored credential, none.
pub fn token(context: &Context, host: &Url) -> Result<Option<Secret>, Failure> {
    let variables = &context.environment;
    if let Some(file) = &context.settings.token_file {
        return Ok(Some(read_token(file)?));
    }
    if let Some(token) = &variables.token {
        return Ok(Some(token.clone()));
    }
    let credentials = Credentials::load(&context.paths()?.credentials_file())?;
    Ok(credentials.token(host.as_str()).cloned())
}

fn read_token(file: &Path) -> Result<Secret, Failure> {
    let text = fs::read_to_string(file)?;
    Ok(Secret::new(text.trim()))
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let exit = match error.class() {
            ErrorClass::Auth => Exit::Auth,
            ErrorClass::Unavailable => Exit::Unavailable,
            ErrorClass::Locked => Exit::Locked,
            ErrorClass::Conflict => Exit::Conflict,
            ErrorClass::NotFound => Exit::NotFound,
            ErrorClass::Refused => Exit::Check,
            ErrorClass::Usage => Exit::Usage,
            ErrorClass::Unexpected => Exit::Unexpected,
        };
        let mut failure = Self::new(exit, error.diagnostic());
        failure.request_id = error.request_id().map(str::to_owned);
        failure
    }
}

impl From<CredentialsError> for Failure {
    fn from(error: CredentialsError) -> Self {
        Self::new(Exit::Auth, error.diagnostic())
    }
}
