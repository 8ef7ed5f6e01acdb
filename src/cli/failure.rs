//! Why a command failed, judged at the edge: the one place that turns a module's error into wording, hint and exit code.

use crate::base::diagnostic::Diagnostic;
use crate::base::fs::FsError;
use crate::base::id::BotId;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::config::env::UsageProblem;
use crate::config::error::ConfigError;
use crate::ui::outcome::{Ending, ResultLine};
use crate::ui::prompt::Answer;
use crate::ui::{Human, OutputFileError};

/// A command that failed.
#[derive(Debug, Clone)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// What is wrong; the first is the main one.
    pub diagnostics: Vec<Diagnostic>,
    /// The request that failed.
    pub request_id: Option<String>,
    /// What a long verb left behind; made from the exit code where there is none.
    pub result: Option<Box<ResultLine>>,
    /// What is shown on stdout in spite of the failure, e.g. the picture of `check`.
    pub human: Human,
    /// Whether that shows the findings too, so that people needn't read them twice.
    pub pictured: bool,
    /// Fields of a short verb's object in spite of the failure.
    pub fields: serde_json::Map<String, serde_json::Value>,
}

impl Failure {
    /// A failure with one finding.
    pub fn new(exit: Exit, diagnostic: Diagnostic) -> Self {
        Self::of(exit, vec![diagnostic])
    }

    /// A failure with all findings of a pass.
    pub fn of(exit: Exit, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            exit,
            diagnostics,
            request_id: None,
            result: None,
            human: Human::default(),
            pictured: false,
            fields: serde_json::Map::new(),
        }
    }

    /// A wrong call.
    pub fn usage(diagnostic: Diagnostic) -> Self {
        Self::new(Exit::Usage, diagnostic)
    }

    /// An invalid configuration.
    pub fn config(diagnostics: Vec<Diagnostic>) -> Self {
        Self::of(Exit::Config, diagnostics)
    }

    /// A signal ended the command before anything was changed.
    pub fn interrupted(exit: Exit) -> Self {
        let finding =
            Diagnostic::warning("INT004", "interrupted; nothing was changed").fix("run the same command again");
        Self::new(exit, finding)
    }

    /// A panic that was caught.
    pub fn panic() -> Self {
        let finding = Diagnostic::error("INT001", "botctl came upon a fault of its own and stopped")
            .because("The message above says where. What the host has accepted goes on by itself.")
            .try_when("botctl status", "how the bot is")
            .try_when("report it with the message above", "so that it gets mended");
        Self::new(Exit::Panic, finding)
    }

    /// Text for stdout was lost.
    pub fn stdout_lost(reason: &str) -> Self {
        let finding = Diagnostic::error("INT003", format!("can't write the result to standard output: {reason}"))
            .fix("send it to a place with room; what was done stays done");
        Self::new(Exit::Unexpected, finding)
    }

    /// A needed confirmation was declined, or nobody could be asked. `None` if the answer was yes.
    pub fn unless_confirmed(answer: Answer, flag: &str) -> Option<Self> {
        let finding = match answer {
            Answer::Yes => return None,
            Answer::No => Diagnostic::error("CNF001", "not confirmed")
                .because("Nothing was changed.")
                .fix(format!("run it again and confirm, or add {flag}")),
            Answer::Nobody => Diagnostic::error("CNF002", "a confirmation is needed and nobody can be asked")
                .because("Nothing was changed.")
                .fix(format!("add {flag}")),
        };
        Some(Self::new(Exit::Confirm, finding))
    }

    /// Consent to what destroys: by `--confirm`, else by typing the bot's id. Errors: no consent, or for another bot.
    pub async fn unless_confirmed_by_name(
        context: &Context,
        given: Option<&str>,
        what: String,
        bot: &BotId,
    ) -> Result<(), Self> {
        match given {
            Some(named) if named == bot.as_str() => Ok(()),
            Some(other) => Err(Self::confirmed_another(other, bot.as_str())),
            None => {
                let word = bot.to_string();
                let answer = context.asking(move |ui| ui.confirm_by_typing(&what, &word)).await?;
                Self::unless_confirmed(answer, &format!("--confirm {bot}")).map_or(Ok(()), Err)
            }
        }
    }

    fn confirmed_another(named: &str, bot: &str) -> Self {
        let finding = Diagnostic::error("CNF003", format!("--confirm names `{named}`, but this is `{bot}`"))
            .because("Nothing was changed.")
            .fix(format!("add --confirm {bot} if that is meant"));
        Self::new(Exit::Confirm, finding)
    }

    /// Adds what a long verb left behind.
    #[must_use]
    pub fn with_result(mut self, result: ResultLine) -> Self {
        self.result = Some(Box::new(result));
        self
    }

    /// Adds what stdout shows all the same.
    #[must_use]
    pub fn with_human(mut self, human: Human) -> Self {
        self.human = human;
        self
    }

    /// Adds what stdout shows all the same, the findings included.
    #[must_use]
    pub fn with_picture(self, human: Human) -> Self {
        Self { pictured: true, ..self.with_human(human) }
    }

    /// The result line of a long verb.
    pub fn result_line(&self) -> ResultLine {
        let (code, retryable) = (self.exit.code(), self.exit.is_retryable());
        let mut result = match &self.result {
            Some(result) => result.as_ref().clone(),
            None => ResultLine::new(self.ending(), code, retryable),
        };
        (result.ok, result.exit_code, result.retryable) = (self.exit.is_ok(), code, retryable);
        result
    }

    fn ending(&self) -> Ending {
        match self.exit {
            Exit::Interrupted | Exit::Terminated => Ending::Cancelled,
            Exit::Pending => Ending::Pending,
            Exit::FailedSafe => Ending::FailedUnchanged,
            Exit::Degraded => Ending::Degraded,
            Exit::Test => Ending::Done,
            Exit::Ok
            | Exit::Unexpected
            | Exit::Usage
            | Exit::Config
            | Exit::Auth
            | Exit::Check
            | Exit::Locked
            | Exit::Unavailable
            | Exit::Conflict
            | Exit::Confirm
            | Exit::NotFound
            | Exit::Changes
            | Exit::Panic => Ending::NotStarted,
        }
    }
}

