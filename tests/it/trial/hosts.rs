//! A host on a server: every key of host.toml, PostgreSQL, tokens, and a deploy from CI.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::scene::{flat, small};
use super::server::{Server, from_page, message};
use super::terminal::Terminal;
use crate::postgres::Postgres;

/// Every key, each with another value than its default.
const EVERY_KEY: &str = r#"public_url = "http://bots.zoo.example:8080"
store = "env:ZOO_STORE"
blobs = "bundles"
data_dir = "kept"
trusted_proxies = ["127.0.0.1"]
allow_private = ["127.0.0.1:11434"]

[endpoints.near]
url = "http://127.0.0.1:11434/v1"
key = "env:ZOO_KEY"

[limits]
blob_mb = 3
request_mb = 2
chunk_mb = 1
concurrency = 2
retention_days_max = 30
message_chars = 60
body_bytes = 2048
"#;

#[test]
fn every_key_of_host_toml_is_obeyed_with_postgresql_as_the_store() {
    let postgres = Postgres::shared();
    let store = postgres.create_database("trial_host");
    for key in botctl::config::host_keys::HOST_KEYS {
        let name = key.key.rsplit('.').next().expect("a name");
        assert!(name == "listen" || EVERY_KEY.contains(&format!("{name} = ")), "{name} is tried here");
    }
    let server = Server::start(EVERY_KEY, &[("ZOO_STORE", &store), ("ZOO_KEY", "canary")]);
    assert_eq!(server.url, "http://bots.zoo.example:8080");
    let reached = listening(&server);
    let scene = small();
    let admin = server.admin();
    assert!(admin.starts_with(server.path("kept")), "{}", admin.display());
    scene.run("train").status(0);
    let deploy = |line: &str| scene.line(line).env("BOTCTL_HOST", &reached).env("BOTCTL_TOKEN_FILE", &admin).run();

    let refused = deploy("deploy -y").status(5);
    let why = flat(&refused.stderr);
    assert!(why.contains("this host keeps conversations for 1 to 30 days"), "{why}");
    scene.edit("bot.toml", "[settings]", "[settings]\nretention_days = 30");
    let deployed = deploy("deploy -y").status(0);
    assert_eq!(deployed.stdout, "http://bots.zoo.example:8080/demo/zoo\n");
    assert!(server.path("bundles").is_dir(), "blobs stand where host.toml says");
    assert!(!server.path("kept/store.sqlite").exists(), "the store is PostgreSQL alone");

    let hello = from_page(&reached, "/v1/hello", "http://zoo.example", None).json();
    let limits = serde_json::json!({ "blob_bytes": 3 << 20, "request_bytes": 2 << 20, "chunk_bytes": 1 << 20, "concurrency": 2 });
    assert_eq!(hello["limits"], limits);
    let origin = "https://zoo.example";
    assert_eq!(message(&reached, "zoo", origin, "What does the otter eat?").json()["kind"], "qa");
    assert_eq!(message(&reached, "zoo", origin, &"long ".repeat(20)).status, 413);
    assert_eq!(message(&reached, "zoo", origin, &"x".repeat(3000)).status, 413);
    assert_eq!(deploy("status").status(0).stdout, "Deployed\n");

    let made = deploy("token create --scope read --bot zoo --from 10.0.0.0/8").status(0).stdout;
    scene.write("reader", &made);
    let outside = scene.line("status --token-file reader").env("BOTCTL_HOST", &reached).run().status(4);
    assert!(outside.stderr.contains("may not be used from this address"), "{}", outside.stderr);
    deploy("token create --scope read --bot zoo --from 10.0.0.0/33").status(2);
}

/// The address that it listens at, which its public one doesn't tell here.
fn listening(server: &Server) -> String {
    let log = server.log();
    let told = log.split("listening on ").nth(1).and_then(|rest| rest.split(',').next());
    format!("http://{}", told.unwrap_or_else(|| panic!("it says where it listens:\n{log}")))
}

