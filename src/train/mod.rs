//! Content → bundle, incrementally: passages in buckets, Q&As, thresholds, evaluation. The same inputs give the same digests.

mod buckets;
mod cut;
mod encoding;
mod evaluate;
mod findings;
mod folder;
mod input;
mod local;
mod memory;
mod read;
mod release;
mod run;
mod sources;
mod state;
pub mod suite;
mod trained;
mod vectors;

#[cfg(test)]
mod golden;

pub use local::{local_engine, release_engine};
pub use release::manifest;
pub use run::{TrainError, TrainReport, TrainRequest, train};
pub use sources::{SourcesState, current_sources};
pub use state::{TrainingState, training_state};
pub use trained::{Counts, Evaluation, TRAINED_FORMAT, Trained, TrainedError, load_trained};
