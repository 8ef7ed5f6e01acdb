//! Paths of the contract: templates for the router, builders for the client. Each pair stands together.

use crate::base::digest::Digest;
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, UniqueId};

/// Who the host is and what it speaks. GET.
pub const HELLO: &str = "/v1/hello";
/// The operator API in the OpenAPI format. GET.
pub const OPENAPI: &str = "/v1/openapi.json";
/// Who the token belongs to. GET.
pub const AUTH: &str = "/v1/auth";
/// Tokens. GET lists, POST makes.
pub const TOKENS: &str = "/v1/tokens";
/// One token. DELETE revokes.
pub const TOKEN: &str = "/v1/tokens/{id}";
/// A one-time code for the dashboard. POST.
pub const DASHBOARD_CODES: &str = "/v1/dashboard-codes";
/// The team's plan. GET (with `?bot=`), PUT.
pub const PLAN: &str = "/v1/plan";
/// Moves a licence from one bot to another. POST.
pub const PLAN_SWAP: &str = "/v1/plan/swap";
/// The bots that the token may see. GET.
pub const BOTS: &str = "/v1/bots";
/// One bot. DELETE removes it with all that the host keeps of it.
pub const BOT: &str = "/v1/bots/{bot}";
/// One environment of a bot: its status. GET.
pub const ENVIRONMENT: &str = "/v1/bots/{bot}/environments/{environment}";
/// The sources' digest that a folder was last seen with. PUT.
pub const SOURCES: &str = "/v1/bots/{bot}/environments/{environment}/sources";
/// Releases, newest first. GET.
pub const RELEASES: &str = "/v1/bots/{bot}/environments/{environment}/releases";
/// One release. GET.
pub const RELEASE: &str = "/v1/bots/{bot}/environments/{environment}/releases/{number}";
/// A release's manifest: canonical JSON. GET.
pub const RELEASE_MANIFEST: &str = "/v1/bots/{bot}/environments/{environment}/releases/{number}/manifest";
/// One blob of a release. GET.
pub const RELEASE_BLOB: &str = "/v1/bots/{bot}/environments/{environment}/releases/{number}/blobs/{digest}";
/// Deployments. POST begins one (deploy, update or rollback).
pub const DEPLOYMENTS: &str = "/v1/bots/{bot}/environments/{environment}/deployments";
/// One deployment. GET; DELETE cancels before commit.
pub const DEPLOYMENT: &str = "/v1/deployments/{deployment}";
/// Renews the lease before commit. POST.
pub const DEPLOYMENT_LEASE: &str = "/v1/deployments/{deployment}/lease";
/// Receives a pack of blobs. POST.
pub const DEPLOYMENT_PACKS: &str = "/v1/deployments/{deployment}/packs";
/// A large blob in chunks: HEAD answers the offset, PUT appends at it.
pub const DEPLOYMENT_BLOB: &str = "/v1/deployments/{deployment}/blobs/{digest}";
/// Commits the manifest. POST.
pub const DEPLOYMENT_COMMIT: &str = "/v1/deployments/{deployment}/commit";
/// The deployment's events as SSE. GET.
pub const DEPLOYMENT_EVENTS: &str = "/v1/deployments/{deployment}/events";
/// Renews the host's process. POST.
pub const RESTART: &str = "/v1/restart";

/// The widget's loader.
pub const BUNDLE: &str = "/w/{address}/bundle.js";
/// Immutable assets, the same for all bots.
pub const ASSET: &str = "/assets/{file}";
/// What the widget needs to draw itself. GET.
pub const CHAT_CONFIG: &str = "/chat/v1/{address}/config";
/// The bot's picture. GET.
pub const CHAT_AVATAR: &str = "/chat/v1/{address}/avatar";
/// A visitor's message. POST.
pub const CHAT_MESSAGES: &str = "/chat/v1/{address}/messages";
/// The demo page. GET.
pub const DEMO: &str = "/demo/{address}";
/// The dashboard. GET.
pub const DASHBOARD: &str = "/dashboard/{address}";
/// The dashboard's login. GET the form, POST the code.
pub const DASHBOARD_LOGIN: &str = "/login";
/// The public status of all bots on the host: up or not. GET.
pub const STATUS: &str = "/status";
/// The process lives. GET.
pub const HEALTH: &str = "/healthz";
/// The process can serve. GET.
pub const READY: &str = "/readyz";

