//! botctl: website chatbots as code. One binary checks, trains and deploys a bot's folder, and is the host that answers.
//!
//! ```text
//!             content ──► train ──► bundle ──► deploy ──wire──► host
//!  bot.toml ─► config        └──────► answer ◄───────────────────┘  (one engine answers in `botctl test` and on the host)
//!                         checklist, integrate, ui, cli
//! ```
//!
//! | module | owns | may import |
//! |---|---|---|
//! | `base` | ids, digests, secrets, time, files, diagnostics, events, states | – |
//! | `config` | bot.toml and host.toml: raw tables → validated types; every environment variable; every default | base |
//! | `content` | documents, web pages, Q&As, survey: fetched, read and validated, not trained | base, config |
//! | `answer` | text → language, tokens → match → decision; formats of index and models | base |
//! | `bundle` | the artefact: manifest, layout, blobs | base |
//! | `endpoints` | OpenAI-compatible APIs that an operator has set up, asked over HTTP | base, config, answer |
//! | `train` | content → bundle, incrementally; evaluation | base, config, content, answer, bundle |
//! | `wire` | the HTTP contract in both directions; no I/O | base, bundle |
//! | `client` | the typed client of a host | base, bundle, wire |
//! | `checklist` | prerequisites → verdicts → state | base, config, content, bundle, client, wire |
//! | `deploy` | plan → upload → follow; emits events | base, config, bundle, wire, client |
//! | `integrate` | the snippet, and where it goes | base, config, wire |
//! | `host` | the runtime host | base, config, bundle, answer, wire, integrate, endpoints |
//! | `ui` | everything printed | base, and types of the above |
//! | `cli` | arguments, settings, failure → exit code, one file per command | all |
//!
//! What never happens where; `tests/it/house.rs` holds it:
//!
//! - Only `ui` prints. Only `config::env` reads the environment. Only `main` ends the process, by returning.
//! - SQL stands in `host::store` alone, which knows neither axum nor the wire; object stores in `host::blobs` alone.
//! - The host's tasks are spawned by `host::jobs` alone, which awaits them at the end.
//! - No state that matters lives in a process: which release is live is a row, moved by compare-and-swap with a fence.
//! - A host never trains. The search index is a cache, built from passages by the same code everywhere, in no digest.
//! - Bytes that others wrote are parsed in a child process (`content::extract`), but for Markdown and text, and for what is
//!   scanned without nesting: robots.txt, sitemaps, the address in a page's head (`content::web`).
//! - Addresses that content or host.toml names are dialled by `base::reach` alone, which lets nothing private through but what
//!   the operator allows by name.
//! - A secret has no `Display`, no `Serialize`, and a `Debug` that says nothing.

pub mod answer;
pub mod base;
pub mod bundle;
pub mod checklist;
pub mod cli;
pub mod client;
pub mod config;
pub mod content;
pub mod deploy;
pub mod endpoints;
pub mod host;
pub mod integrate;
pub mod train;
pub mod ui;
pub mod wire;
