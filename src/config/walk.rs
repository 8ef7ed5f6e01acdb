//! Walks a parsed file along the shape of its keys: every fault is kept, every good value is taken.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::text::did_you_mean;
use crate::config::document::SourceText;
use crate::config::fault::Fault;
use crate::config::key::{Fallback, KeyInfo, Kind};
use crate::config::rule::{Refusal, Rule};
use crate::config::secret_scan;
use crate::config::tree::{Node, Placeholder, Shape};
use crate::config::values::{Found, Value, Values};

/// What a walk brings.
#[derive(Debug, Default)]
pub struct Walked {
    /// The good values.
    pub values: Values,
    /// The faults, in the order of the file.
    pub findings: Vec<Diagnostic>,
}

/// Reads a file by a shape. All faults of the file are reported, syntax errors alone.
pub fn walk(source: &SourceText, shape: &Shape) -> Walked {
    let table = match source.parse() {
        Ok(table) => table,
        Err(findings) => return Walked { values: Values::default(), findings },
    };
    let secrets = secret_scan::scan(source, table.get_ref());
    let mut walker = Walker { source, root: shape, secrets: secrets.starts, walked: Walked::default() };
    walker.walked.findings = secrets.findings;
    walker.table(table.get_ref(), shape, "", source.place(0));
    let mut walked = walker.walked;
    walked.findings.sort_by(|left, right| left.places.cmp(&right.places));
    walked
}

struct Walker<'source> {
    source: &'source SourceText,
    root: &'source Shape,
    /// Where the strings begin that look like secrets: they are reported already, and never quoted.
    secrets: BTreeSet<usize>,
    walked: Walked,
}

type Entry<'table, 'text> = (&'table Spanned<DeString<'text>>, &'table Spanned<DeValue<'text>>);

