//! SQL, only here: the store on SQLite and PostgreSQL, with one set of statements.
//!
//! Every change is one conditional statement whose row count is checked, or a transaction that is right under READ COMMITTED.
//! Transactions take their row locks in one order, so that none can wait for another in a ring:
//! plan → environment → lease → deployment → release. A change that returned is durable.

mod bots;
mod choices;
mod column;
mod commit;
mod connect;
mod deployments;
mod environments;
mod error;
mod events;
mod generation;
mod leases;
mod logins;
mod migrate;
mod plan;
mod pointer;
mod presence;
mod releases;
mod statement;
mod tokens;
mod turns;
mod values;
mod writer;

pub use crate::base::state::Plan;
pub use crate::base::state::{Asker, DeploymentState, Operation, Payment, ReleaseState, Scope};
pub use bots::Deletion;
pub use commit::{CommitOutcome, CommitRequest};
pub use connect::{Store, StoreConfig};
pub use deployments::DeploymentRow;
pub use environments::EnvironmentRow;
pub use error::StoreError;
pub use events::EventRow;
pub use leases::{LeaseOutcome, LeaseRow};
pub use pointer::{LivePointer, PointerMove, PointerRow};
pub use releases::{EngineUse, ReleaseRow};
pub use tokens::TokenRow;
pub use turns::{ConversationCounts, Recorded, TurnRow};
pub use writer::{TurnWriter, TurnWriterTask};
