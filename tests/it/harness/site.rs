//! A host within the test's process, whose clock the test can move.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use botctl::base::clock::{Clock, Timestamp};
use botctl::base::digest::Digest;
use botctl::base::secret::Secret;
use botctl::client::Client;
use botctl::config::host::HostConfig;
use botctl::host::store::{Store, StoreConfig};
use botctl::host::{Host, Start};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

/// A host that serves until it is stopped or dropped.
pub struct Site {
    /// A client with an admin's token.
    pub client: Client,
    /// Where it answers.
    pub url: Url,
    token: Secret,
    config: HostConfig,
    ahead_ms: Arc<AtomicI64>,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
    data: Arc<tempfile::TempDir>,
}

impl Site {
    /// Starts one with an empty store.
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// Starts one with another configuration.
    pub async fn start_with(configure: impl FnOnce(&mut HostConfig)) -> Self {
        let data = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        let mut config = HostConfig::defaults(data.path());
        configure(&mut config);
        Self::serve(config, Arc::default(), data, None).await
    }

    /// Stops it in good order and starts it anew on the same data.
    pub async fn restart(mut self) -> Self {
        self.stop().await;
        let (config, ahead, data) = (self.config.clone(), Arc::clone(&self.ahead_ms), Arc::clone(&self.data));
        Self::serve(config, ahead, data, Some(self.token.clone())).await
    }

    async fn serve(
        config: HostConfig,
        ahead_ms: Arc<AtomicI64>,
        data: Arc<tempfile::TempDir>,
        known: Option<Secret>,
    ) -> Self {
        botctl::base::http::install_crypto();
        let ahead = Arc::clone(&ahead_ms);
        let clock = Clock::from_source(move || Timestamp(Clock::system().now().0 + ahead.load(Ordering::SeqCst)));
        let host = Host::open(Start { config: config.clone(), local: true, clock }).await.expect("the host opens");
        let token = host.ensure_admin(known, "test").await.expect("a token");
        let url = host.site().clone();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            let stopped = async move { drop(stopped.await) };
            host.serve(stopped).await.expect("the host serves");
        });
        let client = client(&url, &token);
        Self { client, url, token, config, ahead_ms, stop: Some(stop), serving: Some(serving), data }
    }

    /// A client that goes through another address, e.g. a proxy.
    pub fn client_at(&self, url: &Url) -> Client {
        client(url, &self.token)
    }

    /// The status that a visitor's message gets, without another try.
    pub async fn status_of_message(&self, bot: &str) -> u16 {
        let url = format!("{}chat/v1/{bot}/messages", self.url);
        let message =
            serde_json::json!({ "id": botctl::base::id::UniqueId::generate().as_str(), "text": "Which one?" });
        botctl::base::http::install_crypto();
        let sent = reqwest::Client::new().post(url).bearer_auth(self.token.expose()).json(&message).send().await;
        sent.expect("an answer").status().as_u16()
    }

    /// Moves the host's clock on.
    pub fn advance(&self, by: Duration) {
        let ms = i64::try_from(by.as_millis()).expect("a short time");
        self.ahead_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// The file of a stored blob.
    pub fn blob(&self, digest: &Digest) -> PathBuf {
        let digits = digest.to_string();
        self.config.blobs.join("sha256").join(&digits[..2]).join(digits)
    }

    /// The file of a blob that arrives in chunks.
    pub fn staged(&self, digest: &Digest) -> PathBuf {
        self.config.data_dir.join("staging").join("default").join(digest.to_string())
    }

    /// The SQLite file.
    pub fn store(&self) -> PathBuf {
        self.data.path().join("store.sqlite")
    }

    /// The folder of its index caches.
    pub fn index_cache(&self) -> PathBuf {
        self.data.path().join("cache").join("index")
    }

    async fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            serving.await.expect("the host ends");
        }
    }
}

fn client(url: &Url, token: &Secret) -> Client {
    Client::new(url, Some(token.clone()), Clock::system()).expect("a client")
}

/// Opens the store of a local host beside the host.
pub async fn open_store(file: &Path) -> Store {
    let url = Secret::new(format!("sqlite:{}", file.display()));
    Store::open(&StoreConfig::new(url)).await.expect("the host's store")
}

/// Asks a SQLite file for one number.
pub async fn number(store: &Path, sql: &'static str) -> i64 {
    let mut connection = connection(store).await;
    let found = sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut connection).await.expect(sql);
    connection.close().await.expect("the store closes");
    found
}

/// Asks a SQLite file for a column of texts.
pub async fn texts(store: &Path, sql: &'static str) -> Vec<String> {
    let mut connection = connection(store).await;
    let found = sqlx::query_scalar::<_, String>(sql).fetch_all(&mut connection).await.expect(sql);
    connection.close().await.expect("the store closes");
    found
}

async fn connection(store: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(store).busy_timeout(Duration::from_secs(10));
    options.connect().await.expect("the store opens")
}
