//! Who may talk to a bot: pages of allowed origins, the host's own pages, and operators. `Origin` is not authentication
//! (a program can claim any); it keeps other sites' visitors out, as a browser always tells it.

use axum::http::{HeaderMap, HeaderValue, Method, header};

use crate::host::app::Shared;
use crate::host::auth;
use crate::host::error::ApiError;
use crate::host::live::LiveRelease;
use crate::host::origin::Origin;
use crate::host::router::Peer;
use crate::host::store::Asker;
use crate::wire::auth::Scope;
use crate::wire::problem::ProblemCode;

/// Someone who may talk.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// Who.
    pub asker: Asker,
    /// The origin to name in the answer's CORS header, if it is another site's.
    pub cross_origin: Option<HeaderValue>,
    /// The visitor's token, to be checked with the conversation.
    pub visitor_token: Option<crate::base::secret::Secret>,
}

/// Decides by `Origin`; a request without one needs an operator's token, or must be a page's own read.
pub async fn admit(
    app: &Shared,
    live: &LiveRelease,
    headers: &HeaderMap,
    method: &Method,
    peer: Peer,
) -> Result<Admitted, ApiError> {
    let visitor_token = auth::bearer(headers);
    match origin(headers) {
        Some(value) if is_own(app, &value) => Ok(Admitted { asker: Asker::Demo, cross_origin: None, visitor_token }),
        Some(value) => match allowed_origin(app, live, headers) {
            Some(origin) => Ok(Admitted { asker: Asker::Visitor, cross_origin: Some(origin), visitor_token }),
            None => Err(refused(live, &value)),
        },
        // Browsers send no `Origin` with a page's own GET, but say in a header that no page can set where it comes from.
        None if *method == Method::GET && headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin") => {
            Ok(Admitted { asker: Asker::Demo, cross_origin: None, visitor_token })
        }
        None => {
            let operator = auth::operator(app, headers, peer.0).await.map_err(|error| match error.code() {
                ProblemCode::Unauthenticated => {
                    ApiError::new(ProblemCode::OriginRefused, "a request without `Origin` needs an operator's token")
                        .hint(error.hint_text())
                }
                _ => error,
            })?;
            // A question is kept with its answer: asking one writes.
            let may = match operator.scope {
                Scope::Admin | Scope::Deploy => true,
                Scope::Read => *method == Method::GET,
                Scope::Export => false,
            };
            if !may {
                let message = format!("a token of scope `{}` may not talk to a bot", operator.scope.name());
                return Err(ApiError::new(ProblemCode::Forbidden, message).hint("use a token of scope admin or deploy"));
            }
            operator.require_bot(&live.bot)?;
            Ok(Admitted { asker: Asker::Operator, cross_origin: None, visitor_token: None })
        }
    }
}

/// The origin of another site that the bot allows, for the CORS headers.
pub fn allowed_origin(app: &Shared, live: &LiveRelease, headers: &HeaderMap) -> Option<HeaderValue> {
    let value = origin(headers)?;
    let parsed = Origin::parse(&value)?;
    (is_own(app, &value) || live.origins.allow(&parsed)).then(|| headers.get(header::ORIGIN).cloned()).flatten()
}

fn origin(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(header::ORIGIN).iter();
    let value = values.next()?;
    // No browser sends two; that the first is allowed says nothing about the second.
    let value = if values.next().is_some() { None } else { value.to_str().ok() };
    Some(value.unwrap_or("?").to_owned())
}

fn is_own(app: &Shared, origin: &str) -> bool {
    let own = Origin::of_url(&app.site);
    own.is_some() && own == Origin::parse(origin)
}

fn refused(live: &LiveRelease, origin: &str) -> ApiError {
    let seen: String = origin.chars().filter(|character| !character.is_control()).take(200).collect();
    ApiError::new(
        ProblemCode::OriginRefused,
        format!(
            "bot `{}` may not be used on {seen}: the domain isn't in settings.authorized_domains of bot.toml",
            live.bot
        ),
    )
    .hint("add the domain to settings.authorized_domains, then: botctl update --chatroom-only")
}
