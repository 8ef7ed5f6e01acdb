//! A deployment as a resumable job: begun by a client, finished by the host alone after the commit.
//!
//! Order that matters: blobs are durable before the commit, the commit before the pointer, the pointer last. Whatever
//! dies in between leaves the old release live and a deployment that the next start finishes or the lease's end closes.

mod admit;
mod begin;
mod commit;
mod feed;
mod finish;
mod prepare;
mod presence;
mod report;
mod resume;
mod settings;

pub use begin::{begin, manifest_of, release_manifest};
pub use commit::{cancel, commit, renew, require_open};
pub use feed::Feed;
pub use finish::{Finishing, resume_unfinished, sweep};
pub use settings::{check_settings, read_settings};

use std::time::Duration;

/// How long a client's lease lasts without renewal.
pub const LEASE: Duration = Duration::from_secs(30);
/// How long the host's own lease lasts after the commit: long enough for a restart in between.
pub const HOST_LEASE: Duration = Duration::from_secs(300);
/// How often the host renews it.
pub const HOST_RENEWAL: Duration = Duration::from_secs(60);
/// How long an upload counts as present without a release that refers to it.
pub const UPLOAD_KEPT: Duration = Duration::from_secs(24 * 3600);
