//! A release of the host as an engine here: its blobs are fetched once, those of the bot's own bundle are taken from it.

use std::sync::Arc;

use crate::answer::embedding::Embedder;
use crate::answer::engine::Engine;
use crate::base::fs::FsError;
use crate::base::id::ReleaseNumber;
use crate::bundle::{Layout, Manifest, PartName};
use crate::cli::bot::Bot;
use crate::cli::failure::Failure;
use crate::client::Client;
use crate::train::release_engine;

/// The parts of a release that decide how it answers.
const ANSWERING: [PartName; 3] = [PartName::Knowledge, PartName::Qa, PartName::Models];

/// A release that can be asked here.
pub struct ReleaseHere {
    /// Its number.
    pub number: ReleaseNumber,
    /// What it consists of.
    pub manifest: Manifest,
    /// It answers as on the host.
    pub engine: Engine,
    // Removed with its files once the engine, which reads them, is gone.
    _folder: tempfile::TempDir,
}

/// Fetches a release and loads it. Errors: there is none of this number, a token that may not read it, another engine.
pub async fn fetch(
    client: &Client,
    bot: &Bot,
    number: ReleaseNumber,
    embedder: Option<Arc<dyn Embedder>>,
) -> Result<ReleaseHere, Failure> {
    let config = bot.config();
    let manifest = client.manifest(&config.bot.id, &config.environment, number).await?;
    let folder = tempfile::tempdir()
        .map_err(|error| FsError::new("create", std::path::Path::new("a temporary folder"), error))?;
    let layout = Layout::of(folder.path());
    let blobs = ANSWERING.iter().filter_map(|part| manifest.part(*part)).flat_map(|part| part.blobs.values());
    for blob in blobs {
        let bytes = match bot.layout.read_blob(&blob.digest) {
            Ok(bytes) => bytes,
            Err(_) => client.release_blob(&config.bot.id, &config.environment, number, &blob.digest).await?.to_vec(),
        };
        layout.write_blob(&bytes)?;
    }
    let engine = release_engine(&layout, &manifest, embedder)?;
    Ok(ReleaseHere { number, manifest, engine, _folder: folder })
}
