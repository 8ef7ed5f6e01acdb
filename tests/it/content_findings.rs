//! What `train` says about the content as a whole, and what `--strict` and `--format json` make of it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::{Stage, line_of};

const BOT: &str = "examples/trattoria-del-porto";

const QAS: &str = r#"[[qa]]
id = "shed-hours"
language = "en"
question = "When does the bicycle shed open?"
variants = ["bicycle shed opening hours", "from when can I fetch my bicycle from the shed?"]
answer = "The bicycle shed opens at 7:00."

[[qa]]
id = "kayak-fee"
language = "en"
question = "What does a kayak cost?"
variants = ["kayak rental price"]
answer = "Renting a kayak costs 25 € a day. The [price list](knowledge/kayak-prices.pdf) has more."

[[qa]]
id = "kayak-price"
language = "en"
question = "How much do I pay for a canoe?"
variants = ["canoe rental price"]
answer = "Renting a kayak costs 25 € a day. The [price list](knowledge/kayak-prices.pdf) has more."
"#;
const SHED: &str = "# Bicycles\n\nGuests may leave bicycles with us.\n\nThe bicycle shed opens at 8:30 for guests.\n";

fn by_code(events: &[Value]) -> BTreeMap<&str, Vec<&Value>> {
    let mut codes: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for event in events.iter().filter(|event| event["type"] == "diagnostic") {
        codes.entry(event["code"].as_str().unwrap_or_default()).or_default().push(event);
    }
    codes
}

#[test]
fn findings_name_both_sides_and_strict_makes_them_failures() {
    let stage = Stage::new(BOT);
    stage.write("qa/more.toml", QAS);
    stage.write("knowledge/bicycles.md", SHED);
    stage.write("knowledge/bicycles-copy.md", format!("{SHED}\nThe shed is dry, lit, and locked at night.\n"));
    stage.write("knowledge/bicycles-twin.md", format!("{SHED}\nThe shed is dry, lit, and locked at night.\n"));
    let events = stage.run("train --format json").status(0).events();
    let found = by_code(&events);
    let clash = found["CON008"][0];
    let detail = clash["detail"].as_str().expect("a detail");
    for side in ["opens at 7:00", "opens at 8:30 for guests"] {
        assert!(detail.contains(side), "{clash}");
    }
    let places = clash["places"].as_array().expect("places");
    assert_eq!(places[0]["file"], "qa/more.toml");
    let line = places.iter().find(|place| place["file"] == "knowledge/bicycles.md").map(|place| &place["line"]);
    assert!(line.is_none_or(|line| *line == line_of(SHED, "opens at 8:30")), "{clash}");
    assert!(clash["next"][0]["command"].as_str().is_some_and(|fix| fix.contains("correct")), "{clash}");
    assert_eq!(found["CON004"].len(), 1, "the same answer twice");
    assert_eq!(found["CON005"].len(), 1, "the same document twice");
    assert_eq!(found["CON007"].len(), 2, "two answers link to a file that isn't there");

    let before = stage.read(".botctl/trained.json");
    let strict = stage.run("train --strict --format json").status(5).events();
    let result = strict.last().expect("a result");
    let told = result["diagnostics"].as_array().expect("findings");
    assert!(told.iter().any(|finding| finding["code"] == "CON008"), "{result}");
    assert_eq!(stage.read(".botctl/trained.json"), before, "the bundle of before stands");
}

#[test]
fn a_person_sees_few_findings_of_a_kind_and_how_many_there_are() {
    let stage = Stage::new(BOT);
    let qa = |number: usize| {
        format!(
            "[[qa]]\nid = \"q{number}\"\nlanguage = \"en\"\nquestion = \"Question {number} about topic {number}?\"\n\
             variants = [\"topic {number}\"]\nanswer = \"See [page {number}](missing/page-{number}.pdf) for it.\"\n"
        )
    };
    stage.write("qa/more.toml", (0..9).map(qa).collect::<String>());
    let people = stage.run("train").status(0).stderr;
    assert_eq!(people.matches("warning[CON007]").count(), 5, "{people}");
    assert!(people.contains("and 4 more CON007: --format json shows them"), "{people}");
    let events = stage.run("train --format json").status(0).events();
    assert_eq!(by_code(&events)["CON007"].len(), 9);
}

#[test]
fn an_owner_accepts_findings_and_hears_when_there_is_nothing_left_to_accept() {
    let stage = Stage::new(BOT);
    stage.run("train --strict").status(0);
    stage.write("qa/more.toml", QAS);
    stage.write("knowledge/bicycles.md", SHED);
    stage.run("train --strict").status(5);
    let own = stage.read("bot.toml");
    let accept = |code: &str, about: &str| {
        format!("[[accepted]]\ncode = \"{code}\"\nabout = \"{about}\"\nreason = \"it is so\"\n")
    };
    let all = [
        ("CON001", "kayak-fee"),
        ("CON004", "kayak-fee"),
        ("CON007", "kayak-prices.pdf"),
        ("CON008", "opens at 8:30 for guests"),
    ];
    let all: String = all.iter().map(|(code, about)| accept(code, about)).collect();
    stage.write("bot.toml", format!("{own}\n{all}"));
    let events = stage.run("train --strict --format json").status(0).events();
    let found = by_code(&events);
    for code in ["CON001", "CON004", "CON007", "CON008"] {
        assert!(!found.contains_key(code), "{code}: {found:?}");
    }
    let accepted = events.last().expect("a result")["details"]["accepted"].as_u64();
    assert!(accepted.is_some_and(|accepted| accepted >= 9), "{accepted:?}");

    stage.write("bot.toml", format!("{own}\n{all}{}", accept("CON005", "gone.md")));
    let ran = stage.run("train --strict").status(5);
    assert!(ran.stderr.contains("no finding is CON005 about \u{201c}gone.md\u{201d} any more"), "{}", ran.stderr);
    stage.write("bot.toml", format!("{own}\n{}", accept("QA013", "x")));
    let ran = stage.run("train").status(3);
    assert!(ran.stderr.contains("CON001, CON002"), "{}", ran.stderr);
}
