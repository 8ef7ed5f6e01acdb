//! What a browser opens: scripts, demo page, status, and the dashboard behind its one-time code.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::{Address, BotId, TeamId};
use crate::config::bot::Messages;
use crate::host::api;
use crate::host::api::extract::{Path, Query};
use crate::host::app::{App, Shared};
use crate::host::auth;
use crate::host::error::ApiError;
use crate::host::live::{LiveRelease, Loaded};
use crate::host::router::Peer;
use crate::host::store::{EnvironmentRow, TurnRow};
use crate::host::web::{self, Nonce, csp};
use crate::integrate::Snippet;
use crate::wire::path;

/// How long a dashboard session lasts.
const SESSION: Duration = Duration::from_secs(12 * 3600);
/// Questions shown on the dashboard.
const QUESTIONS: u32 = 20;
const DAY_MS: i64 = 24 * 3600 * 1000;

/// The widget's loader of a bot. A bot that isn't there gets a script all the same, so that nothing can be probed.
pub async fn bundle(State(app): State<Shared>, Path(address): Path<String>) -> Response {
    let Ok(address) = address.parse::<Address>() else { return StatusCode::NOT_FOUND.into_response() };
    let url = &app.site;
    let script = web::loader(web::LoaderParams {
        address: &address,
        public_url: url,
        panel_file: &web::panel_asset().file_name,
    });
    let etag = format!("\"{}\"", Digest::of(script.as_bytes()).short());
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800".to_owned()),
        (header::ETAG, etag),
    ];
    (headers, script).into_response()
}

/// An immutable asset.
pub async fn asset(Path(file): Path<String>) -> Response {
    let Some(served) = web::asset(&file) else { return StatusCode::NOT_FOUND.into_response() };
    let cache = if served.is_immutable { "public, max-age=31536000, immutable" } else { "public, max-age=60" };
    let headers = [(header::CONTENT_TYPE, served.asset.media_type), (header::CACHE_CONTROL, cache)];
    (headers, served.asset.bytes.as_slice()).into_response()
}

/// The demo page.
pub async fn demo(State(app): State<Shared>, Path(address): Path<String>) -> Response {
    let Some(live) = live(&app, &address) else { return not_found() };
    let nonce = Nonce::generate();
    let url = &app.site;
    let snippet = Snippet::new(url, &live.address).html();
    let Some(language) = live.chatroom.languages.first() else { return not_found() };
    let messages = live.chatroom.messages.get(language);
    let suggested: &[String] = match messages {
        Some(Messages { suggested, .. }) if live.chatroom.suggested_questions => suggested,
        _ => &[],
    };
    let page = web::demo_page(web::DemoParams {
        nonce: &nonce,
        address: &live.address,
        public_url: url,
        bot_name: &live.chatroom.name,
        description: &live.chatroom.description,
        language,
        suggested,
        appearance: &live.chatroom.appearance,
        snippet: &snippet,
    });
    html(StatusCode::OK, page, &csp::demo(&nonce))
}

/// The public status: whether the host can serve, and how many bots do.
pub async fn status(State(app): State<Shared>) -> Response {
    let nonce = Nonce::generate();
    let is_ready = app.store.health().await.is_ok();
    let (bots_up, bots_down) = app.live.up_and_down();
    let page =
        web::status_page(web::StatusParams { nonce: &nonce, is_ready, bots_up, bots_down, checked: app.clock.now() });
    html(if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, page, &csp::document(&nonce))
}

/// The login form.
pub async fn login_form(State(app): State<Shared>, Query(wanted): Query<Wanted>) -> Response {
    login_page(&app, StatusCode::OK, web::next_address(wanted.next.as_deref().unwrap_or_default()).as_ref(), None)
}

/// What the form was opened for.
#[derive(serde::Deserialize)]
pub struct Wanted {
    next: Option<String>,
}

/// What a one-time code and the session after it open: what the token behind them may see.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct DashboardLogin {
    /// The team.
    pub team: TeamId,
    /// The bots; all of the team if absent.
    pub bots: Option<Vec<BotId>>,
    /// Whether visitors' own words are shown: a token that can't read conversations can't read them here either.
    #[serde(default)]
    pub reads_questions: bool,
}

impl DashboardLogin {
    fn opens(&self, row: &EnvironmentRow) -> bool {
        self.team == row.team && self.bots.as_ref().is_none_or(|bots| bots.contains(&row.bot))
    }
}

/// The posted form.
#[derive(serde::Deserialize)]
pub struct Login {
    code: String,
    next: Option<String>,
}

