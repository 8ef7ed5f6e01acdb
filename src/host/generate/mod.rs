//! Answers that a language model writes from the passages that were found; quoted instead whenever it is slow, down, over budget, or
//! says what the passages don't.
//!
//! The model is asked only for what a passage answers, gets nothing but these passages and the question, and has no tools. What it
//! says is untrusted text: [`crate::answer::support`] cuts it to what the passages hold.

mod prompt;
mod relay;
mod stream;
mod turns;

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::watch;

use crate::answer::passage::Passage;
use crate::answer::question::{Reply, ReplyKind, Source};
use crate::answer::support::{self, Supported};
use crate::config::bot::Generation;
use crate::config::host::HostConfig;
use crate::endpoints::{Endpoint, Failure};
use crate::host::app::Shared;
use crate::host::live::LiveRelease;
use turns::Turns;

pub use relay::Heard;
pub use turns::Turn;

/// The host's endpoints, and the turns that wait for them.
pub struct Generators {
    endpoints: BTreeMap<String, Endpoint>,
    turns: Turns,
}

impl Generators {
    /// The endpoints of a configuration whose keys were read. Errors: the system's TLS roots can't be read.
    pub fn open(config: &HostConfig) -> Result<Self, reqwest::Error> {
        let open = |(name, endpoint): (&String, _)| {
            Ok((name.clone(), Endpoint::open(endpoint, "chat/completions", &config.allow_private)?))
        };
        Ok(Self { endpoints: config.endpoints.iter().map(open).collect::<Result<_, _>>()?, turns: Turns::default() })
    }

    /// Waits until no other request answers the message of this id: the second one finds what the first recorded.
    pub async fn turn(&self, live: &LiveRelease, message: &crate::base::id::UniqueId) -> Turn {
        self.turns.enter((live.address.clone(), message.clone())).await
    }
}

/// Why an answer is quoted although a model was to write it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Quoted {
    /// The host has no such endpoint any more.
    #[error("the host has no such endpoint")]
    NoEndpoint,
    /// What is written in this language can't be held against the passages.
    #[error("answers in `{0}` can't be checked")]
    Language(String),
    /// The day's answers are used up.
    #[error("over budget")]
    OverBudget,
    /// The count of the day's answers can't be kept.
    #[error("the store doesn't answer")]
    Store,
    /// The endpoint failed.
    #[error(transparent)]
    Endpoint(#[from] Failure),
    /// The passages don't say what it says.
    #[error("unsupported")]
    Unsupported,
}

/// What became of a reply that a model could write: how an operator reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The model wrote it.
    Written,
    /// It is quoted.
    Quoted(Quoted),
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Written => formatter.write_str("written"),
            Self::Quoted(why) => write!(formatter, "quoted: {why}"),
        }
    }
}

/// Lets the bot's model write the reply anew, if it has one and passages answer; `heard` gets each sentence as it is supported. The
/// reply as it is otherwise.
pub async fn written(
    app: &Shared,
    live: &LiveRelease,
    question: &str,
    reply: Reply,
    heard: Option<Heard>,
) -> (Reply, Option<Outcome>) {
    let Some(generation) = &live.operations.generation else { return (reply, None) };
    if reply.kind != ReplyKind::Knowledge || reply.passages.is_empty() {
        return (reply, None);
    }
    match supported(app, live, generation, question, &reply, heard).await {
        Ok(supported) => {
            let sources = sources(&reply, &supported);
            (Reply { text: supported.text, sources, ..reply }, Some(Outcome::Written))
        }
        Err(why) => {
            let (endpoint, model) = (generation.endpoint.as_str(), generation.model.as_str());
            match &why {
                Quoted::NoEndpoint | Quoted::Store | Quoted::Endpoint(_) => {
                    tracing::warn!(bot = %live.bot, endpoint, model, %why, "an answer is quoted, not written");
                }
                Quoted::Language(_) | Quoted::OverBudget | Quoted::Unsupported => {
                    tracing::info!(bot = %live.bot, endpoint, model, %why, "an answer is quoted, not written");
                }
            }
            (reply, Some(Outcome::Quoted(why)))
        }
    }
}

async fn supported(
    app: &Shared,
    live: &LiveRelease,
    generation: &Generation,
    question: &str,
    reply: &Reply,
    heard: Option<Heard>,
) -> Result<Supported, Quoted> {
    if !support::knows(&reply.language) {
        return Err(Quoted::Language(reply.language.clone()));
    }
    let endpoint = app.generators.endpoints.get(&generation.endpoint).ok_or(Quoted::NoEndpoint)?;
    let asking = endpoint.admit(&app.clock)?;
    let day = app.clock.now().to_date();
    let is_reserved = app.store.reserve_generation(&live.bot, &day, generation.answers_per_day).await;
    if !is_reserved.map_err(|_| Quoted::Store)? {
        return Err(Quoted::OverBudget);
    }
    let body = prompt::body(&generation.model, question, &reply.language, &reply.passages);
    let limit = std::time::Duration::from_secs(generation.timeout_s.into());
    let passages: Arc<[Passage]> = reply.passages.clone().into();
    let (said, hearing) = watch::channel(String::new());
    let asked = asking.within(limit, stream::exchange(endpoint, &body, said));
    let (answer, ()) = tokio::join!(asked, relay::relay(app, &passages, hearing, heard));
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => {
            if failure.is_free() {
                // If it stays counted, the day has an answer less: that is the safe side.
                let _ = app.store.return_generation(&live.bot, &day).await;
            }
            return Err(failure.into());
        }
    };
    let cut = app.jobs.blocking(move || support::cut(&answer, &passages)).await;
    cut.ok().flatten().ok_or(Quoted::Unsupported)
}

/// The documents of the passages that the answer draws from, each once.
fn sources(reply: &Reply, supported: &Supported) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for passage in supported.used.iter().filter_map(|at| reply.passages.get(*at)) {
        if sources.iter().all(|source| source.document != passage.document) {
            sources.push(Source::from(passage));
        }
    }
    sources
}
