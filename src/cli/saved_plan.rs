//! A plan in a file: what `deploy --plan` and `update --plan` hold the folder and the host against.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::event::{PlanSummary, UpdateKind};
use crate::base::fs::{self, Access};
use crate::base::id::{BotId, EnvironmentName, ReleaseNumber};
use crate::cli::bot::Bot;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts;

const FORMAT: &str = "botctl.plan/2";

/// A plan: which content goes where, and on top of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedPlan {
    format: String,
    host: String,
    bot: BotId,
    environment: EnvironmentName,
    digest: Digest,
    base_release: Option<ReleaseNumber>,
    kind: UpdateKind,
}

impl SavedPlan {
    /// The plan that was just made for a bot.
    pub fn of(bot: &Bot, summary: &PlanSummary) -> Self {
        let config = bot.config();
        Self {
            format: FORMAT.to_owned(),
            host: hosts::label(config.host.as_ref()),
            bot: config.bot.id.clone(),
            environment: config.environment.clone(),
            digest: summary.digest,
            base_release: summary.base_release,
            kind: summary.kind,
        }
    }

    /// Reads a plan. Errors: missing, or not a plan.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let bytes = fs::read(file)?;
        let plan: Option<Self> = serde_json::from_slice(&bytes).ok();
        plan.filter(|plan| plan.format == FORMAT).ok_or_else(|| {
            let finding = Diagnostic::error("DEP053", format!("`{}` isn't a plan of this version", file.display()))
                .fix("botctl plan --out <FILE>");
            Failure::new(Exit::Usage, finding)
        })
    }

    /// Writes it. Errors: the file can't be written.
    pub fn write(&self, file: &Path) -> Result<(), Failure> {
        let mut text = serde_json::to_vec_pretty(self).unwrap_or_default();
        text.push(b'\n');
        Ok(fs::write_atomic(file, &text, Access::Shared)?)
    }

    /// Refuses a present that is not the plan's: another target, other content, another live release, another kind.
    pub fn holds(&self, now: &Self) -> Result<(), Failure> {
        if self == now {
            return Ok(());
        }
        let release = |number: Option<ReleaseNumber>| {
            number.map_or("no release".to_owned(), |number| format!("release {number}"))
        };
        let why = if (&self.host, &self.bot, &self.environment) != (&now.host, &now.bot, &now.environment) {
            let target = |plan: &Self| format!("{} in {} ({})", plan.bot, plan.environment, plan.host);
            format!("the plan was made for {}, this is {}", target(self), target(now))
        } else if self.base_release != now.base_release {
            let (then, now) = (release(self.base_release), release(now.base_release));
            format!("the host moved since the plan was made: {then} was live, now {now} is")
        } else if self.digest != now.digest {
            "the folder changed since the plan was made".to_owned()
        } else {
            "the host's program or host.toml changed since the plan was made".to_owned()
        };
        let finding = Diagnostic::error("DEP050", why).because("Nothing was sent.").fix("botctl plan --out <FILE>");
        Err(Failure::new(Exit::Conflict, finding))
    }
}
