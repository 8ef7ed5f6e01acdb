//! One side of a comparison: a release's manifest with the small blobs that name what it was made from.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::base::digest::Digest;
use crate::base::id::{BotId, EnvironmentName, ReleaseNumber};
use crate::bundle::{Layout, LayoutError, Manifest, ManifestError, PartName, Source};
use crate::client::{Client, ClientError};

/// A release's content, as far as a plan looks at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Which blobs it consists of.
    pub manifest: Manifest,
    /// The manifest's digest.
    pub digest: Digest,
    /// Documents, pages and the survey.
    pub documents: Vec<Source>,
    /// Q&A files.
    pub qa_files: Vec<Source>,
    /// The ids of its active Q&As.
    pub qas: BTreeSet<String>,
    /// The compiled chatroom settings.
    pub chatroom: Value,
    /// The compiled operations settings.
    pub operations: Value,
}

/// What is live.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    /// Its content.
    pub side: Side,
    /// Its number.
    pub release: ReleaseNumber,
}

/// A side that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SideError {
    /// A blob of the bundle here.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// A blob of the live release.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The manifest has no digest.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A blob that a plan needs is not in the manifest.
    #[error("release has no blob `{name}` in part `{part}`")]
    Missing {
        /// The part.
        part: PartName,
        /// The blob.
        name: &'static str,
    },
    /// A blob that isn't what its name says.
    #[error("blob `{name}` of part `{part}` can't be read: {source}")]
    Json {
        /// The part.
        part: PartName,
        /// The blob.
        name: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
}

/// The blobs that a plan reads.
const READ: [(PartName, &str); 5] = [
    (PartName::Knowledge, "sources"),
    (PartName::Qa, "sources"),
    (PartName::Qa, "qas"),
    (PartName::Chatroom, "chatroom"),
    (PartName::Operations, "operations"),
];

#[derive(Deserialize)]
struct QaId {
    id: String,
}

/// The bytes of the blobs of [`READ`], in its order.
type Blobs = [Vec<u8>; READ.len()];

impl Side {
    /// The candidate: the bundle of a bot's folder.
    pub fn local(layout: &Layout, manifest: Manifest) -> Result<Self, SideError> {
        let mut blobs = Blobs::default();
        for (slot, (part, name)) in blobs.iter_mut().zip(READ) {
            *slot = layout.read_blob(&digest_of(&manifest, part, name)?)?;
        }
        Self::from_blobs(manifest, &blobs)
    }

    fn from_blobs(manifest: Manifest, blobs: &Blobs) -> Result<Self, SideError> {
        let [documents, qa_files, qas, chatroom, operations] = blobs;
        let [documents_at, qa_files_at, qas_at, chatroom_at, operations_at] = READ;
        let qas: Vec<QaId> = parse(qas_at, qas)?;
        Ok(Self {
            digest: manifest.digest()?,
            documents: parse(documents_at, documents)?,
            qa_files: parse(qa_files_at, qa_files)?,
            qas: qas.into_iter().map(|qa| qa.id).collect(),
            chatroom: parse(chatroom_at, chatroom)?,
            operations: parse(operations_at, operations)?,
            manifest,
        })
    }
}

impl Live {
    /// What is live on the host. Blobs that `layout` holds are read there, so that an unchanged bot costs one request.
    pub async fn fetch(
        client: &Client,
        layout: &Layout,
        (bot, environment): (&BotId, &EnvironmentName),
        release: ReleaseNumber,
    ) -> Result<Self, SideError> {
        let manifest = client.manifest(bot, environment, release).await?;
        let fetch = async |digest: Digest| -> Result<Vec<u8>, SideError> {
            Ok(client.release_blob(bot, environment, release, &digest).await?.into())
        };
        Self::gather(manifest, layout, release, fetch).await
    }

    /// The release of a manifest; what `layout` doesn't hold comes from `fetch`.
    pub async fn gather<E: From<SideError>>(
        manifest: Manifest,
        layout: &Layout,
        release: ReleaseNumber,
        fetch: impl AsyncFn(Digest) -> Result<Vec<u8>, E>,
    ) -> Result<Self, E> {
        let mut blobs = Blobs::default();
        for (slot, (part, name)) in blobs.iter_mut().zip(READ) {
            let digest = digest_of(&manifest, part, name)?;
            *slot = match layout.read_blob(&digest) {
                Ok(bytes) => bytes,
                // Not here or damaged here: the host's copy is the one that counts.
                Err(_) => fetch(digest).await?,
            };
        }
        Ok(Self { side: Side::from_blobs(manifest, &blobs)?, release })
    }
}

fn digest_of(manifest: &Manifest, part: PartName, name: &'static str) -> Result<Digest, SideError> {
    manifest.blob(part, name).map(|blob| blob.digest).ok_or(SideError::Missing { part, name })
}

fn parse<T: DeserializeOwned>((part, name): (PartName, &'static str), bytes: &[u8]) -> Result<T, SideError> {
    serde_json::from_slice(bytes).map_err(|source| SideError::Json { part, name, source })
}
