-- Types: TEXT and BIGINT only. Times are unix milliseconds, claims 0 or 1, digests 64 hexadecimal digits, JSON is TEXT.

CREATE TABLE host_values (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    team TEXT NOT NULL,
    bots TEXT NOT NULL,
    label TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT,
    last_used BIGINT
);

CREATE TABLE login_codes (
    hash TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE plans (
    team TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    active BIGINT NOT NULL,
    expires BIGINT,
    payment TEXT NOT NULL,
    messages_limit BIGINT,
    licences BIGINT,
    knowledge_limit_bytes BIGINT,
    contact TEXT NOT NULL
);

CREATE TABLE licences (
    team TEXT NOT NULL REFERENCES plans (team),
    bot TEXT NOT NULL,
    PRIMARY KEY (team, bot)
);

CREATE TABLE message_counts (
    team TEXT NOT NULL,
    month TEXT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (team, month)
);

CREATE TABLE bots (
    bot TEXT NOT NULL PRIMARY KEY,
    team TEXT NOT NULL,
    created BIGINT NOT NULL
);

-- `last_release` is the highest number ever given out; `pointer_epoch` the fence of the last move of the pointer.
CREATE TABLE environments (
    bot TEXT NOT NULL REFERENCES bots (bot),
    environment TEXT NOT NULL,
    team TEXT NOT NULL,
    address TEXT NOT NULL UNIQUE,
    live_release BIGINT,
    live_since BIGINT,
    pointer_epoch BIGINT NOT NULL,
    last_release BIGINT NOT NULL,
    sources_seen TEXT,
    live_sources TEXT,
    created BIGINT NOT NULL,
    PRIMARY KEY (bot, environment)
);

-- A row is never deleted, so that epochs only grow; a lease that was given back has `expires` 0.
CREATE TABLE leases (
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    deployment TEXT NOT NULL,
    holder TEXT NOT NULL,
    taken BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (bot, environment)
);
CREATE INDEX leases_by_deployment ON leases (deployment);

CREATE TABLE deployments (
    id TEXT NOT NULL PRIMARY KEY,
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    team TEXT NOT NULL,
    operation TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    manifest TEXT,
    manifest_digest TEXT,
    base_release BIGINT,
    release BIGINT,
    epoch BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,
    sources TEXT,
    who TEXT NOT NULL,
    run_url TEXT,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    tests TEXT,
    failure TEXT,
    knowledge_bytes BIGINT NOT NULL,
    UNIQUE (bot, environment, idempotency_key),
    FOREIGN KEY (bot, environment) REFERENCES environments (bot, environment)
);
CREATE INDEX deployments_by_time ON deployments (bot, environment, created);
CREATE INDEX deployments_by_state ON deployments (state);

CREATE TABLE event_counters (
    deployment TEXT NOT NULL PRIMARY KEY REFERENCES deployments (id),
    last_seq BIGINT NOT NULL
);

CREATE TABLE deployment_events (
    deployment TEXT NOT NULL REFERENCES deployments (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (deployment, seq)
);

CREATE TABLE releases (
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    number BIGINT NOT NULL,
    digest TEXT NOT NULL,
    parts TEXT NOT NULL,
    engine BIGINT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    created BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    deployment TEXT NOT NULL REFERENCES deployments (id),
    sources TEXT,
    size_bytes BIGINT NOT NULL,
    knowledge_bytes BIGINT NOT NULL,
    PRIMARY KEY (bot, environment, number),
    FOREIGN KEY (bot, environment) REFERENCES environments (bot, environment)
);

CREATE TABLE release_blobs (
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    number BIGINT NOT NULL,
    digest TEXT NOT NULL,
    team TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (bot, environment, number, digest),
    FOREIGN KEY (bot, environment, number) REFERENCES releases (bot, environment, number)
);
CREATE INDEX release_blobs_by_team ON release_blobs (team, digest);

CREATE TABLE uploads (
    team TEXT NOT NULL,
    digest TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (team, digest)
);

-- Append-only: which release was live from when, and who made it so.
CREATE TABLE pointer_history (
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    seq BIGINT NOT NULL,
    release BIGINT NOT NULL,
    previous BIGINT,
    epoch BIGINT NOT NULL,
    deployment TEXT NOT NULL,
    who TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (bot, environment, seq)
);

CREATE TABLE turns (
    address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    team TEXT NOT NULL,
    release BIGINT NOT NULL,
    text TEXT NOT NULL,
    reply TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    page TEXT,
    origin TEXT NOT NULL,
    counted BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (address, message_id)
);
CREATE INDEX turns_by_time ON turns (bot, environment, at);