/// Uses a one-time code up and opens a session.
pub async fn login(
    State(app): State<Shared>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Form(form): Form<Login>,
) -> Result<Response, ApiError> {
    // A form of another site could log a browser in to a session of its choice; its `Origin` gives it away.
    if !is_own_form(&app, &headers) {
        return Err(ApiError::bad_request("this form belongs to another page"));
    }
    let next = web::next_address(form.next.as_deref().unwrap_or_default());
    let code: String = form.code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let now = app.clock.now();
    app.guesses.admit(peer.0, now)?;
    let Some(opened) = app.store.use_login_code(&Digest::of(code.as_bytes()), now).await? else {
        app.guesses.count(peer.0, now);
        tracing::warn!(peer = %auth::truncated(peer.0), "a login code was refused");
        let error = "This code isn't valid any more. Ask for a new one.";
        return Ok(login_page(&app, StatusCode::UNAUTHORIZED, next.as_ref(), Some(error)));
    };
    let secret = Digest::from_bytes(rand::random()).to_string();
    app.store.purge_logins(now).await?;
    app.store.insert_session(&Digest::of(secret.as_bytes()), &opened, now.plus(SESSION)).await?;
    let target = next.map_or_else(|| path::STATUS.to_owned(), |address| path::dashboard(&address));
    let mut response =
        (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{}{target}", app.public_url))]).into_response();
    if let Ok(cookie) = HeaderValue::from_str(&app.session_cookie(&secret)) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The dashboard of a bot.
pub async fn dashboard(
    State(app): State<Shared>,
    Path(address): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Ok(address) = address.parse::<Address>() else { return Ok(not_found()) };
    let Some(login) = session(&app, &headers).await? else {
        let target = format!("{}{}?next={}", app.public_url, path::DASHBOARD_LOGIN, path::dashboard(&address));
        return Ok((StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response());
    };
    let environments = app.store.environments().await?;
    let Some(row) = environments.into_iter().find(|row| row.address == address && login.opens(row)) else {
        return Ok(not_found());
    };
    render_dashboard(&app, &row, login.reads_questions).await
}

async fn render_dashboard(app: &Shared, row: &EnvironmentRow, reads_questions: bool) -> Result<Response, ApiError> {
    let nonce = Nonce::generate();
    let url = &app.site;
    let now = app.clock.now();
    let counts = |since: i64| app.store.conversation_counts(&row.bot, &row.environment, Timestamp(since));
    let month = i64::from(days_before_today(now)) * DAY_MS;
    let today = now.0 - now.0.rem_euclid(DAY_MS);
    let conversations = web::ConversationCounts {
        today: unsigned(counts(today).await?.conversations),
        month: unsigned(counts(today - month).await?.conversations),
        kept: unsigned(counts(0).await?.conversations),
    };
    let questions = if reads_questions { Some(recent_questions(app, row).await?) } else { None };
    let status = api::bots::environment_status(app, &row.bot, &row.environment).await?;
    let plan = api::plan::status(app, &row.team, Some(&row.bot)).await?;
    let live = app.live.of_environment(&row.bot, &row.environment);
    let page = web::dashboard_page(web::DashboardParams {
        nonce: &nonce,
        bot_name: live.as_ref().map_or(row.bot.as_str(), |live| &live.chatroom.name),
        status: &status,
        plan: &plan,
        conversations,
        questions: questions.as_deref(),
        demo_url: &format!("{}{}", app.public_url, path::demo(&row.address)),
        snippet: &Snippet::new(url, &row.address).html(),
    });
    Ok(html(StatusCode::OK, page, &csp::document(&nonce)))
}

async fn recent_questions(app: &Shared, row: &EnvironmentRow) -> Result<Vec<web::RecentQuestion>, ApiError> {
    let turns = app.store.recent_turns(&row.bot, &row.environment, QUESTIONS).await?;
    let question =
        |turn: TurnRow| web::RecentQuestion { at: turn.at, text: turn.text, kind: turn.kind, asker: turn.origin_kind };
    Ok(turns.into_iter().map(question).collect())
}

/// Whole days since the first of the month, UTC.
fn days_before_today(now: Timestamp) -> u8 {
    let day = now.to_date().get(8..10).and_then(|day| day.parse::<u8>().ok());
    day.unwrap_or(1).saturating_sub(1)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

async fn session(app: &App, headers: &HeaderMap) -> Result<Option<DashboardLogin>, ApiError> {
    let name = app.session_cookie_name();
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let secret = cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned());
    match secret {
        Some(secret) => {
            let opened = app.store.find_session(&Digest::of(secret.as_bytes()), app.clock.now()).await?;
            Ok(opened.and_then(|text| serde_json::from_str(&text).ok()))
        }
        None => Ok(None),
    }
}

fn is_own_form(app: &App, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    let own = app.site.origin().ascii_serialization();
    origin.to_str().is_ok_and(|origin| origin == own)
}

fn login_page(app: &App, status: StatusCode, next: Option<&Address>, error: Option<&str>) -> Response {
    let nonce = Nonce::generate();
    let url = &app.site;
    let prefix = url.path().trim_end_matches('/');
    let page = web::login_page(web::LoginParams { nonce: &nonce, prefix, next, error });
    html(status, page, &csp::login(&nonce))
}

fn live(app: &App, address: &str) -> Option<std::sync::Arc<LiveRelease>> {
    match app.live.at(&address.parse().ok()?)? {
        Loaded::Live(live) => Some(live),
        Loaded::Broken(_) => None,
    }
}

fn not_found() -> Response {
    let nonce = Nonce::generate();
    html(StatusCode::NOT_FOUND, web::not_found_page(&nonce), &csp::document(&nonce))
}

fn html(status: StatusCode, page: String, policy: &str) -> Response {
    let mut response = (status, Html(page)).into_response();
    if let Ok(policy) = HeaderValue::from_str(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

impl App {
    fn session_cookie_name(&self) -> &'static str {
        // The prefix demands https, which a local host doesn't have.
        if self.public_url.starts_with("https:") { "__Host-botctl" } else { "botctl" }
    }

    fn session_cookie(&self, secret: &str) -> String {
        let secure = if self.public_url.starts_with("https:") { "; Secure" } else { "" };
        let life = SESSION.as_secs();
        format!("{}={secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age={life}{secure}", self.session_cookie_name())
    }
}
