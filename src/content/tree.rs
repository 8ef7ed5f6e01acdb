//! TOML, YAML and JSON as one kind of tree in which every value knows its line, so that all that is wrong in a file can
//! be reported at once and in its place.

use std::cell::Cell;
use std::fmt;
use std::io::Read;
use std::ops::Range;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and the line that it begins on, from 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) line: u32,
    pub(crate) value: Value,
}

/// A value of any of the three formats.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// Numbers and dates: never what a key here wants, so that their kind is enough.
    Number,
    Date,
    Text(String),
    List(Vec<Node>),
    /// In the order of the file, for TOML in the order of the keys.
    Table(Vec<(String, Node)>),
}

/// A file that can't be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) line: Option<u32>,
    pub(crate) message: String,
}

impl Value {
    /// The words for people.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Number => "a number",
            Self::Date => "a date",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Line numbers of byte positions.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(position, _)| position).collect())
    }

    fn line(&self, span: &Range<usize>) -> u32 {
        u32::try_from(self.0.partition_point(|end| *end < span.start) + 1).unwrap_or(u32::MAX)
    }
}

/// Parses TOML. Errors: every syntax error of the file.
pub(crate) fn parse_toml(text: &str) -> Result<Node, Vec<SyntaxError>> {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(Node { line: 1, value: toml_table(table.get_ref(), &lines) });
    }
    let errors = errors.iter().map(|error| SyntaxError {
        line: error.span().map(|span| lines.line(&span)),
        message: one_line(error.message()),
    });
    Err(errors.collect())
}

fn toml_table(table: &DeTable<'_>, lines: &Lines) -> Value {
    let mut entries: Vec<(String, Node)> = Vec::with_capacity(table.len());
    for (key, value) in table.iter() {
        let mut node = toml_node(value.get_ref(), &value.span(), lines);
        // A table's own span is that of its header or braces; for all else the key's line is where people look.
        if !matches!(node.value, Value::Table(_) | Value::List(_)) {
            node.line = lines.line(&key.span());
        }
        entries.push((key.get_ref().to_string(), node));
    }
    Value::Table(entries)
}

fn toml_node(value: &DeValue<'_>, span: &Range<usize>, lines: &Lines) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(_) | DeValue::Float(_) => Value::Number,
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| toml_node(item.get_ref(), &item.span(), lines)).collect())
        }
        DeValue::Table(table) => toml_table(table, lines),
    };
    Node { line: lines.line(span), value }
}

const MOST_YAML_DEPTH: usize = 16;

/// Parses YAML. Errors: the first syntax error.
pub(crate) fn parse_yaml(text: &str) -> Result<Node, Vec<SyntaxError>> {
    // The defaults are made for configuration; a file of 100,000 Q&As has some millions of nodes.
    let mut budget = serde_saphyr::Budget::default();
    budget.max_events = 40_000_000;
    budget.max_nodes = 20_000_000;
    budget.max_total_scalar_bytes = 256 << 20;
    // Each level takes stack; a file of Q&As has four.
    budget.max_depth = MOST_YAML_DEPTH;
    let mut options = serde_saphyr::Options::default();
    options.budget = Some(budget);
    let parsed = serde_saphyr::from_str_with_options::<Spanned<Bare>>(text, options);
    parsed.map(node_of_spanned).map_err(|error| {
        let line = error.location().and_then(|location| u32::try_from(location.line()).ok()).filter(|line| *line > 0);
        vec![SyntaxError { line, message: one_line(&error.to_string()) }]
    })
}

fn node_of_spanned(spanned: Spanned<Bare>) -> Node {
    Node { line: u32::try_from(spanned.referenced.line()).unwrap_or(u32::MAX), value: spanned.value.0 }
}

/// A YAML value whose line comes from the [`Spanned`] around it.
struct Bare(Value);

impl<'de> Deserialize<'de> for Bare {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor { json_line: None }).map(|node| Self(node.value))
    }
}

/// Parses JSON. Errors: the first syntax error.
pub(crate) fn parse_json(text: &str) -> Result<Node, Vec<SyntaxError>> {
    let line = Cell::new(1);
    let mut deserializer = serde_json::Deserializer::from_reader(CountingReader { rest: text.as_bytes(), line: &line });
    let parsed = NodeSeed { json_line: Some(&line) }.deserialize(&mut deserializer);
    parsed.and_then(|node| deserializer.end().map(|()| node)).map_err(|error| {
        let line = u32::try_from(error.line()).ok().filter(|line| *line > 0);
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        vec![SyntaxError { line, message: one_line(message) }]
    })
}

/// serde_json has no spans, but reads its input byte by byte: what it has taken tells the line.
struct CountingReader<'a> {
    rest: &'a [u8],
    line: &'a Cell<u32>,
}

impl Read for CountingReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let (Some((byte, rest)), Some(place)) = (self.rest.split_first(), buffer.first_mut()) else { return Ok(0) };
        if *byte == b'\n' {
            self.line.set(self.line.get().saturating_add(1));
        }
        *place = *byte;
        self.rest = rest;
        Ok(1)
    }
}

