//! What can go wrong between client and host, what a caller does about it, and its stable code.

use std::time::Duration;

use crate::base::version::WIRE_MAJOR;
use crate::client::Cause;
use crate::wire::problem::{Problem, ProblemCode};

/// A call that did not succeed. Holds no token, nor an address with one.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ClientError {
    /// The host's address can't be used.
    #[error("`{address}` can't be a host's address: {reason}")]
    Address {
        /// The address, without user and password.
        address: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A token would travel readable for everybody on the way.
    #[error("no token is sent to `{host}` over plain http")]
    TokenInTheClear {
        /// The host.
        host: String,
    },
    /// No HTTP client could be made.
    #[error("no connection can be set up: {reason}")]
    Setup {
        /// What the TLS library says.
        reason: String,
    },
    /// The host gave no answer.
    #[error("`{host}` can't be reached: {}", cause.words())]
    Unreachable {
        /// The host.
        host: String,
        /// Why.
        cause: Cause,
        /// The innermost text of the error.
        detail: String,
    },
    /// Something before the host answered in its stead.
    #[error("a gateway answers {status} for `{host}`: the host behind it is down or busy")]
    Gateway {
        /// The host.
        host: String,
        /// The HTTP status.
        status: u16,
        /// When it asks to be tried again.
        retry_after: Option<Duration>,
    },
    /// Something answers that doesn't speak the contract.
    #[error("that is no botctl host: `{host}` {detail}")]
    NotAHost {
        /// The host.
        host: String,
        /// What it answered.
        detail: String,
    },
    /// Client and host speak different majors of the contract.
    #[error("`{host}` speaks version {theirs} of the contract, this botctl speaks version {WIRE_MAJOR}")]
    WireMismatch {
        /// The host.
        host: String,
        /// Its version.
        theirs: String,
    },
    /// The host answered with something else than the contract says.
    #[error("`{host}` gave an answer to `{call}` that can't be read: {detail}")]
    Unreadable {
        /// The host.
        host: String,
        /// Method and path.
        call: String,
        /// What is wrong with it.
        detail: String,
        /// The request's id.
        request_id: String,
    },
    /// The host refused.
    #[error("{}", .0.problem.message)]
    Problem(Box<Refusal>),
}

/// A refusal of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The host.
    pub host: String,
    /// The HTTP status.
    pub status: u16,
    /// What the host says; `request_id` is filled from the header where the body has none.
    pub problem: Problem,
    /// When it asks to be tried again.
    pub retry_after: Option<Duration>,
}

/// What a failure means for the caller: decides the exit code before commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// No token, a refused one, or one that may not do that.
    Auth,
    /// Not to be had now; trying again helps.
    Unavailable,
    /// Another holds the lock.
    Locked,
    /// The host moved on.
    Conflict,
    /// There is no such thing.
    NotFound,
    /// A prerequisite on the host is not met.
    Refused,
    /// The call was wrong.
    Usage,
    /// A fault of the program.
    Unexpected,
}

impl ClientError {
    /// What the failure means for the caller.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Address { .. } => ErrorClass::Usage,
            Self::TokenInTheClear { .. } => ErrorClass::Auth,
            Self::Setup { .. } | Self::Unreadable { .. } => ErrorClass::Unexpected,
            Self::Unreachable { .. } | Self::Gateway { .. } | Self::NotAHost { .. } => ErrorClass::Unavailable,
            Self::WireMismatch { .. } => ErrorClass::Refused,
            Self::Problem(refusal) => class_of(refusal.problem.code, refusal.status),
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "NET001",
            Self::Setup { .. } => "NET002",
            Self::Unreachable { cause, .. } => match cause {
                Cause::Dns => "NET003",
                Cause::Refused => "NET004",
                Cause::Tls => "NET005",
                Cause::Timeout => "NET006",
                Cause::Broken => "NET007",
            },
            Self::Gateway { .. } => "NET008",
            Self::NotAHost { .. } => "NET009",
            Self::WireMismatch { .. } => "NET010",
            Self::Unreadable { .. } => "NET011",
            Self::TokenInTheClear { .. } => "AUT001",
            Self::Problem(refusal) => code_of(refusal.problem.code),
        }
    }

    /// The id of the request in the host's log, if the request got that far.
    pub fn request_id(&self) -> Option<&str> {
        let id = match self {
            Self::Unreadable { request_id, .. } => request_id,
            Self::Problem(refusal) => &refusal.problem.request_id,
            Self::Address { .. }
            | Self::TokenInTheClear { .. }
            | Self::Setup { .. }
            | Self::Unreachable { .. }
            | Self::Gateway { .. }
            | Self::NotAHost { .. }
            | Self::WireMismatch { .. } => return None,
        };
        (!id.is_empty()).then_some(id)
    }

    /// The refusal's code, if the host refused.
    pub fn problem(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem(refusal) => Some(refusal.problem.code),
            Self::Address { .. }
            | Self::TokenInTheClear { .. }
            | Self::Setup { .. }
            | Self::Unreachable { .. }
            | Self::Gateway { .. }
            | Self::NotAHost { .. }
            | Self::WireMismatch { .. }
            | Self::Unreadable { .. } => None,
        }
    }

    /// How long the host asks to be left alone.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Gateway { retry_after, .. } => *retry_after,
            Self::Problem(refusal) => refusal.retry_after,
            Self::Address { .. }
            | Self::TokenInTheClear { .. }
            | Self::Setup { .. }
            | Self::Unreachable { .. }
            | Self::NotAHost { .. }
            | Self::WireMismatch { .. }
            | Self::Unreadable { .. } => None,
        }
    }

    /// Whether the same call may succeed a moment later.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { cause, .. } => *cause != Cause::Tls,
            Self::Gateway { .. } => true,
            Self::Problem(refusal) => is_transient(refusal.problem.code, refusal.status),
            Self::Address { .. }
            | Self::TokenInTheClear { .. }
            | Self::Setup { .. }
            | Self::NotAHost { .. }
            | Self::WireMismatch { .. }
            | Self::Unreadable { .. } => false,
        }
    }

    /// Whether the request can't have reached the host, so that repeating it can't do anything twice.
    pub(crate) fn never_arrived(&self) -> bool {
        matches!(self, Self::Unreachable { cause: Cause::Dns | Cause::Refused, .. })
    }
}

