//! Every key of host.toml, once.

use crate::config::key::{Fallback, KeyInfo, Kind, LaterKey};
use crate::config::rule::Rule;

const fn whole(least: i64, most: i64) -> Kind {
    Kind::Whole { least, most }
}

/// The keys of host.toml. Paths are relative to the file's folder.
pub const HOST_KEYS: &[KeyInfo] = &[
    KeyInfo::new("listen", Kind::Text(Rule::SocketAddress), "The IP address and port to listen at; port 0 lets the system choose.")
        .or(Fallback::Text("127.0.0.1:0")).read_by("host"),
    KeyInfo::new("public_url", Kind::Text(Rule::HostAddress), "The address under which the world reaches the host; absent: the one it listens at.")
        .read_by("host"),
    KeyInfo::new("store", Kind::Text(Rule::Store), "Where tables are kept: sqlite, sqlite:PATH, postgres://…, env:NAME or file:PATH. An address with a password is given as env: or file: only.")
        .or(Fallback::Text("sqlite")).read_by("host"),
    KeyInfo::new("blobs", Kind::Text(Rule::AnyPath), "The folder of blobs; absent: `blobs` in data_dir.").read_by("host"),
    KeyInfo::new("data_dir", Kind::Text(Rule::AnyPath), "The folder of all that the host keeps; absent: the state folder of its user.").read_by("host"),
    KeyInfo::new("trusted_proxies", Kind::Texts { rule: Rule::Network, most: 100 }, "Addresses or ranges of proxies whose X-Forwarded-For is believed.")
        .or(Fallback::Texts(&[])).read_by("host"),
    KeyInfo::new("allow_private", Kind::Texts { rule: Rule::AllowedHost, most: 100 }, "Hosts (HOST or HOST:PORT) that endpoints may be at although they are private or their port is unusual.")
        .or(Fallback::Texts(&[])).read_by("host"),
    KeyInfo::new("endpoints.<endpoint>.url", Kind::Text(Rule::EndpointAddress), "The address below which an OpenAI-compatible API stands, e.g. https://api.example.com/v1; bots name the endpoint by its name.")
        .or(Fallback::Required).read_by("host"),
    KeyInfo::new("endpoints.<endpoint>.key", Kind::Text(Rule::SecretReference), "The endpoint's key, as env:NAME or file:PATH; absent: it needs none.")
        .read_by("host"),
    KeyInfo::new("limits.blob_mb", whole(1, 1024), "The largest blob (megabytes).").or(Fallback::Whole(64)).read_by("host"),
    KeyInfo::new("limits.request_mb", whole(1, 256), "The largest request of an upload (megabytes).").or(Fallback::Whole(16)).read_by("host"),
    KeyInfo::new("limits.chunk_mb", whole(1, 256), "Larger blobs come in chunks of this size (megabytes).").or(Fallback::Whole(8)).read_by("host"),
    KeyInfo::new("limits.concurrency", whole(1, 64), "Requests of one upload at a time.").or(Fallback::Whole(4)).read_by("host"),
    KeyInfo::new("limits.retention_days_max", whole(1, 3650), "The longest retention that a bot may ask for (days).")
        .or(Fallback::Whole(365)).read_by("host"),
    KeyInfo::new("limits.message_chars", whole(1, 100_000), "The longest message of a visitor (characters).").or(Fallback::Whole(2_000)).read_by("host"),
    KeyInfo::new("limits.body_bytes", whole(1_024, 1_048_576), "The largest request of a visitor (bytes).").or(Fallback::Whole(16_384)).read_by("host"),
];

/// Keys of host.toml that have no effect yet.
pub const HOST_LATER: &[LaterKey] = &[
    LaterKey { key: "limits.visitor_messages_per_minute", what: "limits per visitor" },
    LaterKey { key: "limits.address_messages_per_minute", what: "limits per network address" },
    LaterKey { key: "limits.bot_messages_per_minute", what: "limits per bot" },
];
