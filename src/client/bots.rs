//! Calls about bots, their environments and their releases.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderMap;

use crate::base::digest::Digest;
use crate::base::id::{BotId, EnvironmentName, ReleaseNumber};
use crate::bundle::Manifest;
use crate::client::call::Call;
use crate::client::{Client, ClientError};
use crate::wire::path;
use crate::wire::release::ReleaseFacts;
use crate::wire::status::{BotEntry, EnvironmentStatus, SourcesSeen};

impl Client {
    /// The bots that the token may see.
    pub async fn bots(&self) -> Result<Vec<BotEntry>, ClientError> {
        self.read(Call::get(path::BOTS)).await
    }

    /// Deletes a bot with all that the host keeps of it.
    pub async fn delete_bot(&self, bot: &BotId) -> Result<(), ClientError> {
        self.call(Call::new(Method::DELETE, path::bot(bot)).once()).await.map(drop)
    }

    /// One environment of a bot.
    pub async fn environment(&self, bot: &BotId, name: &EnvironmentName) -> Result<EnvironmentStatus, ClientError> {
        self.read(Call::get(path::environment(bot, name))).await
    }

    /// Tells the host which sources the folder holds, so that it can say Outdated.
    pub async fn put_sources(&self, bot: &BotId, name: &EnvironmentName, sources: Digest) -> Result<(), ClientError> {
        let call = Call::new(Method::PUT, path::sources(bot, name)).json(&SourcesSeen { sources });
        self.call(call).await.map(drop)
    }

    /// Releases, newest first.
    pub async fn releases(&self, bot: &BotId, name: &EnvironmentName) -> Result<Vec<ReleaseFacts>, ClientError> {
        self.read(Call::get(path::releases(bot, name))).await
    }

    /// One release.
    pub async fn release(
        &self,
        bot: &BotId,
        name: &EnvironmentName,
        number: ReleaseNumber,
    ) -> Result<ReleaseFacts, ClientError> {
        self.read(Call::get(path::release(bot, name, number))).await
    }

    /// A release's manifest, checked for its form.
    pub async fn manifest(
        &self,
        bot: &BotId,
        name: &EnvironmentName,
        number: ReleaseNumber,
    ) -> Result<Manifest, ClientError> {
        let path = path::release_manifest(bot, name, number);
        let body = self.call(Call::get(path.as_str())).await?.into_body();
        Manifest::from_bytes(&body).map_err(|error| self.unreadable(path, &HeaderMap::new(), error.to_string()))
    }

    /// One blob of a release, verified.
    pub async fn release_blob(
        &self,
        bot: &BotId,
        name: &EnvironmentName,
        number: ReleaseNumber,
        digest: &Digest,
    ) -> Result<Bytes, ClientError> {
        let path = path::release_blob(bot, name, number, digest);
        let body = self.call(Call::get(path.as_str())).await?.into_body();
        let found = Digest::of(&body);
        if found == *digest {
            return Ok(body);
        }
        let detail = format!("blob `{digest}` has another content: `{found}`");
        Err(self.unreadable(path, &HeaderMap::new(), detail))
    }
}
