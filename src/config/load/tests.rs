//! bot.toml as its owner gets it right and wrong.

use super::*;
use crate::config::bot::{Expectation, Language, Theme};

const HEAD: &str = "schema = 1\n[bot]\nid = \"acme\"\nname = \"Acme\"\nlanguages = [\"en\"]\n";

fn load_text(text: &str, environment: Option<&str>) -> Result<Loaded, ConfigError> {
    let folder = tempfile::tempdir().expect("temporary folder");
    fs::write_cache(&folder.path().join(FILE_NAME), text.as_bytes()).expect("bot.toml");
    load(&LoadRequest { start: folder.path(), file: None, environment, host: None })
}

fn faults(text: &str) -> Vec<String> {
    match load_text(text, None) {
        Err(ConfigError::Invalid(findings)) => {
            findings.iter().map(|one| format!("{} {} {}", one.code, one.places[0], one.summary)).collect()
        }
        other => panic!("faults were expected: {other:?}"),
    }
}

#[test]
fn a_small_file_has_all_defaults() {
    let loaded = load_text(HEAD, None).expect("good file");
    let config = &loaded.config;
    assert_eq!(config.bot.id.as_str(), "acme");
    assert_eq!(config.knowledge.documents, ["knowledge/**"]);
    assert_eq!((config.answers.strictness, config.answers.choices, config.settings.retention_days), (5, 3, 90));
    assert_eq!((config.appearance.title.as_str(), config.appearance.theme), ("Acme", Theme::Auto));
    assert_eq!((config.environment.as_str(), config.host.is_none()), ("default", true));
    assert_eq!(config.file, Path::new("bot.toml"));
    assert_eq!(loaded.setting("answers.choices").map(|one| one.origin.to_string()).as_deref(), Some("built in"));
    assert_eq!(loaded.setting("bot.name").map(|one| one.origin.to_string()).as_deref(), Some("bot.toml:4:8"));
    assert!(loaded.warnings.is_empty());
}

#[test]
fn the_example_loads_and_shows_every_key() {
    let text = include_str!("../../../bot.toml.example");
    let loaded = load_text(text, Some("production")).expect("the example is good");
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    let Walked { values, .. } = walk(&SourceText { name: "x".to_owned(), text: text.to_owned() }, &shape());
    for info in KEYS {
        let key = info.key.replace("<language>", "en").replace("[]", "[0]");
        assert!(values.found.contains_key(&key), "`{}` isn't in bot.toml.example", info.key);
    }
}

#[test]
fn all_faults_are_reported_together_with_their_places() {
    let text = "schema = 1\n[bot]\nid = \"Acme\"\nnmae = \"x\"\nlanguages = \"en\"\n[appearance]\ntheme = \"drak\"\nradius_px = 99\n\
                [knowledge]\ndocuments = [\"../docs/**\", \"ok/**\", \"ok/**\"]\npages = [\"ftp://x.org/\"]\n[goals]\nx = 1\n[[tests]]\nquestion = \"q\"\n";
    assert_eq!(
        faults(text),
        [
            "CFG007 bot.toml:3:6 `bot.id` can't be `Acme`: 2 to 40 of a-z, 0-9 and single hyphens, beginning with a letter, ending with a letter or digit",
            "CFG005 bot.toml:4:1 unknown key `bot.nmae`",
            "CFG006 bot.toml:5:13 `bot.languages` must be an array of strings, not a string",
            "CFG007 bot.toml:7:9 `appearance.theme` can't be `drak`",
            "CFG007 bot.toml:8:13 `appearance.radius_px` can't be `99`: 0 to 32 are allowed",
            "CFG011 bot.toml:10:14 `knowledge.documents` leads out of the bot's folder: `../docs/**`",
            "CFG007 bot.toml:10:37 `knowledge.documents` can't be `ok/**`: it stands there twice",
            "CFG007 bot.toml:11:10 `knowledge.pages` can't be `ftp://x.org/`: it must begin with https:// or http://",
            "CFG009 bot.toml:12:2 `goals` isn't supported yet (what counts as a success)",
            "CFG008 bot.toml:14:1 `tests[0].expect` is missing",
        ]
    );
}

