//! The JSON Schema (draft-07) of bot.toml, for editors; made from the key table.

use serde_json::{Map, Value, json};

use crate::config::key::{Fallback, KeyInfo, Kind};
use crate::config::load::shape;
use crate::config::tree::{Node, Placeholder, Shape};

/// The schema of bot.toml.
pub fn bot_schema() -> Value {
    let mut schema = table(&shape(), true);
    if let Value::Object(fields) = &mut schema {
        fields.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
        fields.insert("title".to_owned(), "bot.toml of botctl".into());
    }
    schema
}

fn table(shape: &Shape, asks_for_required: bool) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, node) in &shape.named {
        let inner = match node {
            Node::Later(_) => continue,
            Node::Leaf(info) => leaf(info),
            Node::Table(shape) => table(shape, asks_for_required),
            Node::List(shape) => json!({ "type": "array", "items": table(shape, true) }),
        };
        if asks_for_required && is_required(node) {
            required.push(Value::from(*name));
        }
        properties.insert((*name).to_owned(), inner);
    }
    let mut schema = json!({ "type": "object", "additionalProperties": false });
    let Some(fields) = schema.as_object_mut() else { return schema };
    if !properties.is_empty() {
        fields.insert("properties".to_owned(), properties.into());
    }
    if !required.is_empty() {
        fields.insert("required".to_owned(), required.into());
    }
    if let Some((placeholder, inner)) = &shape.any {
        fields.insert("propertyNames".to_owned(), names(*placeholder));
        fields.insert("additionalProperties".to_owned(), table(inner, false));
    }
    schema
}

fn is_required(node: &Node) -> bool {
    match node {
        Node::Leaf(info) => info.fallback == Fallback::Required,
        Node::Table(shape) => shape.named.values().any(is_required),
        Node::List(_) | Node::Later(_) => false,
    }
}

fn names(placeholder: Placeholder) -> Value {
    match placeholder {
        Placeholder::Language => json!({ "pattern": "^[a-z]{2,3}$" }),
        Placeholder::Environment => json!({ "pattern": "^[a-z](-?[a-z0-9])*$", "maxLength": 30 }),
        Placeholder::Host => json!({ "pattern": "^https?://" }),
        Placeholder::Endpoint => json!({ "pattern": "^[a-z](-?[a-z0-9])*$", "maxLength": 30 }),
    }
}

fn leaf(info: &KeyInfo) -> Value {
    let mut schema = match info.kind {
        Kind::Text(rule) => text(rule.schema()),
        Kind::Texts { rule, most } => {
            json!({ "type": "array", "items": text(rule.schema()), "maxItems": most, "uniqueItems": true })
        }
        Kind::Whole { least, most: i64::MAX } => json!({ "type": "integer", "minimum": least }),
        Kind::Whole { least, most } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Choice(choices) => json!({ "type": "string", "enum": choices }),
    };
    let default = match info.fallback {
        Fallback::Required | Fallback::Absent => None,
        Fallback::Text(text) => Some(Value::from(text)),
        Fallback::Texts(texts) => Some(Value::from(texts.to_vec())),
        Fallback::Whole(number) => Some(Value::from(number)),
        Fallback::Switch(on) => Some(Value::from(on)),
    };
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("description".to_owned(), info.doc.into());
        fields.extend(default.map(|default| ("default".to_owned(), default)));
    }
    schema
}

fn text(mut rule: Value) -> Value {
    if let Some(fields) = rule.as_object_mut() {
        fields.insert("type".to_owned(), "string".into());
    }
    rule
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys::KEYS;

    fn example() -> Value {
        toml::from_str(include_str!("../../bot.toml.example")).expect("the example is TOML")
    }

    #[test]
    fn the_example_keeps_the_schema_and_faults_break_it() {
        let schema = bot_schema();
        let validator = jsonschema::draft7::new(&schema).expect("a valid schema");
        let good = example();
        assert!(
            validator.is_valid(&good),
            "{:?}",
            validator.iter_errors(&good).map(|error| error.to_string()).collect::<Vec<_>>()
        );
        let faults = [
            ("/bot/id", json!("Acme")),
            ("/bot/nmae", json!("x")),
            ("/schema", json!("1")),
            ("/appearance/theme", json!("drak")),
            ("/answers/choices", json!(9)),
            ("/goals", json!([])),
            ("/settings/messages/en-US", json!({})),
        ];
        for (pointer, value) in faults {
            let mut bad = example();
            let (table, name) = pointer.rsplit_once('/').expect("a pointer");
            let fields = bad.pointer_mut(table).and_then(Value::as_object_mut).expect("a table of the example");
            fields.insert(name.to_owned(), value);
            assert!(!validator.is_valid(&bad), "{pointer}");
        }
    }

    #[test]
    fn every_key_is_in_the_schema() {
        let schema = bot_schema();
        for info in KEYS {
            let mut at = &schema;
            for segment in info.key.split('.') {
                at = match segment.strip_suffix("[]") {
                    Some(list) => &at["properties"][list]["items"],
                    None if segment.starts_with('<') => &at["additionalProperties"],
                    None => &at["properties"][segment],
                };
            }
            assert_eq!(at["description"], info.doc, "{}", info.key);
        }
    }
}