#[test]
fn a_token_deploys_from_ci_and_login_keeps_another_for_a_person() {
    let server = Server::start("", &[]);
    let scene = small();
    let at = |line: &str| scene.line(&format!("{line} --host {}", server.url)).run();
    let admin = server.admin().display().to_string();
    let as_admin = |line: &str| at(&format!("{line} --token-file {admin}"));

    at("bots list").status(4);
    as_admin("token create --scope deploy").status(2);
    as_admin("token create --scope admin --bot zoo").status(2);
    let token = as_admin("token create --scope deploy --bot zoo --label ci --expires-in 10d").status(0).stdout;
    assert!(token.starts_with("botctl_d_"), "{token}");
    scene.write("ci.token", &token);

    let ci =
        |line: &str| scene.line(&format!("{line} --host {} --token-file ci.token", server.url)).env("CI", "true").run();
    ci("deploy").status(5);
    let unconfirmed = ci("deploy --train").status(12);
    assert!(unconfirmed.stderr.contains("add --yes"), "{}", unconfirmed.stderr);
    let deployed = ci("deploy -y").status(0);
    assert_eq!(deployed.stdout, format!("{}/demo/zoo\n", server.url));
    assert!(deployed.stderr.contains("warning[AUT013]: the token ends on "), "{}", deployed.stderr);
    assert!(ci("check").status(0).stderr.contains("AUT013"));
    assert_eq!(ci("check --format json").status(0).object()["warnings"][0]["code"], "AUT013");
    ci("token list").status(4);
    ci("host plan set --licences 1").status(4);

    let login = scene.line(&format!("login --with-token --host {}", server.url)).stdin(&token).run().status(0);
    assert!(!login.stdout.contains(token.trim()) && !login.stderr.contains(token.trim()));
    let stored = fs::metadata(scene.home("config/credentials.toml")).expect("the credentials' file");
    assert_eq!(stored.permissions().mode() & 0o777, 0o600);
    let status = at("auth status").status(0);
    assert!(status.stdout.contains("\tdeploy\tzoo\t"), "{}", status.stdout);
    assert_eq!(at("status").status(0).stdout, "Deployed\n");
    at("logout").status(0);
    let mut terminal = Terminal::start(&scene.line(&format!("login --host {}", server.url)), 80);
    terminal.wait_for("Token: ");
    terminal.type_line(token.trim());
    let (status, shown) = terminal.end();
    assert!(status == 0 && shown.contains("with a token of scope deploy") && !shown.contains(token.trim()), "{shown}");
    at("logout").status(0);
    at("auth status").status(4);
    at("status").status(4);

    let shown = as_admin("token list").status(0).stdout;
    assert!(shown.contains("\tci\t") && !shown.contains("botctl_d_"), "{shown}");
    let id =
        shown.lines().find(|line| line.contains("\tci\t")).and_then(|line| line.split('\t').next()).expect("an id");
    as_admin(&format!("token revoke {id}")).status(0);
    ci("status").status(4);
}

#[test]
fn a_persons_file_names_the_host_and_its_token() {
    let server = Server::start("", &[]);
    let scene = small();
    fs::create_dir_all(scene.home("config")).expect("the folder");
    fs::copy(server.admin(), scene.home("config/zoo.token")).expect("the token");
    let file = format!("[defaults]\nhost = \"{0}\"\n\n[hosts.\"{0}\"]\ntoken_file = \"zoo.token\"\n", server.url);
    fs::write(scene.home("config/config.toml"), file).expect("the person's file");
    let deployed = scene.run("deploy --train -y").status(0);
    assert_eq!(deployed.stdout, format!("{}/demo/zoo\n", server.url));
    assert!(scene.run("auth status").status(0).stdout.contains("\tadmin\tall\tnever"));
    fs::remove_file(scene.path("bot.toml")).expect("no bot here");
    assert!(scene.run("bots list").status(0).stdout.starts_with("zoo\tdefault\tDeployed\t1\t"));
    assert!(!scene.home("state/host").exists(), "no local host was started");
}

#[test]
fn a_bot_is_deleted_only_by_its_name() {
    let postgres = Postgres::shared();
    let store = postgres.create_database("trial_delete");
    for text in [String::new(), format!("store = \"{store}\"\n")] {
        let server = Server::start(&text, &[]);
        let scene = small();
        let admin = server.admin();
        let at = |line: &str| scene.line(line).env("BOTCTL_HOST", &server.url).env("BOTCTL_TOKEN_FILE", &admin).run();
        at("deploy --train -y").status(0);
        let origin = "https://zoo.example";
        assert_eq!(message(&server.url, "zoo", origin, "What does the otter eat?").status, 200);
        at("bots delete zoo -y").status(12);
        at("bots delete zoo --confirm zebra").status(12);
        at("bots delete zebra --confirm zebra").status(13);
        at("bots delete zoo --confirm zoo").status(0).stdout("");
        assert_eq!(at("bots list").status(0).stdout, "");
        assert_eq!(message(&server.url, "zoo", origin, "What does the otter eat?").status, 404);
        at("status").status(13);
        let again = at("deploy -y --format json").status(0).result();
        assert_eq!((&again["outcome"], &again["release"]), (&"deployed".into(), &1.into()));
        assert_eq!(message(&server.url, "zoo", origin, "What does the otter eat?").status, 200);
    }
}
