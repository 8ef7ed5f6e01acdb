//! The events of NDJSON, from their schema.

use serde_json::{Value, json};

use crate::cli::outcome::Outcome;
use crate::ui::Human;
use crate::ui::schema::EVENTS;

/// Fields that every line has; they are told once.
const EVERY: [&str; 6] = ["v", "seq", "ts", "type", "level", "msg"];

/// The table.
pub(super) fn show() -> Outcome {
    let schema: Value = serde_json::from_str(EVENTS).unwrap_or_default();
    let mut text = String::from(
        "With --format json, train, deploy, update, rollback, test and bench print a\n\
         line of JSON for each event. Every line has v, seq, ts, type, level and msg.\n\
         The last is always result, also on failure and on Ctrl-C.\n\n",
    );
    let kinds: Vec<(String, String, String)> = schema["oneOf"].as_array().into_iter().flatten().map(kind).collect();
    for (name, description, fields) in &kinds {
        text.push_str(&format!("{name:<12}  {description}\n"));
        for line in crate::ui::wrap::lines(fields, 64) {
            text.push_str(&format!("{:14}{line}\n", ""));
        }
    }
    text.push_str("\nThe JSON Schema: botctl schema events\n");
    let fields: Vec<Value> =
        kinds.iter().map(|(name, description, _)| json!({ "type": name, "description": description })).collect();
    Outcome::short(Human::same(text), json!({ "events": fields }))
}

fn kind(line: &Value) -> (String, String, String) {
    let properties = line["properties"].as_object();
    let fields = properties.into_iter().flatten().map(|(name, _)| name.as_str()).filter(|name| !EVERY.contains(name));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fields: Vec<&str> = fields.collect();
    (text(&line["properties"]["type"]["const"]), text(&line["description"]), fields.join(", "))
}