#[test]
fn one_fault_has_its_code_place_and_fix() {
    let cases = [
        ("", "CFG008", "1:1", "add `bot.id`"),
        ("schema = 2\n[bot]\nid = \"ab\"", "CFG012", "1:10", "newer botctl"),
        ("schema = 1\nbot = 3", "CFG006", "2:1", "[bot]"),
        ("schema = 1\ntests = 3\n[bot]\nid = \"ab\"", "CFG006", "2:1", "[[tests]]"),
        ("schema = 1\n[bot]\nid = \"ab\"\n[features]\nsource = true", "CFG005", "5:1", "`features.sources`"),
        ("schema = 1\nid = \"ab\"\n[bot]\nid = \"ab\"", "CFG005", "2:1", "`bot.id`"),
        (
            "schema = 1\n[bot]\nid = \"ab\"\n[settings.messages.en-US]\nwelcome = \"x\"",
            "CFG007",
            "4:20",
            "settings.messages",
        ),
        ("schema = 1\n[bot]\nid = \"ab\"\n[env.prod.answers]\nchoices = 1", "CFG013", "5:1", "for all environments"),
        ("schema = 1\n[bot]\nid = \"ab\"\n[env.prod.features]\nqa = false", "CFG013", "5:1", "for all environments"),
        (
            "schema = 1\n[bot]\nid = \"ab\"\n[answers.generation]\nmodel = \"m\"",
            "CFG008",
            "5:9",
            "answers.generation.endpoint",
        ),
        (
            "schema = 1\n[bot]\nid = \"ab\"\n[answers.generation]\ntimeout_s = 3",
            "CFG008",
            "5:13",
            "answers.generation.endpoint",
        ),
        (
            "schema = 1\n[bot]\nid = \"ab\"\n[env.prod.answers.generation]\nendpoint = \"e\"",
            "CFG008",
            "5:12",
            "env.prod.answers.generation.model",
        ),
        ("schema = 1\n[bot]\nid = \"ab\"\n[answers]\nchoices = 1.5", "CFG006", "5:11", "a whole number"),
        (
            "schema = 1\n[bot]\nid = \"ab\"\nlanguages = [\"en\"]\n[[tests]]\nquestion = \"a\"\nlanguage = \"fr\"\nexpect = \"miss\"",
            "CFG007",
            "7:12",
            "tests[0].language",
        ),
    ];
    for (text, code, place, fix) in cases {
        let Err(ConfigError::Invalid(findings)) = load_text(text, None) else { panic!("{text}") };
        let first = findings.first().expect("a finding");
        assert_eq!(
            (first.code.as_str(), first.places[0].to_string()),
            (code, format!("bot.toml:{place}")),
            "{text}: {findings:?}"
        );
        assert!(first.next[0].command.contains(fix), "{text}: {:?}", first.next);
    }
}

#[test]
fn secrets_are_refused_and_never_quoted() {
    let canary = ["gh", "p_Zq7Rt2Lm9Xw4Kp8Vn3Bc6Ys1Hd5Jf0Ga2Qe9"].concat();
    for line in [
        "description = \"CANARY\"",
        "languages = [\"CANARY\"]",
        "token = \"CANARY\"",
        "id = \"CANARY\"",
        "x = \"CANARY",
    ] {
        let text = format!("schema = 1\n[bot]\n{}\n", line.replace("CANARY", &canary));
        let Err(error) = load_text(&text, None) else { panic!("{line}") };
        assert!(!format!("{error:?} {:?}", error.diagnostics()).contains(&canary), "{line}");
    }
    let text = format!("{HEAD}description = \"{canary}\"\n");
    assert_eq!(faults(&text), ["CFG010 bot.toml:6:15 `bot.description` holds a GitHub token in clear"]);
}