impl Walker<'_> {
    fn report(&mut self, fault: &Fault, offset: usize) {
        let place = self.source.place(offset);
        self.walked.findings.push(fault.diagnostic(place));
    }

    fn table(&mut self, table: &DeTable<'_>, shape: &Shape, path: &str, at: Place) {
        for (key, value) in table {
            let full = join(path, key.get_ref());
            match (shape.named.get(key.get_ref().as_ref()), &shape.any) {
                (Some(node), _) => self.node((key, value), node, &full),
                (None, Some((placeholder, inner))) => self.chosen((key, value), *placeholder, inner, path),
                (None, None) => self.unknown((key, value), shape, path),
            }
        }
        for (name, node) in &shape.named {
            if !table.contains_key(*name) {
                self.absent(node, &join(path, name), &at);
            }
        }
    }

    fn node(&mut self, (key, value): Entry<'_, '_>, node: &Node, path: &str) {
        match (node, value.get_ref()) {
            (Node::Leaf(info), _) => self.leaf(value, info, path),
            (Node::Table(shape), DeValue::Table(table)) => {
                self.table(table, shape, path, self.source.place(key.span().start))
            }
            (Node::List(shape), DeValue::Array(entries)) => self.list(entries, shape, path),
            (Node::Table(_), other) => {
                self.wrong_type(path, format!("a table, written [{path}]"), other, key.span().start)
            }
            (Node::List(_), other) => {
                self.wrong_type(path, format!("an array of tables, written [[{path}]]"), other, key.span().start);
            }
            (Node::Later(later), _) => {
                self.report(&Fault::NotYet { key: path.to_owned(), what: later.what }, key.span().start);
            }
        }
    }

    fn list(&mut self, entries: &[Spanned<DeValue<'_>>], shape: &Shape, path: &str) {
        self.walked.values.lists.insert(path.to_owned(), entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let start = entry.span().start;
            match entry.get_ref() {
                DeValue::Table(table) => {
                    self.table(table, shape, &format!("{path}[{index}]"), self.source.place(start))
                }
                other => self.wrong_type(path, format!("an array of tables, written [[{path}]]"), other, start),
            }
        }
    }

    /// An entry under a name that the owner chose.
    fn chosen(&mut self, (key, value): Entry<'_, '_>, placeholder: Placeholder, inner: &Shape, path: &str) {
        let name = key.get_ref().as_ref();
        let start = key.span().start;
        if let Some(reason) = placeholder.refusal(name) {
            self.report(&Fault::BadValue { key: path.to_owned(), value: name.to_owned(), reason }, start);
            return;
        }
        self.walked.values.names.entry(path.to_owned()).or_default().push(name.to_owned());
        let full = join(path, name);
        match value.get_ref() {
            DeValue::Table(table) => self.table(table, inner, &full, self.source.place(start)),
            other => self.wrong_type(&full, format!("a table, written [{full}]"), other, start),
        }
    }

    fn wrong_type(&mut self, path: &str, expected: String, found: &DeValue<'_>, start: usize) {
        let fault = Fault::WrongType { key: path.to_owned(), expected, found: type_name(found) };
        self.report(&fault, start);
    }

    fn unknown(&mut self, (key, value): Entry<'_, '_>, shape: &Shape, path: &str) {
        let name = key.get_ref().as_ref();
        let full = join(path, name);
        let common = path.strip_prefix("env.").map(|rest| rest.split_once('.').map_or("", |(_, inner)| inner));
        let fault = match common.map(|inner| join(inner, name)) {
            Some(top) if self.root.find(&top).is_some() => Fault::NotPerEnvironment { key: top },
            _ => Fault::UnknownKey {
                meant: did_you_mean(name, shape.names())
                    .map(|near| join(path, near))
                    .or_else(|| self.elsewhere(name, value)),
                allowed: shape.names().map(str::to_owned).collect(),
                key: full,
            },
        };
        self.report(&fault, key.span().start);
    }

    /// A key of the same name in another table, if there is exactly one.
    fn elsewhere(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let mut places = Vec::new();
        collect(self.root, name, "", &mut places);
        places.retain(|place| !place.starts_with("env."));
        match (places.as_slice(), value.get_ref()) {
            ([only], _) => Some(only.clone()),
            _ => None,
        }
    }

    fn absent(&mut self, node: &Node, path: &str, at: &Place) {
        match node {
            Node::Leaf(info) if info.fallback == Fallback::Required => {
                let fault = Fault::Missing { key: path.to_owned(), doc: info.doc };
                self.walked.findings.push(fault.diagnostic(at.clone()));
            }
            Node::Table(shape) => {
                for (name, inner) in &shape.named {
                    self.absent(inner, &join(path, name), at);
                }
            }
            Node::Leaf(_) | Node::List(_) | Node::Later(_) => {}
        }
    }

    fn leaf(&mut self, value: &Spanned<DeValue<'_>>, info: &KeyInfo, path: &str) {
        let start = value.span().start;
        if self.holds_secret(value) {
            return;
        }
        let taken = match (info.kind, value.get_ref()) {
            (Kind::Text(rule), DeValue::String(text)) => keep(rule, path, text).map(|()| Value::Text(text.to_string())),
            (Kind::Choice(choices), DeValue::String(text)) => choose(choices, path, text),
            (Kind::Whole { least, most }, DeValue::Integer(number)) => {
                let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
                within(number, least, most, path).map(Value::Whole)
            }
            (Kind::Switch, DeValue::Boolean(on)) => Ok(Value::Switch(*on)),
            (Kind::Texts { rule, most }, DeValue::Array(entries)) => {
                return self.texts(entries, rule, most, path, start);
            }
            (kind, other) => {
                return self.wrong_type(path, kind.name().to_owned(), other, start);
            }
        };
        match taken {
            Ok(value) => self.take(path, value, start),
            Err(fault) => self.report(&fault, start),
        }
    }

    fn take(&mut self, path: &str, value: Value, start: usize) {
        let found = Found { value, place: self.source.place(start) };
        self.walked.values.found.insert(path.to_owned(), found);
    }

    fn texts(&mut self, entries: &[Spanned<DeValue<'_>>], rule: Rule, most: usize, path: &str, start: usize) {
        let before = self.walked.findings.len();
        let mut texts: Vec<String> = Vec::with_capacity(entries.len());
        for entry in entries {
            let at = entry.span().start;
            match entry.get_ref() {
                DeValue::String(text) if texts.iter().any(|known| known == text.as_ref()) => {
                    let reason = "it stands there twice".to_owned();
                    self.report(&Fault::BadValue { key: path.to_owned(), value: text.to_string(), reason }, at);
                }
                DeValue::String(text) => match keep(rule, path, text) {
                    Ok(()) => texts.push(text.to_string()),
                    Err(fault) => self.report(&fault, at),
                },
                other => self.wrong_type(path, "an array of strings".to_owned(), other, at),
            }
        }
        if entries.len() > most {
            let value = format!("{} entries", entries.len());
            let reason = format!("at most {most} are allowed");
            self.report(&Fault::BadValue { key: path.to_owned(), value, reason }, start);
        }
        if self.walked.findings.len() == before {
            self.take(path, Value::Texts(texts), start);
        }
    }

    fn holds_secret(&self, value: &Spanned<DeValue<'_>>) -> bool {
        match value.get_ref() {
            DeValue::Array(entries) => entries.iter().any(|entry| self.secrets.contains(&entry.span().start)),
            _ => self.secrets.contains(&value.span().start),
        }
    }
}

fn keep(rule: Rule, path: &str, text: &str) -> Result<(), Fault> {
    rule.check(text).map_err(|refusal| match refusal {
        Refusal::OutsideFolder => Fault::OutsideFolder { key: path.to_owned(), value: text.to_owned() },
        Refusal::Secret => Fault::LiteralSecret { key: path.to_owned(), kind: "what may be a secret" },
        Refusal::Broken(reason) => Fault::BadValue { key: path.to_owned(), value: text.to_owned(), reason },
    })
}

fn choose(choices: &[&str], path: &str, text: &str) -> Result<Value, Fault> {
    if choices.contains(&text) {
        return Ok(Value::Text(text.to_owned()));
    }
    Err(Fault::BadChoice {
        key: path.to_owned(),
        value: text.to_owned(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        meant: did_you_mean(text, choices.iter().copied()).map(str::to_owned),
    })
}

fn within(number: Option<i64>, least: i64, most: i64, path: &str) -> Result<i64, Fault> {
    match number {
        Some(number) if (least..=most).contains(&number) => Ok(number),
        _ => {
            let value = number.map_or_else(|| "a number that large".to_owned(), |number| number.to_string());
            let reason =
                if most == i64::MAX { format!("at least {least}") } else { format!("{least} to {most} are allowed") };
            Err(Fault::BadValue { key: path.to_owned(), value, reason })
        }
    }
}

fn collect(shape: &Shape, name: &str, path: &str, out: &mut Vec<String>) {
    for (own, node) in &shape.named {
        let full = join(path, own);
        if *own == name {
            out.push(full.clone());
        }
        if let Node::Table(inner) | Node::List(inner) = node {
            collect(inner, name, &full, out);
        }
    }
    if let Some((_, inner)) = &shape.any {
        collect(inner, name, &join(path, "…"), out);
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
