//! Every route on one page: method, path, who may, which headers, which handler.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::handler::Handler;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post, put};
use tower_http::catch_panic::CatchPanicLayer;

use crate::host::api;
use crate::host::app::{App, Shared};
use crate::host::auth;
use crate::host::chat;
use crate::host::error::ApiError;
use crate::host::headers::{self, Surface};
use crate::host::pages;
use crate::wire::auth::Scope;
use crate::wire::path;
use crate::wire::problem::ProblemCode;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone. What it answers gives nothing away.
    Public,
    /// The chat's own rules: an allowed origin, or an operator's token.
    Chat,
    /// A browser that logged in to the dashboard.
    Dashboard,
    /// A token of one of these scopes; the handler checks the bot it is bound to.
    Token(&'static [Scope]),
}

const ANY: Access = Access::Token(&[Scope::Admin, Scope::Deploy, Scope::Read, Scope::Export]);
const WATCH: Access = Access::Token(&[Scope::Admin, Scope::Deploy, Scope::Read]);
const DEPLOY: Access = Access::Token(&[Scope::Admin, Scope::Deploy]);
const ADMIN: Access = Access::Token(&[Scope::Admin]);

/// A route. One method each, so that the table of access is complete.
pub struct Route {
    /// `GET`, `POST`, `PUT`, `DELETE`, `HEAD`.
    pub method: &'static str,
    /// Its path template.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    /// Which headers it gets.
    pub surface: Surface,
    handler: MethodRouter<Shared>,
}

fn route(
    method: &'static str,
    path: &'static str,
    access: Access,
    surface: Surface,
    handler: MethodRouter<Shared>,
) -> Route {
    Route { method, path, access, surface, handler }
}

/// All routes of the host.
#[rustfmt::skip] // a table reads as a table
pub fn routes() -> Vec<Route> {
    use Surface::{Api, Chat, Page, Script};
    vec![
        route("GET",    path::HELLO,             Access::Public, Api, get(api::hello::hello)),
        route("GET",    path::OPENAPI,           Access::Public, Api, get(api::openapi::openapi)),
        route("GET",    path::HEALTH,            Access::Public, Api, get(api::hello::health)),
        route("GET",    path::READY,             Access::Public, Api, get(api::hello::ready)),
        route("POST",   path::RESTART,           ADMIN,  Api, post(api::hello::restart)),
        route("GET",    path::AUTH,              ANY,    Api, get(api::tokens::whoami)),
        route("GET",    path::TOKENS,            ADMIN,  Api, get(api::tokens::list)),
        route("POST",   path::TOKENS,            ADMIN,  Api, post(api::tokens::create)),
        route("DELETE", path::TOKEN,             ADMIN,  Api, delete(api::tokens::revoke)),
        route("POST",   path::DASHBOARD_CODES,   WATCH,  Api, post(api::tokens::dashboard_code)),
        route("GET",    path::PLAN,              WATCH,  Api, get(api::plan::show)),
        route("PUT",    path::PLAN,              ADMIN,  Api, put(api::plan::change)),
        route("POST",   path::PLAN_SWAP,         ADMIN,  Api, post(api::plan::swap)),
        route("GET",    path::BOTS,              WATCH,  Api, get(api::bots::list)),
        route("DELETE", path::BOT,               ADMIN,  Api, delete(api::bots::remove)),
        route("GET",    path::ENVIRONMENT,       WATCH,  Api, get(api::bots::status)),
        route("PUT",    path::SOURCES,           DEPLOY, Api, put(api::bots::sources)),
        route("GET",    path::RELEASES,          WATCH,  Api, get(api::releases::list)),
        route("GET",    path::RELEASE,           WATCH,  Api, get(api::releases::show)),
        route("GET",    path::RELEASE_MANIFEST,  WATCH,  Api, get(api::releases::manifest)),
        route("GET",    path::RELEASE_BLOB,      DEPLOY, Api, get(api::releases::blob)),
        route("POST",   path::DEPLOYMENTS,       DEPLOY, Api, post(api::deployments::begin)),
        route("GET",    path::DEPLOYMENT,        WATCH,  Api, get(api::deployments::show)),
        route("DELETE", path::DEPLOYMENT,        DEPLOY, Api, delete(api::deployments::cancel)),
        route("POST",   path::DEPLOYMENT_LEASE,  DEPLOY, Api, post(api::deployments::renew)),
        route("POST",   path::DEPLOYMENT_PACKS,  DEPLOY, Api, post(api::uploads::pack)),
        route("HEAD",   path::DEPLOYMENT_BLOB,   DEPLOY, Api, axum::routing::head(api::uploads::offset)),
        route("PUT",    path::DEPLOYMENT_BLOB,   DEPLOY, Api, put(api::uploads::chunk)),
        route("POST",   path::DEPLOYMENT_COMMIT, DEPLOY, Api, post(api::deployments::commit)),
        route("GET",    path::DEPLOYMENT_EVENTS, WATCH,  Api, get(api::deployments::events)),

        route("GET",    path::CHAT_CONFIG,       Access::Chat, Chat, get(chat::config)),
        route("OPTIONS", path::CHAT_CONFIG,      Access::Chat, Chat, axum::routing::options(chat::preflight)),
        route("GET",    path::CHAT_AVATAR,       Access::Public, Surface::Image, get(chat::avatar)),
        route("POST",   path::CHAT_MESSAGES,     Access::Chat, Chat, post(chat::message)),
        route("OPTIONS", path::CHAT_MESSAGES,    Access::Chat, Chat, axum::routing::options(chat::preflight)),

        route("GET",    path::BUNDLE,            Access::Public, Script, get(pages::bundle)),
        route("GET",    path::ASSET,             Access::Public, Script, get(pages::asset)),
        route("GET",    path::DEMO,              Access::Public, Page, get(pages::demo)),
        route("GET",    path::STATUS,            Access::Public, Page, get(pages::status)),
        route("GET",    path::DASHBOARD_LOGIN,   Access::Public, Page, get(pages::login_form)),
        route("POST",   path::DASHBOARD_LOGIN,   Access::Public, Page, post(pages::login)),
        route("GET",    path::DASHBOARD,         Access::Dashboard, Page, get(pages::dashboard)),
    ]
}

