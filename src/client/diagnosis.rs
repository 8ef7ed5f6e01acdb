//! A client's failure as a finding: consequence, request id, and what to run next.

use crate::base::diagnostic::Diagnostic;
use crate::client::{Cause, ClientError, Refusal};
use crate::wire::problem::ProblemCode;

impl ClientError {
    /// The failure as a finding; its `next` is never empty.
    pub fn diagnostic(&self) -> Diagnostic {
        let mut finding = Diagnostic::error(self.code(), self.to_string()).because(self.detail());
        for (command, when) in self.next() {
            finding = finding.try_when(command, when);
        }
        finding
    }

    fn detail(&self) -> String {
        let mut lines = Vec::new();
        match self {
            Self::Unreachable { detail, .. } => lines.push(detail.clone()),
            Self::TokenInTheClear { .. } => {
                lines.push("anybody on the way could read it and deploy with it".to_owned())
            }
            Self::WireMismatch { .. } => lines.push("they can't understand each other, so nothing was sent".to_owned()),
            Self::Problem(refusal) => lines.extend(holder_line(refusal)),
            Self::Address { .. }
            | Self::Setup { .. }
            | Self::Gateway { .. }
            | Self::NotAHost { .. }
            | Self::Unreadable { .. } => {}
        }
        lines.extend(self.request_id().map(|id| format!("request {id}")));
        lines.join("\n")
    }

    fn next(&self) -> Vec<(String, &'static str)> {
        match self {
            Self::Address { .. } => vec![step("botctl config show", "shows where the address comes from")],
            Self::TokenInTheClear { host } => {
                vec![(format!("use https://{host}"), "plain http is for this machine alone")]
            }
            Self::Setup { .. } => vec![step("set SSL_CERT_FILE to a file of trusted certificates", "")],
            Self::Unreachable { cause, host, .. } => unreachable(*cause, host),
            Self::Gateway { .. } => vec![step("run the same command again", "in a minute")],
            Self::NotAHost { .. } => vec![
                step("botctl config show", "shows which host is meant and why"),
                step("botctl host status", "tells whether the local host runs"),
            ],
            Self::WireMismatch { .. } => vec![
                step("install the botctl that the host runs", "where the host is right"),
                step("botctl update --restart", "where the host's machine has a newer botctl installed"),
            ],
            Self::Unreadable { .. } => vec![step("botctl status", "shows whether the host is well")],
            Self::Problem(refusal) => refused(refusal),
        }
    }
}

fn step(command: &str, when: &'static str) -> (String, &'static str) {
    (command.to_owned(), when)
}

fn holder_line(refusal: &Refusal) -> Option<String> {
    let holder = refusal.problem.holder.as_ref()?;
    let run = holder.run_url.as_ref().map(|url| format!(", {url}")).unwrap_or_default();
    Some(format!("held by {} ({}) since {}{run}", holder.who, holder.op, holder.since.to_rfc3339()))
}

fn unreachable(cause: Cause, host: &str) -> Vec<(String, &'static str)> {
    match cause {
        Cause::Dns => vec![step("botctl config show", "shows where the host's name comes from")],
        Cause::Refused => vec![
            step("botctl host start", "where the local host is meant"),
            step("botctl config show", "shows which host is meant and why"),
        ],
        Cause::Tls => vec![
            (format!("curl -sv https://{host}/healthz"), "shows the certificate"),
            step("set SSL_CERT_FILE to a file with the host's authority", "where the certificate is your own"),
        ],
        Cause::Timeout | Cause::Broken => vec![
            step("run the same command again", "what was sent already stays on the host for 24 hours"),
            (format!("curl -sv https://{host}/healthz"), "shows whether the host answers at all"),
        ],
    }
}

fn refused(refusal: &Refusal) -> Vec<(String, &'static str)> {
    let mut next = Vec::new();
    if !refusal.problem.hint.is_empty() {
        next.push((refusal.problem.hint.clone(), ""));
    }
    let host = &refusal.host;
    match refusal.problem.code {
        ProblemCode::Unauthenticated => next.push((format!("botctl login --host {host}"), "with a token of the host")),
        ProblemCode::Forbidden => {
            next.push((format!("botctl auth status --host {host}"), "shows what the token may do"))
        }
        ProblemCode::OriginRefused => next.push((format!("botctl login --host {host}"), "questions need a token")),
        ProblemCode::NotFound => next.push(step("botctl bots list", "shows what is on the host")),
        ProblemCode::Locked => {
            next.push(step("botctl status --wait", "waits until the other run has ended"));
            next.push(step("run it again with --lock-timeout 15m", "to wait longer"));
        }
        ProblemCode::FenceLost | ProblemCode::BaseMoved | ProblemCode::WrongState | ProblemCode::IdReused => {
            next.push(step("botctl plan", "shows the difference from what is live now"));
        }
        ProblemCode::BlobsMissing | ProblemCode::DigestMismatch => {
            next.push(step("run the same command again", "it sends what is missing"));
        }
        ProblemCode::PlanRefused | ProblemCode::MessageLimit => {
            next.push(step("botctl host plan show", "shows what the team has and whom to ask"));
        }
        ProblemCode::TooLarge => next.push(step("botctl check", "shows what is large")),
        ProblemCode::EngineUnknown => {
            next.push(step("botctl update --restart", "where the host's machine has a newer botctl installed"));
        }
        ProblemCode::WireMismatch => next.push(step("install the botctl that the host runs", "")),
        ProblemCode::SettingsRefused => next.push(step("botctl check", "shows the settings that the host refuses")),
        ProblemCode::StorageFull if next.is_empty() => {
            next.push(step("free space on the host's disk, then run it again", ""));
        }
        ProblemCode::StorageFull => {}
        ProblemCode::TooManyRequests | ProblemCode::Unavailable => {
            next.push(step("run the same command again", "in a minute"));
        }
        ProblemCode::BadRequest | ProblemCode::MethodNotAllowed | ProblemCode::Unexpected => {
            next.push(step("botctl host logs", "shows the request by its id"));
        }
    }
    next
}
