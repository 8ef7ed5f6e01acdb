//! The verbs: one file each with its flags and its `run`. No alias, no prefix.

mod ask;
mod auth;
mod bench;
mod bots;
mod chat;
mod check;
mod completions;
mod config;
mod dashboard;
mod deploy;
mod explain;
mod help;
pub mod host;
mod init;
mod internal_extract;
mod login;
mod logout;
mod man;
mod plan;
mod releases;
mod rollback;
mod schema;
mod snippet;
mod status;
mod test;
mod token;
mod train;
mod update;

use clap::Subcommand;

pub use snippet::not_deployed;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Verbs whose JSON is NDJSON; the others print one object.
pub const LONG: [&str; 6] = ["train", "deploy", "update", "rollback", "test", "bench"];

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Writes a new bot's folder, to be filled in.
    Init(init::Arguments),
    /// Shows whether the bot can be deployed: the twelve prerequisites.
    Check(check::Arguments),
    /// Reads documents, Q&As and survey into the bundle that is deployed.
    Train(train::Arguments),
    /// Shows what differs from what is live; sends nothing.
    Plan(plan::Arguments),
    /// Brings the bot live as a new release.
    Deploy(deploy::Arguments),
    /// Brings what changed live, by the smallest update.
    Update(update::Arguments),
    /// Shows whether the bot is live, which release, and how it is.
    Status(status::Arguments),
    /// Lists and shows releases.
    Releases(releases::Arguments),
    /// Makes an older release live again.
    Rollback(rollback::Arguments),
    /// Prints the integration code for the pages of the site.
    Snippet(snippet::Arguments),
    /// Talks to the bot.
    Chat(chat::Arguments),
    /// Asks the bot one question.
    Ask(ask::Arguments),
    /// Shows why the bot answers a question as it does.
    Explain(explain::Arguments),
    /// Asks the regression questions of bot.toml.
    Test(test::Arguments),
    /// Measures how well the engine answers suites of questions.
    Bench(bench::Arguments),
    /// Stores a token for a host.
    Login(login::Arguments),
    /// Forgets the token of a host.
    Logout(logout::Arguments),
    /// Shows which token is used for a host.
    Auth(auth::Arguments),
    /// Makes, lists and revokes tokens of a host.
    Token(token::Arguments),
    /// Prints the dashboard's address and a one-time code for it.
    Dashboard(dashboard::Arguments),
    /// Lists and deletes bots on a host.
    Bots(bots::Arguments),
    /// Runs a host, or manages the local one.
    Host(host::Arguments),
    /// Shows the configuration in effect.
    Config(config::Arguments),
    /// Prints the JSON Schema of bot.toml or of events.
    Schema(schema::Arguments),
    /// Prints the completion script of a shell.
    Completions(completions::Arguments),
    /// Prints the manual page.
    Man(man::Arguments),
    /// Explains a command or a topic.
    Help(help::Arguments),
    /// Reads one document in a process of its own; started by botctl itself.
    #[command(hide = true)]
    InternalExtract(internal_extract::Arguments),
}

impl Verb {
    /// Whether it is a host that serves, in the foreground.
    pub fn is_host(&self) -> bool {
        matches!(self, Self::Host(host::Arguments { action: host::Action::Run(_) }))
    }

    /// The verb as it is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::Check(_) => "check",
            Self::Train(_) => "train",
            Self::Plan(_) => "plan",
            Self::Deploy(_) => "deploy",
            Self::Update(_) => "update",
            Self::Status(_) => "status",
            Self::Releases(_) => "releases",
            Self::Rollback(_) => "rollback",
            Self::Snippet(_) => "snippet",
            Self::Chat(_) => "chat",
            Self::Ask(_) => "ask",
            Self::Explain(_) => "explain",
            Self::Test(_) => "test",
            Self::Bench(_) => "bench",
            Self::Login(_) => "login",
            Self::Logout(_) => "logout",
            Self::Auth(_) => "auth",
            Self::Token(_) => "token",
            Self::Dashboard(_) => "dashboard",
            Self::Bots(_) => "bots",
            Self::Host(_) => "host",
            Self::Config(_) => "config",
            Self::Schema(_) => "schema",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
            Self::Help(_) => "help",
            Self::InternalExtract(_) => "internal-extract",
        }
    }
}

/// Runs a verb.
pub fn run(context: &Context, verb: Verb) -> Result<Outcome, Failure> {
    match verb {
        Verb::Init(arguments) => init::run(context, &arguments),
        Verb::Check(arguments) => check::run(context, &arguments),
        Verb::Train(arguments) => train::run(context, &arguments),
        Verb::Plan(arguments) => plan::run(context, &arguments),
        Verb::Deploy(arguments) => deploy::run(context, &arguments),
        Verb::Update(arguments) => update::run(context, &arguments),
        Verb::Status(arguments) => status::run(context, &arguments),
        Verb::Releases(arguments) => releases::run(context, &arguments),
        Verb::Rollback(arguments) => rollback::run(context, &arguments),
        Verb::Snippet(arguments) => snippet::run(context, &arguments),
        Verb::Chat(arguments) => chat::run(context, &arguments),
        Verb::Ask(arguments) => ask::run(context, &arguments),
        Verb::Explain(arguments) => explain::run(context, &arguments),
        Verb::Test(arguments) => test::run(context, &arguments),
        Verb::Bench(arguments) => bench::run(context, &arguments),
        Verb::Login(arguments) => login::run(context, &arguments),
        Verb::Logout(arguments) => logout::run(context, &arguments),
        Verb::Auth(arguments) => auth::run(context, &arguments),
        Verb::Token(arguments) => token::run(context, &arguments),
        Verb::Dashboard(arguments) => dashboard::run(context, &arguments),
        Verb::Bots(arguments) => bots::run(context, &arguments),
        Verb::Host(arguments) => host::run(context, &arguments),
        Verb::Config(arguments) => config::run(context, &arguments),
        Verb::Schema(arguments) => schema::run(context, &arguments),
        Verb::Completions(arguments) => completions::run(context, &arguments),
        Verb::Man(arguments) => man::run(context, &arguments),
        Verb::Help(arguments) => help::run(context, &arguments),
        Verb::InternalExtract(arguments) => internal_extract::run(context, &arguments),
    }
}
