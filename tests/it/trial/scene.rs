//! The smallest bot that can be deployed, which the trials change and break.

use crate::harness::Stage;

/// Ten Q&As, one document, sixteen topics of which one says something.
pub fn small() -> Stage {
    let scene = Stage::empty();
    scene.write("bot.toml", SMALL);
    let animals = ["otter", "badger", "heron", "lynx", "marten", "osprey", "pangolin", "quokka", "raven", "stoat"];
    let qas = animals.map(|animal| {
        format!(
            "[[qa]]\nid = \"{animal}\"\nquestion = \"What does the {animal} eat?\"\nanswer = \"The {animal} eats *well*.\"\n\n"
        )
    });
    scene.write("qa/animals.toml", qas.concat());
    scene.write("knowledge/tickets.md", "# Tickets\n\nA day ticket costs eleven thalers at the northern gate.\n");
    scene.write("survey.toml", survey());
    scene
}

/// A text without its line ends: what is wrapped at one width is compared at none.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const SMALL: &str = r##"schema = 1

[bot]
id = "zoo"
name = "Zoo Guide"
description = "Answers visitors of the zoo"
languages = ["en"]

[settings]
privacy_policy = "https://zoo.example/privacy"
authorized_domains = ["zoo.example"]

[settings.messages.en]
welcome = "Welcome to the zoo."
fallback = "Nobody told me that."
unsure = "Which one?"
offline = "Asleep."

[answers.contact]
email = "keeper@zoo.example"
"##;

/// Sixteen topics, of which one says something that nothing else says.
fn survey() -> String {
    let topics = [
        ("business", ["industry", "company_size", "target_customers", "sales_channels"]),
        ("products", ["catalogue", "price_ranges", "features", "sales_process"]),
        ("support", ["channels", "hours", "common_issues", "response_time"]),
        ("processes", ["sales_workflow", "returns_refunds", "policies", "procedures"]),
    ];
    let mut text = "language = \"en\"\n".to_owned();
    for (category, names) in topics {
        text.push_str(&format!("\n[{category}]\n"));
        for name in names {
            let answer = match name {
                "hours" => "\"The keeper's telephone is staffed from seven until nineteen every weekday.\"",
                _ => "{ not_applicable = \"a zoo\" }",
            };
            text.push_str(&format!("{name} = {answer}\n"));
        }
    }
    text
}
