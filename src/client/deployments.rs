//! Calls of a deployment's life: begin, lease, upload, commit, cancel.

use bytes::Bytes;
use reqwest::Method;

use crate::base::digest::Digest;
use crate::base::id::{BotId, EnvironmentName, UniqueId};
use crate::client::call::Call;
use crate::client::{Client, ClientError, Sent};
use crate::wire::deployment::{BeginDeployment, CommitDeployment, Committed, DeploymentBegun, DeploymentFacts};
use crate::wire::{header, pack, path};

/// A piece of a large blob.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// The blob.
    pub digest: Digest,
    /// Where the piece begins, as the host named it.
    pub offset: u64,
    /// The piece.
    pub bytes: Bytes,
}

impl Client {
    /// Begins a deployment: takes the lease and learns what is missing. The idempotency key makes it repeatable.
    pub async fn begin_deployment(
        &self,
        bot: &BotId,
        name: &EnvironmentName,
        request: &BeginDeployment,
    ) -> Result<DeploymentBegun, ClientError> {
        self.read(Call::new(Method::POST, path::deployments(bot, name)).json(request)).await
    }

    /// Renews the lease.
    pub async fn renew_lease(&self, id: &UniqueId, fence: i64) -> Result<(), ClientError> {
        let call = Call::new(Method::POST, path::deployment_lease(id)).header(header::FENCE, fence);
        self.call(call).await.map(drop)
    }

    /// Sends a compressed pack of blobs, once: after a failure the host has to be asked what of it arrived.
    pub async fn upload_pack(&self, id: &UniqueId, fence: i64, pack: Bytes, sent: Sent) -> Result<(), ClientError> {
        let call = Call::new(Method::POST, path::deployment_packs(id)).header(header::FENCE, fence).upload(
            pack::MEDIA_TYPE,
            pack,
            sent,
        );
        self.call_once(&call).await.map(drop)
    }

    /// How much of a large blob the host has.
    pub async fn blob_offset(&self, id: &UniqueId, digest: &Digest) -> Result<u64, ClientError> {
        let path = path::deployment_blob(id, digest);
        let answer = self.call(Call::new(Method::HEAD, path.as_str())).await?;
        answer.number(header::UPLOAD_OFFSET).ok_or_else(|| {
            let detail = format!("header `{}` is missing or no number", header::UPLOAD_OFFSET);
            self.unreadable(format!("HEAD {path}"), answer.headers(), detail)
        })
    }

    /// Sends one chunk, once: after a failure the host has to be asked how much of it arrived.
    /// Returns the offset that the host names, if it does.
    pub async fn upload_chunk(
        &self,
        id: &UniqueId,
        fence: i64,
        chunk: Chunk,
        sent: Sent,
    ) -> Result<Option<u64>, ClientError> {
        let call = Call::new(Method::PUT, path::deployment_blob(id, &chunk.digest))
            .header(header::FENCE, fence)
            .header(header::UPLOAD_OFFSET, chunk.offset)
            .upload("application/octet-stream", chunk.bytes, sent);
        Ok(self.call_once(&call).await?.number(header::UPLOAD_OFFSET))
    }

    /// Commits the manifest. Repeatable: the same deployment answers with the same release.
    pub async fn commit(&self, id: &UniqueId, commit: &CommitDeployment) -> Result<Committed, ClientError> {
        let call =
            Call::new(Method::POST, path::deployment_commit(id)).header(header::FENCE, commit.fence).json(commit);
        self.read(call).await
    }

    /// Cancels a deployment before commit, which frees the lease.
    pub async fn cancel(&self, id: &UniqueId, fence: i64) -> Result<(), ClientError> {
        self.call(Call::new(Method::DELETE, path::deployment(id)).header(header::FENCE, fence)).await.map(drop)
    }

    /// Where a deployment stands.
    pub async fn deployment(&self, id: &UniqueId) -> Result<DeploymentFacts, ClientError> {
        self.read(Call::get(path::deployment(id))).await
    }
}
