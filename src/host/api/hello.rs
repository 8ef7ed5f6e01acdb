//! Who the host is, whether it lives, and its restart.

use axum::Json;
use axum::extract::State;

use crate::answer::release::ENGINES_READ;
use crate::base::version::{PRODUCT, VERSION, WIRE_MAJOR};
use crate::host::app::Shared;
use crate::host::error::ApiError;
use crate::host::installed;
use crate::wire::hello::Hello;

/// Versions and limits.
pub async fn hello(State(app): State<Shared>) -> Json<Hello> {
    Json(Hello {
        product: PRODUCT.to_owned(),
        version: VERSION.to_owned(),
        wire: WIRE_MAJOR,
        engines: ENGINES_READ.to_vec(),
        limits: app.upload_limits(),
        local: app.local,
        public_url: app.public_url.clone(),
        running: app.running.clone(),
        installed: installed::facts(app.config.file.as_deref()),
    })
}

/// The process lives.
pub async fn health() -> &'static str {
    "ok\n"
}

/// The process can serve: the store answers.
pub async fn ready(State(app): State<Shared>) -> Result<&'static str, ApiError> {
    app.store.health().await?;
    Ok("ready\n")
}

/// Begins anew with the binary and the `host.toml` that stand on the host's disk.
pub async fn restart(State(app): State<Shared>) -> Json<bool> {
    tracing::info!("restart asked for");
    app.restart.cancel();
    Json(true)
}
