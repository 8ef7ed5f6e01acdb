//! Starts the host from its configuration and runs it until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::answer::release::ENGINES_READ;
use crate::base::clock::Clock;
use crate::base::secret::Secret;
use crate::base::state::Scope;
use crate::config::host::{HostConfig, StoreAddress};
use crate::endpoints::embeddings::{EmbeddingsClient, OpenError, Waiter};
use crate::host::app::{App, Shared};
use crate::host::auth;
use crate::host::blobs::{BlobError, Blobs, BlobsConfig};
use crate::host::generate::Generators;
use crate::host::jobs::Jobs;
use crate::host::live::{self, LiveReleases};
use crate::host::store::{EngineUse, Store, StoreConfig, StoreError, TokenRow, TurnWriter};
use crate::host::{checkpoint, installed, phases, retention, router};

/// How long requests may take to end after shutdown began.
const DRAIN: Duration = Duration::from_secs(30);
/// Turns that may wait for the store; beyond it those who ask wait before they queue.
const TURNS_WAITING: usize = 1000;

/// A host that can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The blobs.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// The address to listen on.
    #[error("can't listen on `{address}`: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's answer.
        source: std::io::Error,
    },
    /// `public_url` isn't one.
    #[error("`{0}` isn't an http or https address")]
    PublicUrl(String),
    /// Releases that are live or kept need engines that this program doesn't read.
    #[error("releases on this host need an engine that this botctl doesn't read (it reads {})", numbers(&ENGINES_READ))]
    Engines(Vec<EngineUse>),
    /// No HTTP client can be made for the endpoints.
    #[error("no HTTP client can be made: {0}")]
    Client(reqwest::Error),
    /// The same, or no thread to ask them.
    #[error("the endpoints can't be asked: {0}")]
    Endpoints(#[from] OpenError),
    /// The connection loop failed.
    #[error("the host stopped: {0}")]
    Serve(std::io::Error),
}

fn numbers(engines: &[u32]) -> String {
    engines.iter().map(|engine| format!("engine {engine}")).collect::<Vec<_>>().join(", ")
}

impl StartError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(_) => "INT020",
            Self::Blobs(_) => "INT021",
            Self::Listen { .. } => "INT022",
            Self::PublicUrl(_) => "INT023",
            Self::Serve(_) => "INT024",
            Self::Engines(_) => "INT025",
            Self::Client(_) | Self::Endpoints(_) => "INT026",
        }
    }
}

/// What a host is started with.
#[derive(Debug)]
pub struct Start {
    /// Its configuration.
    pub config: HostConfig,
    /// Whether the CLI starts it for one person.
    pub local: bool,
    /// The present.
    pub clock: Clock,
}

/// Why a host ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It was told to.
    Asked,
    /// It is to begin anew with what stands on the disk.
    Restart,
}

/// A host that listens, but doesn't serve yet.
pub struct Host {
    app: Shared,
    listener: TcpListener,
}

impl Host {
    /// Opens store and blobs and begins to listen; loads nothing yet.
    ///
    /// Errors: among others, releases that are live or kept and that this program couldn't serve.
    pub async fn open(start: Start) -> Result<Self, StartError> {
        let Start { config, local, clock } = start;
        let store = Store::open(&StoreConfig::new(store_url(&config))).await?;
        let mut foreign = store.engines_in_use().await?;
        foreign.retain(|each| !ENGINES_READ.contains(&each.engine));
        if !foreign.is_empty() {
            return Err(StartError::Engines(foreign));
        }
        let staging = config.data_dir.join("staging");
        let blobs = Blobs::open(&BlobsConfig { folder: config.blobs.clone(), staging })?;
        let fail = |source| StartError::Listen { address: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(fail)?;
        let address = listener.local_addr().map_err(fail)?;
        let site = public_url(&config, address)?;
        let jobs = Jobs::default();
        let (turns, writer) = TurnWriter::new(store.clone(), TURNS_WAITING);
        jobs.spawn(writer.run_until(jobs.end().cancelled_owned()));
        let app = App {
            signing_key: store.signing_key().await?,
            running: installed::facts(config.file.as_deref()),
            started: clock.now(),
            live: LiveReleases::default(),
            feed: phases::Feed::default(),
            finishing: phases::Finishing::default(),
            generators: Generators::open(&config).map_err(StartError::Client)?,
            embeddings: Arc::new(EmbeddingsClient::open(&config, Waiter::Visitor, clock.clone())?),
            guesses: auth::Guesses::default(),
            restart: tokio_util::sync::CancellationToken::new(),
            config,
            local,
            public_url: site.as_str().trim_end_matches('/').to_owned(),
            site,
            clock,
            store,
            blobs,
            jobs,
            turns,
        };
        Ok(Self { app: Arc::new(app), listener })
    }

    /// Where visitors reach it.
    pub fn public_url(&self) -> &str {
        &self.app.public_url
    }

    /// The same, parsed.
    pub fn site(&self) -> &url::Url {
        &self.app.site
    }

    /// Where its data is.
    pub fn data_dir(&self) -> &std::path::Path {
        &self.app.config.data_dir
    }

    /// The address it listens on.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listener.local_addr().ok()
    }

