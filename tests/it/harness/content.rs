//! What a small trained bot consists of, in variants that need no training anew.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use botctl::base::event::{EventSink, UpdateKind};
use botctl::base::id::{BotId, EnvironmentName, ReleaseNumber, UniqueId};
use botctl::bundle::{BlobRef, Layout, Manifest, PartName};
use botctl::client::{Client, ClientError};
use botctl::config::load::{LoadRequest, load};
use botctl::deploy::{DeployOutcome, DeployRequest, Interrupt, Patience, Run, Wait, run};
use botctl::train::{TrainRequest, manifest, train};
use botctl::wire::chat::MessageRequest;
use botctl::wire::deployment::{BeginDeployment, Operation};
use serde_json::Value;

/// The question whose answer tells which variant answers.
pub const QUESTION: &str = "Which variant of the bot is this?";

const BOT: &str = r#"
schema = 1
[bot]
id = "acme"
name = "Acme"
description = "Answers what the tests ask"
languages = ["en"]
[knowledge]
documents = ["knowledge/**"]
[qa]
files = ["qa/*"]
[settings.messages.en]
welcome = "Hello"
fallback = "That I do not know"
unsure = "Did you mean one of these?"
offline = "Not now"
"#;

const QAS: [(&str, &str, &str); 4] = [
    ("variant", QUESTION, "This is variant start."),
    ("hours", "When is the shop open?", "From nine to five, on weekdays."),
    ("refund", "How do I get my money back?", "Send it back within thirty days."),
    ("shipping", "How long does delivery take?", "Three days, or one with express delivery."),
];

const DOCUMENT: &str = "# Tents\n\nA tent of ours is waterproof up to five metres of water and weighs two kilograms.\n";

/// A release as content.
#[derive(Clone)]
pub struct Content {
    /// Its parts.
    pub manifest: Manifest,
    layout: Layout,
    _folder: Arc<tempfile::TempDir>,
}

impl Content {
    /// The small bot, trained once for all tests of the process.
    pub fn small() -> Self {
        static TRAINED: OnceLock<Content> = OnceLock::new();
        TRAINED.get_or_init(Self::trained).clone()
    }

