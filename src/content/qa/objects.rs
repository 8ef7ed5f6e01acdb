//! Q&As as objects: `[[qa]]` in TOML, a list or `{qa: [...]}` in YAML and JSON.

use super::draft::{Draft, KEYS};
use super::problem::{Found, QaProblem};
use crate::base::diagnostic::Place;
use crate::base::text;
use crate::content::tree::{Node, Value};

/// Reads the Q&As of a file.
pub(super) fn read(path: &str, root: &Node, found: &mut Vec<Found>) -> Vec<Draft> {
    let mut reader = ObjectReader { path, found };
    let items = match &root.value {
        Value::List(items) => Some(items),
        Value::Table(entries) => reader.list_of(entries),
        Value::Null => None,
        other => {
            reader.wrong_type("the file", other, "a list of Q&As", root.line);
            return Vec::new();
        }
    };
    let Some(items) = items.filter(|items| !items.is_empty()) else {
        reader.found.push(QaProblem::NoItems.at(Place::file(path)));
        return Vec::new();
    };
    items.iter().filter_map(|item| reader.draft(item)).collect()
}

struct ObjectReader<'a> {
    path: &'a str,
    found: &'a mut Vec<Found>,
}

impl ObjectReader<'_> {
    /// The list under `qa`.
    fn list_of<'n>(&mut self, entries: &'n [(String, Node)]) -> Option<&'n Vec<Node>> {
        let mut list = None;
        for (key, node) in entries {
            match (&node.value, key.as_str()) {
                (Value::List(items), "qa") => list = Some(items),
                (other, "qa") => self.wrong_type("qa", other, "a list of Q&As", node.line),
                _ => self.unknown(key, &["qa"], node.line),
            }
        }
        list
    }

    fn draft(&mut self, item: &Node) -> Option<Draft> {
        let Value::Table(fields) = &item.value else {
            self.wrong_type("a Q&A", &item.value, "a table with question and answer", item.line);
            return None;
        };
        let mut draft = Draft::at(Place::line(self.path, item.line), false);
        let before = self.found.len();
        for (key, node) in fields {
            self.field(&mut draft, key, node);
        }
        // A field of the wrong type has been reported; that the Q&A lacks it then needs no second finding.
        let has_wrong_type = self
            .found
            .get(before..)
            .is_some_and(|new| new.iter().any(|one| matches!(one.problem, QaProblem::WrongType { .. })));
        (!has_wrong_type).then_some(draft)
    }

    fn field(&mut self, draft: &mut Draft, key: &str, node: &Node) {
        match key {
            "id" => draft.id = self.text(key, node),
            "question" => draft.question = self.text(key, node).unwrap_or_default(),
            "answer" => draft.answer = self.text(key, node).unwrap_or_default(),
            "language" => draft.language = self.text(key, node),
            "variants" => draft.variants = self.texts(key, node),
            "links" => draft.links = self.texts(key, node),
            "active" => match &node.value {
                Value::Bool(active) => draft.active = *active,
                Value::Null => {}
                other => self.wrong_type(key, other, "true or false", node.line),
            },
            _ => self.unknown(key, &KEYS, node.line),
        }
    }

    fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.trim().to_owned()),
            Value::Null => None,
            other => {
                self.wrong_type(key, other, "text in quotes", node.line);
                None
            }
        }
    }

    fn texts(&mut self, key: &str, node: &Node) -> Vec<String> {
        match &node.value {
            Value::List(items) => items.iter().filter_map(|item| self.text(key, item)).collect(),
            Value::Null => Vec::new(),
            other => {
                self.wrong_type(key, other, "a list of texts", node.line);
                Vec::new()
            }
        }
    }

    fn unknown(&mut self, key: &str, known: &[&str], line: u32) {
        let meant = text::did_you_mean(key, known.iter().copied()).map(str::to_owned);
        self.found.push(QaProblem::UnknownKey { key: key.to_owned(), meant }.at(Place::line(self.path, line)));
    }

    fn wrong_type(&mut self, key: &str, value: &Value, expected: &'static str, line: u32) {
        let found = value.kind().to_owned();
        self.found.push(QaProblem::WrongType { key: key.to_owned(), found, expected }.at(Place::line(self.path, line)));
    }
}
