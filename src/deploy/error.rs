//! What stops a deployment on this side.

use std::time::Duration;

use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::event::LockHolder;
use crate::base::fs::FsError;
use crate::base::id::ReleaseNumber;
use crate::base::text::{duration, size};
use crate::bundle::{LayoutError, ManifestError};
use crate::client::ClientError;
use crate::deploy::ExitClass;

/// A deployment that can't go on.
#[derive(Debug, thiserror::Error)]
pub enum DeployError {
    /// The host refuses or can't be reached.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A blob of the bundle here can't be read, or is damaged.
    #[error(transparent)]
    Blob(#[from] LayoutError),
    /// The manifest has no digest.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A blob is larger than the host takes.
    #[error("blob `{digest}` has {}, the host takes {}", size(*bytes), size(*limit))]
    BlobTooLarge {
        /// The blob.
        digest: Digest,
        /// Its size.
        bytes: u64,
        /// The host's limit.
        limit: u64,
    },
    /// The host asks for a blob that the manifest doesn't name.
    #[error("the host asks for blob `{digest}`, which is not part of this release")]
    NotOurs {
        /// The blob.
        digest: Digest,
    },
    /// The host's limits leave no room for anything.
    #[error("the host's upload limits leave no room for a single blob")]
    NoRoom,
    /// The lock was held until the timeout.
    #[error("{} holds the lock since {} ({}); waited {}", holder.who, holder.since.to_rfc3339(), duration(*age), duration(*waited))]
    LockTimeout {
        /// Who holds it.
        holder: LockHolder,
        /// For how long.
        age: Duration,
        /// How long this run waited.
        waited: Duration,
    },
    /// The lease went to another, or the deployment was ended by another.
    #[error("the deployment was ended on the host before its commit")]
    EndedElsewhere,
    /// The live release is not the one of the plan.
    #[error("the plan was made against {}, now {} is live", release_name(*planned), release_name(*live))]
    BaseMoved {
        /// The release that the plan was made against.
        planned: Option<ReleaseNumber>,
        /// What is live.
        live: Option<ReleaseNumber>,
    },
    /// The host did not come back after its restart.
    #[error("`{host}` has not come back within {} of its restart", duration(*waited))]
    NotBack {
        /// The host.
        host: String,
        /// How long this run waited.
        waited: Duration,
    },
}

impl From<FsError> for DeployError {
    fn from(error: FsError) -> Self {
        Self::Blob(error.into())
    }
}

impl DeployError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Client(error) => error.code(),
            Self::Blob(_) => "UPL010",
            Self::BlobTooLarge { .. } => "UPL011",
            Self::NotOurs { .. } => "UPL012",
            Self::NoRoom => "UPL013",
            Self::BaseMoved { .. } => "DEP001",
            Self::Manifest(_) => "DEP046",
            Self::EndedElsewhere => "DEP011",
            Self::NotBack { .. } => "DEP012",
            Self::LockTimeout { .. } => "LCK003",
        }
    }

    /// What it means for the exit code, before commit.
    pub fn class(&self) -> ExitClass {
        match self {
            Self::Client(error) => error.class().into(),
            Self::Blob(_) | Self::BlobTooLarge { .. } => ExitClass::Check,
            Self::NotOurs { .. } | Self::NoRoom | Self::Manifest(_) => ExitClass::Unexpected,
            Self::EndedElsewhere | Self::BaseMoved { .. } => ExitClass::Conflict,
            Self::NotBack { .. } => ExitClass::Unavailable,
            Self::LockTimeout { .. } => ExitClass::Locked,
        }
    }

    /// The failure as a finding.
    pub fn diagnostic(&self) -> Diagnostic {
        let finding = Diagnostic::error(self.code(), self.to_string());
        match self {
            Self::Client(error) => error.diagnostic(),
            Self::Blob(_) => finding
                .because("the trained bundle in .botctl is not whole; nothing in it is needed but to deploy it")
                .try_when("rm -r .botctl && botctl train", "makes the bundle anew"),
            Self::BlobTooLarge { .. } => finding
                .try_when("botctl check", "shows what is large")
                .try_when("raise the limit in host.toml, then botctl update --restart", "where the host is yours"),
            Self::NotOurs { .. } | Self::NoRoom => {
                finding.try_when("botctl host status", "shows the host's version and limits")
            }
            Self::Manifest(_) => finding.fix("botctl train"),
            Self::EndedElsewhere => finding
                .because("the lease ran out or another run ended it; what was sent stays for 24 hours")
                .try_when("botctl status", "shows who deploys now")
                .try_when("run the same command again", "it resumes"),
            Self::BaseMoved { .. } => finding
                .because("deploying it as planned could undo what another run has made live")
                .try_when("botctl plan", "shows the difference from what is live now"),
            Self::NotBack { .. } => finding.fix("botctl host logs").fix("botctl status --wait"),
            Self::LockTimeout { holder, .. } => lock_timeout(finding, holder),
        }
    }
}

fn release_name(release: Option<ReleaseNumber>) -> String {
    release.map_or_else(|| "no release".to_owned(), |number| format!("release {number}"))
}

fn lock_timeout(finding: Diagnostic, holder: &LockHolder) -> Diagnostic {
    let run = holder.run_url.as_ref().map(|url| format!(", see {url}")).unwrap_or_default();
    finding
        .because(format!("it is for `{}`{run}", holder.op))
        .try_when("botctl status --wait", "waits until that run has ended")
        .try_when("run it again with --lock-timeout 15m", "to wait longer")
}
