//! From a trained bundle to a live release: the plan, the upload, the commit, and following the host until it has decided.
//!
//! The host's event stream carries every phase and step, from begin to the end, uploading included; this side adds only
//! what the host can't know: progress of the upload, waits before retries, waits for the lock. The outcome is computed
//! from the deployment's state on the host, never from the end of a stream.

mod commit;
mod difference;
mod error;
mod follow;
mod interrupt;
mod lock;
mod meter;
mod outcome;
mod plan;
mod restart;
mod rollback;
mod run;
mod side;
mod upload;

pub use error::DeployError;
pub use interrupt::Interrupt;
pub use outcome::{DeployOutcome, ExitClass, Outcome};
pub use plan::{HostFacts, Plan, Removals, Restricted, plan, restrict};
pub use restart::restart;
pub use rollback::{RollbackRequest, rollback, rollback_target};
pub use run::{DeployRequest, Patience, Run, Wait, run};
pub use side::{Live, Side, SideError};

#[cfg(test)]
mod tests;
