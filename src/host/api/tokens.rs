//! Tokens and the dashboard's one-time codes.

use std::time::Duration;

use axum::extract::State;

use crate::base::digest::Digest;
use crate::base::id::UniqueId;
use crate::host::api::extract::{Json, Path, parse};
use crate::host::app::Shared;
use crate::host::auth::{self, Operator};
use crate::host::error::ApiError;
use crate::host::pages::DashboardLogin;
use crate::host::store::TokenRow;
use crate::wire::auth::{DashboardCode, MintedToken, NewToken, Scope, TokenFacts};
use crate::wire::path;

/// How long a one-time code can be used.
const CODE_LIFE: Duration = Duration::from_secs(5 * 60);
/// Letters and digits that nobody takes for another.
const CODE_LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Whose token it is.
pub async fn whoami(State(app): State<Shared>, operator: Operator) -> Result<axum::Json<TokenFacts>, ApiError> {
    let rows = app.store.list_tokens().await?;
    let row = rows.into_iter().find(|row| row.id == operator.token);
    row.map(|row| axum::Json(facts(row))).ok_or_else(|| ApiError::not_found("this token"))
}

/// All tokens of the team, without their secrets.
pub async fn list(State(app): State<Shared>, operator: Operator) -> Result<axum::Json<Vec<TokenFacts>>, ApiError> {
    Ok(axum::Json(
        app.store.list_tokens().await?.into_iter().filter(|row| row.team == operator.team).map(facts).collect(),
    ))
}

/// Makes a token; its secret is shown this once.
pub async fn create(
    State(app): State<Shared>,
    operator: Operator,
    Json(new): Json<NewToken>,
) -> Result<axum::Json<MintedToken>, ApiError> {
    if (new.scope == Scope::Admin) != new.bots.is_empty() {
        return Err(ApiError::bad_request(
            "a token is bound to at least one bot, unless its scope is admin, which takes none",
        ));
    }
    let networks = new.networks.iter().map(|network| network.parse().map_err(ApiError::bad_request));
    let networks = networks.collect::<Result<_, _>>()?;
    let token = auth::mint(new.scope);
    let row = TokenRow {
        id: UniqueId::generate(),
        team: operator.team,
        hash: auth::token_hash(&token),
        scope: new.scope,
        bots: new.bots,
        networks,
        label: new.label.chars().take(80).collect(),
        created: app.clock.now(),
        expires: new.expires,
        last_used: None,
    };
    app.store.insert_token(&row).await?;
    tracing::info!(token = %row.id, scope = row.scope.name(), by = %operator.token, "token created");
    Ok(axum::Json(MintedToken { facts: facts(row), token: token.expose().to_owned() }))
}

/// Revokes a token.
pub async fn revoke(
    State(app): State<Shared>,
    operator: Operator,
    Path(id): Path<String>,
) -> Result<axum::Json<bool>, ApiError> {
    let id: UniqueId = parse(&id, "this token")?;
    let rows = app.store.list_tokens().await?;
    let is_own = rows.iter().any(|row| row.id == id && row.team == operator.team);
    if !is_own || !app.store.revoke_token(&id).await? {
        return Err(ApiError::not_found("this token"));
    }
    tracing::info!(token = %id, by = %operator.token, "token revoked");
    Ok(axum::Json(true))
}

/// Makes a one-time code for the dashboard's login page.
pub async fn dashboard_code(
    State(app): State<Shared>,
    operator: Operator,
) -> Result<axum::Json<DashboardCode>, ApiError> {
    // Fifty bits, and ten guesses a minute: safe for five minutes, and short enough to type.
    let code: String = (0..10)
        .filter_map(|_| CODE_LETTERS.get(rand::random_range(0..CODE_LETTERS.len())))
        .map(|letter| char::from(*letter))
        .collect();
    let now = app.clock.now();
    let expires = now.plus(CODE_LIFE);
    let bots = (operator.scope != Scope::Admin).then_some(operator.bots);
    let reads_questions = matches!(operator.scope, Scope::Admin | Scope::Export);
    let login = serde_json::to_string(&DashboardLogin { team: operator.team, bots, reads_questions })
        .map_err(|error| ApiError::bad_request(error.to_string()))?;
    app.store.insert_login_code(&Digest::of(code.as_bytes()), &login, expires).await?;
    let login_url = format!("{}{}", app.public_url, path::DASHBOARD_LOGIN);
    Ok(axum::Json(DashboardCode { code, expires, login_url }))
}

fn facts(row: TokenRow) -> TokenFacts {
    TokenFacts {
        id: row.id,
        scope: row.scope,
        bots: row.bots,
        networks: row.networks.iter().map(ToString::to_string).collect(),
        label: row.label,
        created: row.created,
        expires: row.expires,
        last_used: row.last_used,
    }
}
