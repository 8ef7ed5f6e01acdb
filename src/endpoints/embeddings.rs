//! Vectors by `/embeddings`: asked for by threads that may wait, on a runtime of their own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::{Endpoint, Failure, failed};
use crate::answer::embedding::{EmbedError, Embedder, EmbeddingModel, MOST_DIMENSIONS};
use crate::base::clock::Clock;
use crate::config::host::HostConfig;

/// Texts of one request.
const BATCH: usize = 64;
/// A body can't be longer: each number of each vector with sign, point, digits and exponent.
const MOST_BYTES: usize = BATCH * MOST_DIMENSIONS * 24;
/// Before it is asked again, where there is time.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

/// How long an endpoint may take for one request, and whether it is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiter {
    /// A visitor waits.
    Visitor,
    /// A training waits, for many texts.
    Training,
}

impl Waiter {
    fn limit(self) -> Duration {
        match self {
            Self::Visitor => Duration::from_secs(2),
            Self::Training => Duration::from_secs(120),
        }
    }

    fn pauses(self) -> &'static [Duration] {
        match self {
            Self::Visitor => &[],
            Self::Training => &PAUSES,
        }
    }
}

/// The endpoints that can give vectors.
pub struct Embeddings {
    endpoints: BTreeMap<String, Endpoint>,
    waiter: Waiter,
    clock: Clock,
}

/// [`Embeddings`] with the runtime that asks them; none where there are no endpoints.
pub struct EmbeddingsClient {
    endpoints: Arc<Embeddings>,
    runtime: Option<tokio::runtime::Runtime>,
}

/// No client can be made.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The system's TLS roots can't be read.
    #[error(transparent)]
    Client(#[from] reqwest::Error),
    /// The system gives no thread.
    #[error(transparent)]
    Thread(#[from] std::io::Error),
}

impl EmbeddingsClient {
    /// The endpoints of a configuration whose keys were read. Errors: [`OpenError`].
    pub fn open(config: &HostConfig, waiter: Waiter, clock: Clock) -> Result<Self, OpenError> {
        let open = |(name, endpoint): (&String, _)| {
            Ok::<_, OpenError>((name.clone(), Endpoint::open(endpoint, "embeddings", &config.allow_private)?))
        };
        let endpoints: BTreeMap<_, _> = config.endpoints.iter().map(open).collect::<Result<_, _>>()?;
        let runtime = match endpoints.is_empty() {
            true => None,
            false => {
                let builder = &mut tokio::runtime::Builder::new_multi_thread();
                Some(builder.worker_threads(1).thread_name("embeddings").enable_all().build()?)
            }
        };
        Ok(Self { endpoints: Arc::new(Embeddings { endpoints, waiter, clock }), runtime })
    }
}

impl Drop for EmbeddingsClient {
    fn drop(&mut self) {
        // Not waited for: whoever drops it may be a thread that must not wait, and nothing depends on what is still asked.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl std::fmt::Debug for EmbeddingsClient {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.endpoints.endpoints.keys()).finish()
    }
}

impl Embedder for EmbeddingsClient {
    fn embed(&self, model: &EmbeddingModel, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let Some((runtime, true)) =
            self.runtime.as_ref().map(|runtime| (runtime, self.endpoints.endpoints.contains_key(&model.endpoint)))
        else {
            return Err(EmbedError(format!("the endpoint `{}` isn't set up here", model.endpoint)));
        };
        let (send, receive) = mpsc::channel();
        let (endpoints, model, texts) = (Arc::clone(&self.endpoints), model.clone(), texts.to_vec());
        runtime.spawn(async move {
            // Nobody listens any more if the process ends meanwhile.
            let _ = send.send(endpoints.all(&model, &texts).await);
        });
        let stopped = || Err(Failure::Unreachable("the program ends".to_owned()));
        receive.recv().unwrap_or_else(|_| stopped()).map_err(|failure| EmbedError(failure.to_string()))
    }
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    index: usize,
    embedding: Vec<f32>,
}

impl Embeddings {
    async fn all(&self, model: &EmbeddingModel, texts: &[String]) -> Result<Vec<Vec<f32>>, Failure> {
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            vectors.extend(self.batch(model, batch).await?);
        }
        Ok(vectors)
    }

    async fn batch(&self, model: &EmbeddingModel, texts: &[String]) -> Result<Vec<Vec<f32>>, Failure> {
        for pause in self.waiter.pauses() {
            match self.once(model, texts).await {
                Err(failure) if failure.may_pass() => tokio::time::sleep(*pause).await,
                other => return other,
            }
        }
        self.once(model, texts).await
    }

    async fn once(&self, model: &EmbeddingModel, texts: &[String]) -> Result<Vec<Vec<f32>>, Failure> {
        let absent = || Failure::Unreachable("it isn't set up here".to_owned());
        let endpoint = self.endpoints.get(&model.endpoint).ok_or_else(absent)?;
        let asking = endpoint.admit(&self.clock)?;
        asking.within(self.waiter.limit(), exchange(endpoint, model, texts)).await
    }
}

async fn exchange(endpoint: &Endpoint, model: &EmbeddingModel, texts: &[String]) -> Result<Vec<Vec<f32>>, Failure> {
    let body = json!({ "model": model.model, "input": texts, "encoding_format": "float" });
    let mut response = endpoint.post(&body, "application/json").await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MOST_BYTES {
            return Err(Failure::Unreadable("its answer has no end"));
        }
    }
    // What is wrong with it stays unsaid: it may quote what it was sent.
    let answer: Answer = serde_json::from_slice(&bytes).map_err(|_| Failure::Unreadable("it sends no embeddings"))?;
    let mut data = answer.data;
    data.sort_by_key(|one| one.index);
    if data.len() != texts.len() || data.iter().enumerate().any(|(at, one)| one.index != at) {
        return Err(Failure::Unreadable("it doesn't send one embedding for each text"));
    }
    Ok(data.into_iter().map(|one| one.embedding).collect())
}
