-- Portable on purpose: TEXT, BIGINT and INTEGER only; times are unix milliseconds; truth is 0 or 1.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE plans (
    team TEXT NOT NULL PRIMARY KEY,
    plan TEXT NOT NULL
);

CREATE TABLE licences (
    team TEXT NOT NULL,
    bot TEXT NOT NULL,
    PRIMARY KEY (team, bot)
);

CREATE TABLE message_counts (
    team TEXT NOT NULL,
    month TEXT NOT NULL,
    messages BIGINT NOT NULL,
    PRIMARY KEY (team, month)
);

CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    team TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    bots TEXT NOT NULL,
    label TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    last_used BIGINT NOT NULL
);

CREATE TABLE login_codes (
    hash TEXT NOT NULL PRIMARY KEY,
    team TEXT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    team TEXT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE bots (
    id TEXT NOT NULL PRIMARY KEY,
    team TEXT NOT NULL,
    created BIGINT NOT NULL
);

-- The pointer is live_release: one row, moved by compare-and-swap. 0 stands for none.
CREATE TABLE environments (
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    team TEXT NOT NULL,
    address TEXT NOT NULL UNIQUE,
    live_release BIGINT NOT NULL,
    live_since BIGINT NOT NULL,
    live_sources TEXT NOT NULL,
    sources_seen TEXT NOT NULL,
    last_release BIGINT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (bot, environment)
);

CREATE TABLE pointer_history (
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    seq BIGINT NOT NULL,
    from_release BIGINT NOT NULL,
    to_release BIGINT NOT NULL,
    deployment TEXT NOT NULL,
    who TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (bot, environment, seq)
);

CREATE TABLE leases (
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    deployment TEXT NOT NULL,
    holder TEXT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (bot, environment)
);

CREATE TABLE deployments (
    id TEXT NOT NULL PRIMARY KEY,
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    team TEXT NOT NULL,
    operation TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    digest TEXT NOT NULL,
    base_release BIGINT NOT NULL,
    release BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,
    sources TEXT NOT NULL,
    who TEXT NOT NULL,
    run_url TEXT NOT NULL,
    knowledge_bytes BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    tests TEXT NOT NULL,
    failure TEXT NOT NULL,
    UNIQUE (bot, environment, idempotency_key)
);

CREATE INDEX deployments_by_state ON deployments (state);

CREATE TABLE deployment_events (
    deployment TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (deployment, seq)
);

CREATE TABLE releases (
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    number BIGINT NOT NULL,
    team TEXT NOT NULL,
    digest TEXT NOT NULL,
    engine BIGINT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    sources TEXT NOT NULL,
    deployment TEXT NOT NULL,
    who TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (bot, environment, number)
);

CREATE TABLE release_blobs (
    team TEXT NOT NULL,
    digest TEXT NOT NULL,
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (team, digest, bot, environment, number)
);

CREATE TABLE uploads (
    team TEXT NOT NULL,
    digest TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (team, digest)
);

CREATE TABLE turns (
    address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    bot TEXT NOT NULL,
    environment TEXT NOT NULL,
    team TEXT NOT NULL,
    release BIGINT NOT NULL,
    asker TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    page TEXT NOT NULL,
    text TEXT NOT NULL,
    reply TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (address, message_id)
);

CREATE INDEX turns_by_time ON turns (bot, environment, at);