    fn trained() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        };
        write("bot.toml", BOT);
        write("knowledge/tents.md", DOCUMENT);
        let qas = QAS.map(|(id, question, answer)| {
            format!("[[qa]]\nid = \"{id}\"\nlanguage = \"en\"\nquestion = \"{question}\"\nanswer = \"{answer}\"\n")
        });
        write("qa/all.toml", &qas.concat());
        let request = LoadRequest { start: folder.path(), file: None, environment: None, host: None };
        let config = load(&request).expect("the small bot's configuration").config;
        let program = std::path::Path::new(env!("CARGO_BIN_EXE_botctl"));
        let wanted = TrainRequest { config: &config, program, strict: false, embedder: None };
        let report = train(&wanted, &EventSink::null()).expect("the small bot can be trained");
        let layout = Layout::of(folder.path());
        let manifest = manifest(&config, &report.trained, &layout).expect("a manifest");
        Self { manifest, layout, _folder: Arc::new(folder) }
    }

    /// The same as another bot.
    pub fn of(mut self, bot: &str) -> Self {
        self.manifest.bot = bot.parse().expect("a bot's id");
        self
    }

    /// The same with another answer to [`QUESTION`].
    pub fn saying(self, variant: &str) -> Self {
        let text = format!("This is variant {variant}.");
        self.edited(PartName::Qa, "qas", |qas| {
            let qas = qas.as_array_mut().expect("a list of Q&As");
            let one = qas.iter_mut().find(|qa| qa["id"] == "variant").expect("the Q&A of the variant");
            one["answer"] = text.as_str().into();
        })
    }

    /// The same with a JSON blob changed.
    pub fn edited(self, part: PartName, name: &str, edit: impl FnOnce(&mut Value)) -> Self {
        let mut value: Value = serde_json::from_str(&self.text(part, name)).expect("a blob of JSON");
        edit(&mut value);
        let bytes = serde_json::to_vec(&value).expect("JSON");
        self.with(part, name, &bytes)
    }

    /// The same with one more blob, or another one of this name.
    pub fn with(mut self, part: PartName, name: &str, bytes: &[u8]) -> Self {
        let digest = self.layout.write_blob(bytes).expect("a blob is written");
        let blob = BlobRef { digest, size: bytes.len() as u64 };
        self.manifest.parts.get_mut(&part).expect("every part is there").blobs.insert(name.to_owned(), blob);
        self
    }

    /// The same without a blob.
    pub fn without(mut self, part: PartName, name: &str) -> Self {
        let blobs = &mut self.manifest.parts.get_mut(&part).expect("every part is there").blobs;
        assert!(blobs.remove(name).is_some(), "there is `{part}/{name}`");
        self
    }

    /// A blob's bytes by its digest.
    pub fn bytes(&self, digest: &botctl::base::digest::Digest) -> Vec<u8> {
        self.layout.read_blob(digest).expect("a blob of this content")
    }

    /// A blob as text.
    pub fn text(&self, part: PartName, name: &str) -> String {
        let digest = self.manifest.blob(part, name).expect("a blob of this name").digest;
        String::from_utf8(self.bytes(&digest)).expect("text")
    }

    fn text_or_nothing(&self, part: PartName, name: &str) -> String {
        let blob = self.manifest.blob(part, name);
        blob.map_or_else(String::new, |blob| String::from_utf8_lossy(&self.bytes(&blob.digest)).into_owned())
    }

    /// The bot.
    pub fn bot(&self) -> &BotId {
        &self.manifest.bot
    }

    /// The request that begins its deployment.
    pub fn begin(&self, base: Option<ReleaseNumber>) -> BeginDeployment {
        BeginDeployment {
            operation: Operation::Deploy,
            kind: UpdateKind::Complete,
            manifest: Some(self.manifest.clone()),
            rollback_to: None,
            base_release: base,
            force: false,
            idempotency_key: UniqueId::generate(),
            knowledge_bytes: 1,
            chatroom: Some(self.text(PartName::Chatroom, "chatroom")),
            operations: Some(self.text(PartName::Operations, "operations")),
            who: "ada@test".to_owned(),
            run_url: None,
            sources: None,
        }
    }

    fn request(&self, base: Option<ReleaseNumber>, patience: Patience, force: bool) -> DeployRequest {
        DeployRequest {
            bot: self.bot().clone(),
            environment: environment(),
            operation: Operation::Deploy,
            kind: UpdateKind::Complete,
            manifest: self.manifest.clone(),
            layout: self.layout.clone(),
            base_release: base,
            plan_is_fixed: false,
            force,
            knowledge_bytes: 1,
            chatroom: self.text_or_nothing(PartName::Chatroom, "chatroom"),
            operations: self.text_or_nothing(PartName::Operations, "operations"),
            who: "ada@test".to_owned(),
            run_url: None,
            sources: None,
            address: None,
            patience,
        }
    }

    /// Brings it live as the command does: plans against what is live, and anew when that moved meanwhile.
    pub async fn deploy(&self, client: &Client) -> Result<DeployOutcome, ClientError> {
        self.deploy_with(client, Duration::from_secs(120), false).await
    }

    /// The same with another patience for the lock, or even if nothing changed.
    pub async fn deploy_with(
        &self,
        client: &Client,
        lock: Duration,
        force: bool,
    ) -> Result<DeployOutcome, ClientError> {
        let mut patience = Patience { lock, wait: Wait::UpTo(Duration::from_secs(120)) };
        loop {
            let live = client.environment(self.bot(), &environment()).await?.live;
            let request = self.request(live.map(|release| release.number), patience, force);
            match run(client, request, &EventSink::null(), &Interrupt::default()).await {
                Run::Ended(outcome) => return Ok(*outcome),
                Run::Replan { waited } => patience.lock = patience.lock.saturating_sub(waited),
            }
        }
    }

    /// What the live release answers to [`QUESTION`], and its number.
    pub async fn answer(&self, client: &Client) -> Result<(String, ReleaseNumber), ClientError> {
        let message = MessageRequest {
            id: UniqueId::generate(),
            text: QUESTION.to_owned(),
            page: None,
            language: Some("en".to_owned()),
            choice: None,
            token: None,
        };
        let address = botctl::base::id::Address::of_bot(self.bot());
        let reply = client.ask(&address, &message).await?;
        Ok((reply.text, reply.release))
    }
}

/// The environment of every test.
pub fn environment() -> EnvironmentName {
    EnvironmentName::default_name()
}