struct NodeSeed<'a> {
    json_line: Option<&'a Cell<u32>>,
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        match self.json_line {
            Some(_) => deserializer.deserialize_any(ValueVisitor { json_line: self.json_line }),
            None => Spanned::<Bare>::deserialize(deserializer).map(node_of_spanned),
        }
    }
}

struct ValueVisitor<'a> {
    json_line: Option<&'a Cell<u32>>,
}

impl ValueVisitor<'_> {
    fn node(&self, value: Value) -> Node {
        Node { line: self.json_line.map_or(0, Cell::get), value }
    }
}

impl<'de> Visitor<'de> for ValueVisitor<'_> {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Node, E> {
        Ok(self.node(Value::Bool(truth)))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(self.node(Value::Number))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(self.node(Value::Number))
    }

    fn visit_i128<E>(self, _: i128) -> Result<Node, E> {
        Ok(self.node(Value::Number))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Node, E> {
        Ok(self.node(Value::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(self.node(Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(self.node(Value::Text(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(self.node(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(self.node(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut node = self.node(Value::Null);
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(NodeSeed { json_line: self.json_line })? {
            list.push(item);
        }
        node.value = Value::List(list);
        Ok(node)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut node = self.node(Value::Null);
        let mut table = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            table.push((key, entries.next_value_seed(NodeSeed { json_line: self.json_line })?));
        }
        node.value = Value::Table(table);
        Ok(node)
    }
}

/// The first line of a parser's message; the place is told apart from it.
fn one_line(message: &str) -> String {
    let line = message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it can't be parsed");
    let line = line.strip_prefix("error: ").unwrap_or(line);
    line.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(node: &Node) -> Vec<(String, u32)> {
        let Value::Table(entries) = &node.value else { return Vec::new() };
        let Some((_, Node { value: Value::List(items), .. })) = entries.first() else { return Vec::new() };
        items
            .iter()
            .flat_map(|item| match &item.value {
                Value::Table(fields) => {
                    let mut fields: Vec<(String, u32)> =
                        fields.iter().map(|(key, node)| (key.clone(), node.line)).collect();
                    fields.sort();
                    fields.insert(0, ("item".to_owned(), item.line));
                    fields
                }
                _ => Vec::new(),
            })
            .collect()
    }

    #[test]
    fn every_format_knows_its_lines() {
        let expected = [("item", 2), ("answer", 3), ("id", 2), ("item", 5), ("answer", 6), ("id", 5)];
        let expected = expected.map(|(key, line)| (key.to_owned(), line));
        let yaml = parse_yaml("qa:\n  - id: a\n    answer: x\n\n  - id: b\n    answer: y\n").expect("YAML");
        assert_eq!(lines_of(&yaml), expected);
        let json =
            parse_json("{\"qa\": [\n{\"id\": \"a\",\n\"answer\": \"x\"\n},\n{\"id\": \"b\",\n\"answer\": \"y\"}]}")
                .expect("JSON");
        assert_eq!(lines_of(&json), expected);
        let toml = parse_toml("\n[[qa]]\nid = \"a\"\nanswer = \"\"\"\nx\"\"\"\n[[qa]]\nid = \"b\"\nanswer = \"y\"\n")
            .expect("TOML");
        let expected = [("item", 2), ("answer", 4), ("id", 3), ("item", 6), ("answer", 8), ("id", 7)];
        assert_eq!(lines_of(&toml), expected.map(|(key, line)| (key.to_owned(), line)));
    }

    #[test]
    fn syntax_errors_have_a_line() {
        let line = |result: Result<Node, Vec<SyntaxError>>| {
            let errors = result.expect_err("broken");
            assert!(errors.iter().all(|error| !error.message.is_empty()));
            errors.first().and_then(|error| error.line)
        };
        assert_eq!(line(parse_toml("a = 1\nb = [\nc = 2\n")).map(|line| (2..=4).contains(&line)), Some(true));
        assert_eq!(line(parse_json("{\n\"a\": 1,\n}")), Some(3));
        assert_eq!(line(parse_yaml("a: 1\nb: [1, 2\nc: \"x")).map(|line| (2..=3).contains(&line)), Some(true));
    }

    #[test]
    fn deep_files_are_refused_before_the_stack_ends() {
        for depth in [20, 100, 10_000] {
            assert!(parse_yaml(&format!("{}a", "- ".repeat(depth))).is_err(), "{depth}");
            assert!(parse_yaml(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).is_err(), "{depth}");
        }
        for depth in [200, 10_000] {
            assert!(parse_json(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).is_err(), "{depth}");
            assert!(parse_toml(&format!("a = {}{}", "[".repeat(depth), "]".repeat(depth))).is_err(), "{depth}");
        }
    }

    #[test]
    fn all_errors_of_a_toml_file_come_at_once() {
        assert_eq!(parse_toml("a = \nb = 1\nc = \n").expect_err("broken").len(), 2);
    }
}