impl From<FsError> for Failure {
    fn from(error: FsError) -> Self {
        let exit = if error.is_not_found() { Exit::NotFound } else { Exit::Unexpected };
        let finding = Diagnostic::error("INT005", error.to_string())
            .fix("check that the path exists, that you may use it, and that the disk has room");
        Self::new(exit, finding)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let exit = match &error {
            ConfigError::Missing { .. } | ConfigError::Unreadable(_) | ConfigError::Invalid(_) => Exit::Config,
            ConfigError::NamedFileMissing { .. } | ConfigError::EnvironmentUnknown { .. } => Exit::NotFound,
            ConfigError::EnvironmentNeeded { .. } | ConfigError::HostAddress { .. } => Exit::Usage,
        };
        Self::of(exit, error.diagnostics())
    }
}

impl From<UsageProblem> for Failure {
    fn from(problem: UsageProblem) -> Self {
        Self::usage(problem.diagnostic())
    }
}

impl From<OutputFileError> for Failure {
    fn from(error: OutputFileError) -> Self {
        let finding = Diagnostic::error("INT002", error.to_string())
            .because("The command itself ended as shown; only the file is missing.")
            .fix("give --output-file a path that can be written, with room on its disk");
        Self::new(Exit::Unexpected, finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_a_next_step() {
        let gone = FsError::new("read", std::path::Path::new("x"), std::io::ErrorKind::NotFound.into());
        let failures = [
            Failure::interrupted(Exit::Interrupted),
            Failure::panic(),
            Failure::stdout_lost("full"),
            Failure::from(gone),
            Failure::unless_confirmed(Answer::No, "--yes").expect("No is no confirmation"),
            Failure::unless_confirmed(Answer::Nobody, "--yes").expect("nobody is no confirmation"),
        ];
        for failure in failures {
            assert!(failure.diagnostics.iter().all(|finding| !finding.next.is_empty()), "{failure:?}");
            assert_eq!(failure.result_line().exit_code, failure.exit.code());
        }
        assert!(Failure::unless_confirmed(Answer::Yes, "--yes").is_none());
    }
}