fn is_transient(code: ProblemCode, status: u16) -> bool {
    match code {
        // A monthly limit and a full disk don't pass within seconds.
        ProblemCode::MessageLimit | ProblemCode::StorageFull => false,
        _ => matches!(status, 408 | 425 | 429) || status >= 500,
    }
}

fn class_of(code: ProblemCode, status: u16) -> ErrorClass {
    match code {
        ProblemCode::BadRequest | ProblemCode::MethodNotAllowed => ErrorClass::Usage,
        ProblemCode::Unauthenticated | ProblemCode::Forbidden | ProblemCode::OriginRefused => ErrorClass::Auth,
        ProblemCode::NotFound => ErrorClass::NotFound,
        ProblemCode::IdReused | ProblemCode::FenceLost | ProblemCode::BaseMoved | ProblemCode::WrongState => {
            ErrorClass::Conflict
        }
        ProblemCode::Locked => ErrorClass::Locked,
        ProblemCode::PlanRefused
        | ProblemCode::MessageLimit
        | ProblemCode::TooLarge
        | ProblemCode::EngineUnknown
        | ProblemCode::WireMismatch
        | ProblemCode::SettingsRefused => ErrorClass::Refused,
        // Running again sends what is missing or was damaged on the way.
        ProblemCode::BlobsMissing
        | ProblemCode::DigestMismatch
        | ProblemCode::TooManyRequests
        | ProblemCode::StorageFull
        | ProblemCode::Unavailable => ErrorClass::Unavailable,
        ProblemCode::Unexpected if status >= 500 => ErrorClass::Unavailable,
        ProblemCode::Unexpected => ErrorClass::Unexpected,
    }
}

fn code_of(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::WireMismatch => "NET010",
        ProblemCode::BadRequest => "NET012",
        ProblemCode::NotFound => "NET013",
        ProblemCode::IdReused => "NET014",
        ProblemCode::TooManyRequests => "NET015",
        ProblemCode::Unavailable => "NET016",
        ProblemCode::Unexpected => "NET017",
        ProblemCode::MethodNotAllowed => "NET018",
        ProblemCode::Unauthenticated => "AUT002",
        ProblemCode::Forbidden => "AUT003",
        ProblemCode::OriginRefused => "AUT004",
        ProblemCode::Locked => "LCK001",
        ProblemCode::FenceLost => "LCK002",
        ProblemCode::BlobsMissing => "UPL001",
        ProblemCode::DigestMismatch => "UPL002",
        ProblemCode::TooLarge => "UPL003",
        ProblemCode::StorageFull => "UPL004",
        ProblemCode::BaseMoved => "DEP001",
        ProblemCode::WrongState => "DEP002",
        ProblemCode::PlanRefused => "DEP003",
        ProblemCode::MessageLimit => "DEP004",
        ProblemCode::EngineUnknown => "DEP005",
        ProblemCode::SettingsRefused => "DEP006",
    }
}

/// The problem that a status stands for where the answer has no body, as with HEAD.
pub(crate) fn problem_of_status(status: u16, request_id: &str) -> Problem {
    const NAMED: [ProblemCode; 10] = [
        ProblemCode::BadRequest,
        ProblemCode::MethodNotAllowed,
        ProblemCode::Unauthenticated,
        ProblemCode::Forbidden,
        ProblemCode::NotFound,
        ProblemCode::WrongState,
        ProblemCode::TooLarge,
        ProblemCode::Locked,
        ProblemCode::TooManyRequests,
        ProblemCode::Unavailable,
    ];
    let code = NAMED.into_iter().find(|code| code.status() == status).unwrap_or(ProblemCode::Unexpected);
    Problem {
        code,
        message: format!("the host answered {status} without saying why"),
        hint: String::new(),
        request_id: request_id.to_owned(),
        holder: None,
    }
}
