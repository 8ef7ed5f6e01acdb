//! Exit codes: is the live bot as it was, or better, and does trying again help? Numbers are never re-used.

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exit {
    /// Done, nothing to do, or accepted.
    Ok,
    /// Unclassified.
    Unexpected,
    /// Bad flag, argument or combination.
    Usage,
    /// `bot.toml` or a content file is missing or invalid.
    Config,
    /// Not logged in, or not allowed.
    Auth,
    /// A prerequisite failed.
    Check,
    /// Lock or freeze held.
    Locked,
    /// Host not reached, before commit.
    Unavailable,
    /// The end isn't known yet.
    Pending,
    /// Failed; the previous release is live.
    FailedSafe,
    /// Failed; a bad release, or none, is live.
    Degraded,
    /// The host moved on.
    Conflict,
    /// A confirmation is needed and nobody can be asked.
    Confirm,
    /// Something named doesn't exist.
    NotFound,
    /// Tests found faults.
    Test,
    /// There are changes; not a failure.
    Changes,
    /// A bug.
    Panic,
    /// Ctrl-C.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

/// A row of the table of exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The number.
    pub code: u8,
    /// The name.
    pub name: &'static str,
    /// What it means, Markdown.
    pub meaning: &'static str,
    /// How the live bot is.
    pub live_bot: &'static str,
    /// Whether trying again helps.
    pub retry: &'static str,
}

impl Exit {
    /// All of them, by number.
    pub const ALL: [Self; 19] = [
        Self::Ok,
        Self::Unexpected,
        Self::Usage,
        Self::Config,
        Self::Auth,
        Self::Check,
        Self::Locked,
        Self::Unavailable,
        Self::Pending,
        Self::FailedSafe,
        Self::Degraded,
        Self::Conflict,
        Self::Confirm,
        Self::NotFound,
        Self::Test,
        Self::Changes,
        Self::Panic,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// The number.
    pub fn code(self) -> u8 {
        self.row().code
    }

    /// Whether the command did what it was asked to.
    pub fn is_ok(self) -> bool {
        matches!(self, Self::Ok | Self::Changes)
    }

    /// Whether the same command, later and unchanged, may succeed.
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::Locked | Self::Unavailable | Self::Pending)
    }

    /// Its row of the table.
    pub fn row(self) -> Row {
        match self {
            Self::Ok => row(0, "ok", "done, or nothing to do, or accepted with `--no-wait`", "good", ""),
            Self::Unexpected => row(1, "unexpected", "unclassified; report it", "unknown", "no"),
            Self::Usage => row(2, "usage", "bad flag, argument or combination", "untouched", "no"),
            Self::Config => row(
                3,
                "config",
                "`bot.toml` is missing or invalid, or a Q&A, survey or test file can't be read",
                "untouched",
                "no",
            ),
            Self::Auth => row(4, "auth", "not logged in, token refused, or scope missing", "untouched", "no"),
            Self::Check => row(5, "check", "a prerequisite failed: Cannot deploy", "untouched", "no"),
            Self::Locked => row(6, "locked", "lock or freeze held until the timeout", "untouched", "yes"),
            Self::Unavailable => row(7, "unavailable", "DNS, TLS, 5xx, timeouts, before commit", "untouched", "yes"),
            Self::Pending => row(
                8,
                "pending",
                "contact lost or `--wait-timeout` reached after commit; ask `status --wait`",
                "unknown",
                "poll",
            ),
            Self::FailedSafe => {
                row(9, "failed-safe", "the deploy failed; the previous release is live", "good", "after a fix")
            }
            Self::Degraded => row(10, "degraded", "the deploy failed and a bad release, or none, is live", "bad", "no"),
            Self::Conflict => {
                row(11, "conflict", "the host moved since the plan, or a hotfix would be lost", "untouched", "re-plan")
            }
            Self::Confirm => {
                row(12, "confirm", "a confirmation is needed and nobody can be asked", "untouched", "with `--yes`")
            }
            Self::NotFound => {
                row(13, "not-found", "environment, bot, release or named file does not exist", "untouched", "no")
            }
            Self::Test => row(14, "test", "`test` ran and found faults", "untouched", "after a fix"),
            Self::Changes => row(
                20,
                "changes",
                "only from `plan --detailed-exitcode` and `check --detailed-exitcode`: Needs update",
                "",
                "",
            ),
            Self::Panic => row(101, "panic", "a bug", "unknown", "no"),
            Self::Interrupted => row(130, "signal", "Ctrl-C; the result says what was left", "see outcome", ""),
            Self::Terminated => row(143, "signal", "SIGTERM; the result says what was left", "see outcome", ""),
        }
    }
}

fn row(code: u8, name: &'static str, meaning: &'static str, live_bot: &'static str, retry: &'static str) -> Row {
    Row { code, name, meaning, live_bot, retry }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_and_are_used_once() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert!(codes.is_sorted_by(|one, two| one < two), "{codes:?}");
    }
}
