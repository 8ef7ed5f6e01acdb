//! Parameters and bodies, refused in our own words.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::base::id::{BotId, EnvironmentName};
use crate::host::app::Shared;
use crate::host::auth::Operator;
use crate::host::error::ApiError;
use crate::wire::problem::ProblemCode;

const MOST_REASON_CHARACTERS: usize = 300;

/// A JSON body. Only `application/json` is taken, so that no form of another site can send one.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, ApiError> {
        use axum::extract::rejection::JsonRejection;
        match axum::Json::<T>::from_request(request, app).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(JsonRejection::BytesRejection(rejection)) if rejection.status() == 413 => {
                Err(ApiError::new(ProblemCode::TooLarge, "the body is larger than this host takes"))
            }
            Err(rejection) => Err(ApiError::bad_request(shortened(&rejection.body_text()))),
        }
    }
}

/// Parameters of the path. What can't be read as text does not exist.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Shared> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        read.map(|axum::extract::Path(value)| Self(value)).map_err(|_| ApiError::not_found("this address"))
    }
}

/// Parameters behind the `?`.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        let read = axum::extract::Query::<T>::from_request_parts(parts, app).await;
        let read = read.map(|axum::extract::Query(value)| Self(value));
        read.map_err(|_| ApiError::bad_request("the parameters behind the `?` can't be read"))
    }
}

/// The bot and the environment of the path, which the operator's token may see.
pub struct Target {
    /// Whose token it is.
    pub operator: Operator,
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
}

impl FromRequestParts<Shared> for Target {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, ApiError> {
        #[derive(serde::Deserialize)]
        struct Names {
            bot: String,
            environment: String,
        }
        let operator = Operator::from_request_parts(parts, app).await?;
        let Path(names) = Path::<Names>::from_request_parts(parts, app).await?;
        let bot: BotId = names.bot.parse().map_err(|_| ApiError::not_found("this bot"))?;
        let environment = names.environment.parse().map_err(|_| ApiError::not_found("this environment"))?;
        operator.require_bot(&bot)?;
        Ok(Self { operator, bot, environment })
    }
}

impl FromRequestParts<Shared> for Operator {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _app: &Shared) -> Result<Self, ApiError> {
        // The guard of the route puts it there; a route without that guard has no operator.
        let operator = parts.extensions.get::<Self>().cloned();
        operator.ok_or_else(|| ApiError::new(ProblemCode::Unauthenticated, "a token is needed"))
    }
}

/// A parser's words: they may quote what was sent, which can be megabytes.
pub fn shortened(reason: &str) -> String {
    reason.chars().take(MOST_REASON_CHARACTERS).collect()
}

/// Parses a part of a path; what can't be parsed does not exist.
pub fn parse<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::not_found(what))
}