/// The service: all routes, each behind its guard and with its headers.
pub fn router(app: Shared) -> Router {
    let body_limit = usize::try_from(app.upload_limits().request_bytes).unwrap_or(usize::MAX);
    let mut router = Router::new();
    for Route { path, access, surface, handler, .. } in routes() {
        let guarded = handler
            .layer::<_, Infallible>(middleware::from_fn_with_state((Arc::clone(&app), access), guard))
            // Within the headers, so that what is said after a panic has them too.
            .layer::<_, Infallible>(CatchPanicLayer::custom(panicked))
            .layer(middleware::from_fn_with_state((Arc::clone(&app), surface), headers::apply));
        router = router.route(path, guarded);
    }
    let unknown = middleware::from_fn_with_state((Arc::clone(&app), Surface::Api), headers::apply);
    router
        // The headers of a route are its own layer: a second one around all routes would give a response two ids.
        .fallback(no_route.layer(unknown.clone()))
        .method_not_allowed_fallback(no_method.layer(unknown))
        .layer(DefaultBodyLimit::max(body_limit))
        .with_state(app)
}

async fn no_route() -> ApiError {
    ApiError::not_found("this address")
}

async fn no_method() -> ApiError {
    ApiError::new(ProblemCode::MethodNotAllowed, "this address doesn't take that method")
}

async fn guard(State((app, access)): State<(Shared, Access)>, mut request: Request, next: Next) -> Response {
    let peer = peer_address(&app, &request);
    request.extensions_mut().insert(Peer(peer));
    if let Access::Token(scopes) = access {
        match auth::operator(&app, request.headers(), peer).await {
            Ok(operator) if scopes.contains(&operator.scope) => {
                request.extensions_mut().insert(operator);
            }
            Ok(operator) => return wrong_scope(&operator, scopes).into_response(),
            Err(error) => return error.into_response(),
        }
    }
    next.run(request).await
}

fn wrong_scope(operator: &auth::Operator, scopes: &[Scope]) -> ApiError {
    let needed: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
    let message =
        format!("a token of scope `{}` may not do this; it needs {}", operator.scope.name(), needed.join(" or "));
    ApiError::new(ProblemCode::Forbidden, message).hint("botctl token create --scope deploy --bot <BOT>")
}

/// The address that a request came from, as far as proxies that the configuration trusts tell it.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

fn peer_address(app: &App, request: &Request) -> IpAddr {
    let socket = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let socket = socket.unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
    if !app.config.trusted_proxies.iter().any(|network| network.contains(socket)) {
        return socket;
    }
    // The last entry is the one that the trusted proxy added itself; those before it are the client's claims.
    let forwarded = request.headers().get_all("x-forwarded-for").iter().next_back();
    forwarded
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|address| address.trim().parse().ok())
        .unwrap_or(socket)
}

fn panicked(_payload: Box<dyn std::any::Any + Send>) -> Response<Body> {
    ApiError::new(ProblemCode::Unexpected, "the host met a fault of its own; its log says where").into_response()
}