#[test]
fn environments_merge_key_by_key() {
    let text = format!(
        "{HEAD}[settings]\nretention_days = 30\nauthorized_domains = [\"a.example\"]\n[settings.messages.en]\nwelcome = \"Hi\"\nfallback = \"No\"\n\
         [[tests]]\nquestion = \"q\"\nexpect = \"text:x\"\n\
         [env.production]\nhost = \"https://bots.example.com\"\n[env.production.settings]\nauthorized_domains = [\"b.example\"]\n\
         [env.production.settings.messages.en]\nwelcome = \"Hello\"\n[env.staging.features]\nsources = false\n"
    );
    let production = load_text(&text, Some("production")).expect("production");
    let config = &production.config;
    let english = config.settings.messages.get(&Language("en".to_owned())).expect("English messages");
    assert_eq!((english.welcome.as_str(), english.fallback.as_str()), ("Hello", "No"));
    assert_eq!(
        (config.settings.retention_days, config.settings.authorized_domains.as_slice()),
        (30, &["b.example".to_owned()][..])
    );
    assert_eq!(config.host.as_ref().map(url::Url::as_str), Some("https://bots.example.com/"));
    assert_eq!(config.tests[0].expect, Expectation::Text("x".to_owned()));
    assert_eq!(
        production.setting("host").map(|one| one.origin.to_string()).as_deref(),
        Some("bot.toml:16:8 [env.production]")
    );
    assert!(!load_text(&text, Some("staging")).expect("staging").config.features.sources);
    match load_text(&text, None) {
        Err(ConfigError::EnvironmentNeeded { names }) => assert_eq!(names, ["production", "staging"]),
        other => panic!("{other:?}"),
    }
    assert!(matches!(load_text(&text, Some("prod")), Err(ConfigError::EnvironmentUnknown { .. })));
    assert!(matches!(load_text(HEAD, Some("prod")), Err(ConfigError::EnvironmentUnknown { .. })));
    let only = load_text(&format!("{HEAD}[env.live]\n"), None).expect("one environment");
    assert_eq!(only.config.environment.as_str(), "live");
}

#[test]
fn the_file_is_found_upwards_or_named() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let deep = folder.path().join("bot/qa/deep");
    fs::create_dir(&deep).expect("folders");
    let request = LoadRequest { start: &deep, file: None, environment: None, host: Some("http://127.0.0.1:9") };
    assert!(matches!(load(&request), Err(ConfigError::Missing { .. })));
    fs::write_cache(&folder.path().join("bot/bot.toml"), HEAD.as_bytes()).expect("bot.toml");
    let loaded = load(&request).expect("found upwards");
    assert_eq!(loaded.config.folder, folder.path().join("bot"));
    assert_eq!(loaded.setting("host").map(|one| one.origin.clone()), Some(Origin::CommandLine));
    let named =
        |name| load(&LoadRequest { start: folder.path(), file: Some(Path::new(name)), environment: None, host: None });
    assert!(named("bot/bot.toml").is_ok());
    assert!(matches!(named("other.toml"), Err(ConfigError::NamedFileMissing { .. })));
    assert!(matches!(named("bot"), Err(ConfigError::Unreadable(_))));
    let bad_host = LoadRequest { host: Some("https://user:canary@x/y"), ..request };
    let error = load(&bad_host).expect_err("no host");
    assert!(!error.to_string().contains("canary"), "{error}");
}

#[test]
fn what_only_deserves_a_warning_is_a_warning() {
    let text = format!("host = \"http://bots.example.com\"\n{HEAD}[settings.messages.fr]\nwelcome = \"Salut\"\n");
    let codes: Vec<String> =
        load_text(&text, None).expect("warnings only").warnings.into_iter().map(|one| one.code).collect();
    assert_eq!(codes, ["CFG021", "CFG024"]);
}

#[test]
fn the_users_host_is_used_last() {
    let loaded = load_text(HEAD, None).expect("good file").with_default_host("https://mine.example").expect("host");
    assert_eq!(loaded.setting("host").map(|one| one.origin.clone()), Some(Origin::UserFile));
    let own = load_text(&format!("host = \"https://own.example\"\n{HEAD}"), None).expect("good file");
    let own = own.with_default_host("https://mine.example").expect("host");
    assert_eq!(own.config.host.as_ref().and_then(|host| host.host_str()), Some("own.example"));
    assert!(load_text(HEAD, None).expect("good file").with_default_host("nonsense").is_err());
}
