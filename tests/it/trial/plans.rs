//! The plan on the host: what it allows, what visitors read beyond it, and what `check` says.

use super::scene::small;
use super::server::message;
use crate::harness::{Ran, Stage};

const PAGE: &str = "https://zoo.example";

fn deployed() -> (Stage, String) {
    let scene = small();
    scene.run("deploy --train").status(0);
    let url = scene.url();
    (scene, url)
}

fn item(check: &Ran, id: &str) -> serde_json::Value {
    let object = check.object();
    let items = object["items"].as_array().expect("items").clone();
    items.into_iter().find(|item| item["id"] == id).unwrap_or_else(|| panic!("{id}: {object}"))
}

#[test]
fn beyond_the_message_limit_a_visitor_reads_how_to_reach_a_person() {
    let (scene, url) = deployed();
    scene.run("host plan set --messages-limit 2").status(0);
    for number in 1..=2 {
        assert_eq!(message(&url, "zoo", PAGE, "What does the otter eat?").json()["kind"], "qa", "{number}");
    }
    let beyond = message(&url, "zoo", PAGE, "What does the lynx eat?").json();
    assert_eq!(beyond["kind"], "limit", "{beyond}");
    assert_eq!(beyond["contact"][0]["address"], "mailto:keeper@zoo.example");
    assert!(!beyond.to_string().contains("lynx eats"), "{beyond}");

    let check = scene.run("check").status(5).stdout;
    assert!(check.contains("2 of 2 used (100 %)") && check.contains("Message usage limit reached"), "{check}");
    let solutions = ["botctl host plan set", "botctl host plan swap FROM TO", "wait until the counter begins anew"];
    let places = solutions.map(|solution| check.find(solution).unwrap_or_else(|| panic!("{solution}: {check}")));
    assert!(places.is_sorted(), "in the order of their numbers: {check}");
    let refused = scene.run("update --force").status(5);
    assert!(refused.stderr.contains("Message usage limit reached"), "{}", refused.stderr);

    scene.run("host plan set --messages-limit 3").status(0);
    assert_eq!(message(&url, "zoo", PAGE, "What does the lynx eat?").json()["kind"], "qa");
    let warned = scene.run("host plan set --messages-limit 1000").status(0).stdout;
    assert!(warned.contains("3 of 1,000"), "{warned}");
    assert_eq!(item(&scene.run("check --format json").status(0), "plan.messages")["status"], "passed");
}

#[test]
fn subscription_payment_licences_and_size_stop_a_deployment() {
    let (scene, _) = deployed();
    let cases = [
        ("--expires 2020-01-01", "--expires never", "plan.subscription", "CHK010"),
        ("--active false", "--active true", "plan.subscription", "CHK010"),
        ("--payment overdue", "--payment up-to-date", "plan.payment", "CHK014"),
    ];
    for (broken, mended, id, code) in cases {
        scene.run(&format!("host plan set {broken}")).status(0);
        let check = scene.run("check --format json").status(5);
        let found = item(&check, id);
        assert_eq!((&found["status"], &found["diagnostics"][0]["code"]), (&"failed".into(), &code.into()), "{found}");
        assert_eq!(found["diagnostics"][0]["summary"], "Upgrade chatbot plan");
        let refused = scene.run("update --force --format json").status(5).result();
        assert_eq!((&refused["outcome"], &refused["diagnostic"]["code"]), (&"not_started".into(), &code.into()));
        scene.run(&format!("host plan set {mended}")).status(0);
        scene.run("check").status(0);
    }
    let page = format!("# Long\n\n{}", "The elephant house is closed today for cleaning. ".repeat(30_000));
    scene.write("knowledge/long.md", page);
    scene.run("train").status(0);
    scene.run("host plan set --knowledge-limit-mb 1").status(0);
    let check = scene.run("check").status(5).stdout;
    assert!(check.contains("The knowledge base has 1.5 MB, the plan holds 1.0 MB."), "{check}");
    scene.run("update").status(5);
    scene.run("host plan set --knowledge-limit-mb 2 --contact ada@zoo.example").status(0);
    scene.run("update").status(0);
    assert!(scene.run("host plan show").status(0).stdout.contains("Contact\tada@zoo.example\n"));
}

#[test]
fn a_licence_is_taken_given_back_by_deletion_and_swapped() {
    let (scene, _) = deployed();
    scene.run("host plan set --licences 1").status(0);
    scene.edit("bot.toml", "id = \"zoo\"", "id = \"aquarium\"");
    let check = scene.run("check --format json").status(5);
    assert_eq!(item(&check, "plan.licence")["diagnostics"][0]["code"], "CHK015");
    scene.run("deploy").status(5);
    scene.run("host plan swap lion aquarium").status(13);
    scene.run("host plan swap zoo aquarium").status(0);
    scene.run("deploy").status(0);
    assert!(scene.run("host plan show").status(0).stdout.contains("1 of 1: aquarium"));
    scene.edit("bot.toml", "id = \"aquarium\"", "id = \"zoo\"");
    scene.run("update --force").status(5);
    scene.run("bots delete aquarium --confirm aquarium").status(0);
    scene.run("update --force").status(0);
    scene.run("host plan set --licences two").status(2);
    scene.run("host plan set").status(2);
}
