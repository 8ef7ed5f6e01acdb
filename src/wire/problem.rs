//! The body of every response that is not a success.

use serde::{Deserialize, Serialize};

/// What went wrong, for machines and people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A stable code of the diagnostic families, e.g. `AUT003`.
    pub code: ProblemCode,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub hint: String,
    /// The request's id, to find it in the host's log.
    #[serde(default)]
    pub request_id: String,
    /// Who holds the lock, with [`ProblemCode::Locked`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub holder: Option<crate::base::event::LockHolder>,
}

/// Codes of problems. The text form is the variant in snake case; an unknown one reads as `Unexpected`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The body or a parameter can't be read. 400.
    BadRequest,
    /// The address doesn't take that method; the header `Allow` names those that it takes. 405.
    MethodNotAllowed,
    /// No token, or one that isn't known. 401.
    Unauthenticated,
    /// The token may not do that. 403.
    Forbidden,
    /// The page's origin may not use this bot, or a request without one has no operator's token. 403.
    OriginRefused,
    /// There is no such thing. 404.
    NotFound,
    /// The same id was used for something else. 409.
    IdReused,
    /// Another deployment holds the lease. 423.
    Locked,
    /// The lease was lost to another. 409.
    FenceLost,
    /// The live release is not the one the plan was made against. 409.
    BaseMoved,
    /// The deployment is past the point where this can be done. 409.
    WrongState,
    /// Blobs of the manifest are not here. 409.
    BlobsMissing,
    /// A blob's content is not what its digest says. 422.
    DigestMismatch,
    /// A prerequisite of the plan is not met. 402.
    PlanRefused,
    /// The message limit is reached. 429.
    MessageLimit,
    /// Too many requests. 429.
    TooManyRequests,
    /// Larger than the host allows. 413.
    TooLarge,
    /// The host doesn't know the engine of this release. 409.
    EngineUnknown,
    /// The contract's versions differ. 426.
    WireMismatch,
    /// The settings of the release are refused by the host. 422.
    SettingsRefused,
    /// The disk is full. 507.
    StorageFull,
    /// The store or the blobs can't be reached, or the host stops. 503.
    Unavailable,
    /// A fault of the host. 500.
    #[serde(other)]
    Unexpected,
}

impl ProblemCode {
    /// The HTTP status that goes with the code.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthenticated => 401,
            Self::PlanRefused => 402,
            Self::Forbidden | Self::OriginRefused => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::IdReused
            | Self::FenceLost
            | Self::BaseMoved
            | Self::WrongState
            | Self::BlobsMissing
            | Self::EngineUnknown => 409,
            Self::TooLarge => 413,
            Self::DigestMismatch | Self::SettingsRefused => 422,
            Self::Locked => 423,
            Self::WireMismatch => 426,
            Self::MessageLimit | Self::TooManyRequests => 429,
            Self::Unexpected => 500,
            Self::Unavailable => 503,
            Self::StorageFull => 507,
        }
    }
}
