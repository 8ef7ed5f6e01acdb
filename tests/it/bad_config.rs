//! A bot.toml that can't be used: the finding names file and line, the exit code is 3, and what is live stays live.

use crate::harness::{Stage, line_of};

const BOT: &str = "examples/trattoria-del-porto";

/// One way to break bot.toml, and what is said about it.
struct Case {
    name: &'static str,
    from: &'static str,
    to: &'static str,
    code: &'static str,
    /// Lines between that of `from` and that of the fault.
    below: u64,
}

const CASES: [Case; 8] = [
    Case { name: "syntax", from: "schema = 1", to: "schema = = 1", code: "CFG004", below: 0 },
    Case {
        name: "open string",
        from: "name = \"Trattoria del Porto\"",
        to: "name = \"Trattoria",
        code: "CFG004",
        below: 0,
    },
    Case { name: "wrong type", from: "radius_px = 16", to: "radius_px = \"16\"", code: "CFG006", below: 0 },
    Case { name: "unknown key", from: "radius_px = 16", to: "radius = 16", code: "CFG005", below: 0 },
    Case { name: "unknown table", from: "[answers]", to: "[answer]", code: "CFG005", below: 0 },
    Case { name: "key twice", from: "radius_px = 16", to: "radius_px = 16\nradius_px = 17", code: "CFG004", below: 1 },
    Case { name: "bad value", from: "theme = \"auto\"", to: "theme = \"pink\"", code: "CFG007", below: 0 },
    Case { name: "not yet", from: "[answers]\n", to: "[[goals]]\nname = \"x\"\n[answers]\n", code: "CFG009", below: 0 },
];

#[test]
fn a_broken_file_is_named_with_its_line_by_every_verb_and_changes_nothing() {
    let stage = Stage::deployed(BOT);
    let good = std::fs::read_to_string(stage.path("bot.toml")).expect("bot.toml");
    for case in &CASES {
        let line = line_of(&good, case.from) + case.below;
        stage.write("bot.toml", good.replacen(case.from, case.to, 1));
        for verb in ["check", "train", "plan", "deploy -y", "update -y", "update --chatroom-only -y", "config show"] {
            let found = stage.run(&format!("{verb} --format json")).status(3).finding();
            assert_eq!(
                (&found["code"], &found["span"]["line"]),
                (&case.code.into(), &line.into()),
                "{}: {verb}: {found}",
                case.name
            );
            assert_eq!(found["span"]["file"], "bot.toml", "{}: {verb}: {found}", case.name);
        }
        let people = stage.run("check").status(3).stdout("");
        let place = format!("\n  bot.toml:{line}:");
        assert!(
            people.stderr.starts_with(&format!("error[{}]: ", case.code)) && people.stderr.contains(&place),
            "{}",
            people.stderr
        );
    }
    stage.write("bot.toml", &good);
    assert_eq!(stage.run("status").status(0).stdout, "Deployed\n");
    assert_eq!(stage.run("releases list").stdout.lines().count(), 1);
}

#[test]
fn all_faults_of_the_file_come_at_once() {
    let stage = Stage::new(BOT);
    stage.edit("bot.toml", "radius_px = 16", "radius = 16\ntitel = \"x\"");
    stage.edit("bot.toml", "retention_days = 60", "retention_days = \"sixty\"");
    let ran = stage.run("check --format json").status(3);
    let object = ran.object();
    let codes: Vec<&str> =
        object["diagnostics"].as_array().expect("a list").iter().filter_map(|found| found["code"].as_str()).collect();
    assert_eq!(codes, ["CFG005", "CFG005", "CFG006"]);
}

#[test]
fn a_file_that_is_missing_or_no_text_is_no_bot() {
    let stage = Stage::new(BOT);
    let not_utf8 = [b"schema = 1\n[bot]\nname = \"Caf".as_slice(), &[0xe9], b"\"\n"].concat();
    stage.write("bot.toml", not_utf8);
    let found = stage.run("check --format json").status(3).finding();
    assert_eq!((&found["code"], &found["span"]["line"]), (&"CFG003".into(), &3.into()), "{found}");
    std::fs::remove_file(stage.path("bot.toml")).expect("it was there");
    for (line, status, code) in
        [("check", 3, "CFG001"), ("deploy -y", 3, "CFG001"), ("check -c bot.toml", 13, "CFG022")]
    {
        let found = stage.run(&format!("{line} --format json")).status(status).finding();
        assert_eq!(found["code"], code, "{line}: {found}");
    }
    std::fs::create_dir(stage.path("bot.toml")).expect("a folder in its place");
    let found = stage.run("check -c bot.toml --format json").status(3).finding();
    assert_eq!(found["code"], "CFG002", "{found}");
}
