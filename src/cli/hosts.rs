//! The host that a command talks to: the one that is named, or the local one, started where that is wanted.

use std::path::Path;
use std::time::Duration;

use url::Url;

use crate::base::clock::Timestamp;
use crate::base::diagnostic::Diagnostic;
use crate::base::fs;
use crate::base::secret::Secret;
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::local_host::LocalHost;
use crate::client::{Client, ClientError, ErrorClass};
use crate::config::credentials::{Credentials, CredentialsError};
use crate::wire::auth::TokenFacts;

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

/// A token that ends sooner is worth a warning.
const SOON: Duration = Duration::from_secs(14 * 24 * 3600);

/// The warning that a token ends within 14 days.
pub fn ends_soon(facts: &TokenFacts, now: Timestamp) -> Option<Diagnostic> {
    let expires = facts.expires.filter(|expires| *expires < now.plus(SOON))?;
    let mut create = format!("botctl token create --scope {}", facts.scope.name());
    facts.bots.iter().for_each(|bot| create.push_str(&format!(" --bot {bot}")));
    let warning = Diagnostic::warning("AUT013", format!("the token ends on {}", expires.to_date()));
    Some(
        warning
            .because("After that day nothing can be deployed with it.")
            .try_when(create, "makes another, by an admin"),
    )
}

impl Connection {
    /// Says so if the token ends within 14 days; the local host's never ends. A failure is left to what comes next.
    pub async fn warn_of_end(&self, context: &Context) -> Option<Diagnostic> {
        if self.is_local {
            return None;
        }
        let facts = self.client.whoami().await.ok()?;
        let warning = ends_soon(&facts, context.clock.now())?;
        context.ui.diagnose(&warning);
        Some(warning)
    }
}

/// The host that a command about a host means: the flag's, else that of the bot here, else the local one (`None`).
pub fn chosen(context: &Context) -> Result<Option<Url>, Failure> {
    if let Some(host) = &context.settings.host {
        return Ok(Some(host.clone()));
    }
    match Bot::read(context) {
        Ok(bot) => Ok(bot.config().host.clone()),
        // No bot here is no fault: such a command is about a host.
        Err(failure) if failure.diagnostics.iter().any(|finding| finding.code == "CFG001") => preferred(context),
        Err(failure) => Err(failure),
    }
}

/// The host that the person's own file names.
fn preferred(context: &Context) -> Result<Option<Url>, Failure> {
    let Some(host) = &context.user.host else { return Ok(None) };
    host.parse().map(Some).map_err(|error: url::ParseError| {
        let finding = Diagnostic::error("CFG909", format!("`defaults.host` is no address: {error}"));
        Failure::new(
            Exit::Config,
            finding.fix("set defaults.host in config.toml to an address like https://bots.example.com"),
        )
    })
}

/// Where the token for a host comes from, in words; `None`: there is none.
pub fn token_origin(context: &Context, host: Option<&Url>) -> Result<Option<&'static str>, Failure> {
    let Some(host) = host else { return Ok(Some("the local host")) };
    Ok(match (&context.settings.token_file, &context.environment.token) {
        (Some(_), _) => Some("a token file"),
        (None, Some(_)) => Some("BOTCTL_TOKEN"),
        (None, None) if context.user.token_file(host.as_str()).is_some() => Some("config.toml"),
        (None, None) => token(context, host)?.map(|_| "botctl login"),
    })
}

/// The token for a host: the file that was named, the environment, the person's own file, the stored one, none.
pub fn token(context: &Context, host: &Url) -> Result<Option<Secret>, Failure> {
    let variables = &context.environment;
    if let Some(file) = &context.settings.token_file {
        return Ok(Some(read_token(file)?));
    }
    if let Some(token) = &variables.token {
        return Ok(Some(token.clone()));
    }
    if let Some(file) = context.user.token_file(host.as_str()) {
        return Ok(Some(read_token(file)?));
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
