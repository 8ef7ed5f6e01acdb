//! `botctl token create`: makes a token and prints it, once.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::id::BotId;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, chosen, connect};
use crate::cli::outcome::Outcome;
use crate::config::site::Network;
use crate::ui::Human;
use crate::wire::auth::{NewToken, Scope};

/// Makes a token and prints it, once.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What it may do.
    #[arg(long, value_name = "SCOPE", value_parser = ["admin", "deploy", "read", "export"])]
    pub scope: String,
    /// A bot it is bound to; all but admin tokens need one.
    #[arg(long, value_name = "BOT")]
    pub bot: Vec<String>,
    /// A network that it may be used from, e.g. 10.0.0.0/8; default: anywhere.
    #[arg(long, value_name = "CIDR", value_parser = network)]
    pub from: Vec<String>,
    /// What it is for.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub label: String,
    /// How long it is valid, e.g. 90d; default: until revoked.
    #[arg(long, value_name = "TIME", value_parser = crate::cli::duration::parse)]
    pub expires_in: Option<std::time::Duration>,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let new = NewToken {
        scope: Scope::ALL.into_iter().find(|scope| scope.name() == arguments.scope).unwrap_or(Scope::Read),
        bots: arguments.bot.iter().map(|bot| parse(bot)).collect::<Result<_, _>>()?,
        networks: arguments.from.clone(),
        label: arguments.label.clone(),
        expires: arguments.expires_in.map(|life| context.clock.now().plus(life)),
    };
    if (new.scope == Scope::Admin) != new.bots.is_empty() {
        return Err(Failure::usage(unbound(new.scope)));
    }
    let host = chosen(context)?;
    let minted = context.block_on(async {
        let connection = connect(context, host.as_ref(), Start::Never).await?;
        Ok(connection.client.create_token(&new).await?)
    })?;
    let terminal =
        format!("{}\n\nThis is the only time that it is shown. Its id is {}.\n", minted.token, minted.facts.id);
    let fields = serde_json::json!({ "token": minted.token, "facts": minted.facts });
    Ok(Outcome::short(Human { terminal, piped: format!("{}\n", minted.token) }, fields))
}

fn unbound(scope: Scope) -> Diagnostic {
    match scope {
        Scope::Admin => Diagnostic::error("AUT015", "an admin token is for all bots, so it takes no --bot")
            .fix("leave --bot away, or choose --scope deploy"),
        Scope::Deploy | Scope::Read | Scope::Export => {
            Diagnostic::error("AUT015", format!("a token of scope `{}` needs the bots that it is for", scope.name()))
                .fix(format!("botctl token create --scope {} --bot <BOT>", scope.name()))
        }
    }
}

fn network(text: &str) -> Result<String, String> {
    text.parse::<Network>().map(|network| network.to_string())
}

fn parse(bot: &str) -> Result<BotId, Failure> {
    bot.parse().map_err(|error: crate::base::id::IdError| {
        Failure::usage(Diagnostic::error("CFG922", error.to_string()).fix("botctl bots list"))
    })
}