    /// Takes a file that says what the configuration is for the one it was read from: written at the first start, it
    /// must be seen when it changes.
    pub fn runs_from(&mut self, file: std::path::PathBuf) {
        let app = Arc::get_mut(&mut self.app).expect("nobody shares the host before it serves");
        app.running = installed::facts(Some(&file));
        app.config.file = Some(file);
    }

    /// Makes an admin token, if this secret isn't one already; `None` makes a fresh one. Returns it.
    pub async fn ensure_admin(&self, known: Option<Secret>, label: &str) -> Result<Secret, StoreError> {
        if let Some(known) = known
            && self.app.store.find_token(&auth::token_hash(&known)).await?.is_some()
        {
            return Ok(known);
        }
        let token = auth::mint(Scope::Admin);
        let row = TokenRow {
            id: crate::base::id::UniqueId::generate(),
            team: crate::base::id::TeamId::default_name(),
            hash: auth::token_hash(&token),
            scope: Scope::Admin,
            bots: Vec::new(),
            networks: Vec::new(),
            label: label.to_owned(),
            created: self.app.clock.now(),
            expires: None,
            last_used: None,
        };
        self.app.store.insert_token(&row).await?;
        Ok(token)
    }

    /// Serves until `shutdown` resolves or a restart is asked for; then lets requests end and closes the store.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<Stop, StartError> {
        let Self { app, listener } = self;
        live::load_all(&app).await?;
        phases::resume_unfinished(&app).await?;
        app.jobs.spawn(phases::sweep(Arc::clone(&app)));
        app.jobs.spawn(retention::purge(Arc::clone(&app)));
        app.jobs.spawn(checkpoint::keep(Arc::clone(&app)));
        let service = router::router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>();
        let stopping = Arc::clone(&app);
        let graceful = async move {
            tokio::select! {
                () = shutdown => {}
                () = stopping.restart.cancelled() => {}
            }
            // Streams that would never end by themselves watch this.
            stopping.jobs.begin_stop();
        };
        let server = axum::serve(listener, service).with_graceful_shutdown(graceful);
        let drained = async {
            app.jobs.stopping().await;
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            served = server => served.map_err(StartError::Serve)?,
            () = drained => tracing::warn!("requests were still running at the end"),
        }
        app.jobs.stop().await;
        app.store.close().await;
        Ok(if app.restart.is_cancelled() { Stop::Restart } else { Stop::Asked })
    }
}

pub(super) fn store_url(config: &HostConfig) -> Secret {
    match &config.store {
        StoreAddress::Sqlite(path) => Secret::new(format!("sqlite:{}", path.display())),
        StoreAddress::Postgres(url) => url.clone(),
    }
}

fn public_url(config: &HostConfig, listening: SocketAddr) -> Result<url::Url, StartError> {
    let own = || format!("http://{listening}").parse::<url::Url>();
    let url = config.public_url.clone().map_or_else(own, Ok);
    let url = url.map_err(|_| StartError::PublicUrl(listening.to_string()))?;
    Ok(url)
}