/// Fills [`BOT`].
pub fn bot(bot: &BotId) -> String {
    format!("/v1/bots/{bot}")
}

/// Fills [`ENVIRONMENT`].
pub fn environment(bot: &BotId, environment: &EnvironmentName) -> String {
    format!("/v1/bots/{bot}/environments/{environment}")
}

/// Fills [`SOURCES`].
pub fn sources(bot: &BotId, name: &EnvironmentName) -> String {
    format!("{}/sources", environment(bot, name))
}

/// Fills [`RELEASES`].
pub fn releases(bot: &BotId, name: &EnvironmentName) -> String {
    format!("{}/releases", environment(bot, name))
}

/// Fills [`RELEASE`].
pub fn release(bot: &BotId, name: &EnvironmentName, number: ReleaseNumber) -> String {
    format!("{}/releases/{number}", environment(bot, name))
}

/// Fills [`RELEASE_MANIFEST`].
pub fn release_manifest(bot: &BotId, name: &EnvironmentName, number: ReleaseNumber) -> String {
    format!("{}/manifest", release(bot, name, number))
}

/// Fills [`RELEASE_BLOB`].
pub fn release_blob(bot: &BotId, name: &EnvironmentName, number: ReleaseNumber, digest: &Digest) -> String {
    format!("{}/blobs/{digest}", release(bot, name, number))
}

/// Fills [`DEPLOYMENTS`].
pub fn deployments(bot: &BotId, name: &EnvironmentName) -> String {
    format!("{}/deployments", environment(bot, name))
}

/// Fills [`DEPLOYMENT`].
pub fn deployment(id: &UniqueId) -> String {
    format!("/v1/deployments/{id}")
}

/// Fills [`DEPLOYMENT_LEASE`].
pub fn deployment_lease(id: &UniqueId) -> String {
    format!("/v1/deployments/{id}/lease")
}

/// Fills [`DEPLOYMENT_PACKS`].
pub fn deployment_packs(id: &UniqueId) -> String {
    format!("/v1/deployments/{id}/packs")
}

/// Fills [`DEPLOYMENT_BLOB`].
pub fn deployment_blob(id: &UniqueId, digest: &Digest) -> String {
    format!("/v1/deployments/{id}/blobs/{digest}")
}

/// Fills [`DEPLOYMENT_COMMIT`].
pub fn deployment_commit(id: &UniqueId) -> String {
    format!("/v1/deployments/{id}/commit")
}

/// Fills [`DEPLOYMENT_EVENTS`].
pub fn deployment_events(id: &UniqueId) -> String {
    format!("/v1/deployments/{id}/events")
}

/// Fills [`TOKEN`].
pub fn token(id: &UniqueId) -> String {
    format!("/v1/tokens/{id}")
}

/// Fills [`BUNDLE`].
pub fn bundle(address: &Address) -> String {
    format!("/w/{address}/bundle.js")
}

/// Fills [`CHAT_CONFIG`].
pub fn chat_config(address: &Address) -> String {
    format!("/chat/v1/{address}/config")
}

/// Fills [`CHAT_MESSAGES`].
pub fn chat_messages(address: &Address) -> String {
    format!("/chat/v1/{address}/messages")
}

/// Fills [`CHAT_AVATAR`].
pub fn chat_avatar(address: &Address) -> String {
    format!("/chat/v1/{address}/avatar")
}

/// Fills [`DEMO`].
pub fn demo(address: &Address) -> String {
    format!("/demo/{address}")
}

/// Fills [`DASHBOARD`].
pub fn dashboard(address: &Address) -> String {
    format!("/dashboard/{address}")
}
