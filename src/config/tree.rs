//! The keys of a file as a tree of tables: what may stand where.

use std::collections::BTreeMap;

use crate::config::key::{KeyInfo, LaterKey};
use crate::config::rule::Rule;

/// What stands for names that the owner chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// `<language>`.
    Language,
    /// `<environment>`.
    Environment,
    /// `<host>`.
    Host,
    /// `<endpoint>`.
    Endpoint,
}

impl Placeholder {
    fn parse(segment: &str) -> Option<Self> {
        match segment {
            "<language>" => Some(Self::Language),
            "<environment>" => Some(Self::Environment),
            "<host>" => Some(Self::Host),
            "<endpoint>" => Some(Self::Endpoint),
            _ => None,
        }
    }

    /// Why `name` can't stand there, as a fragment.
    pub fn refusal(self, name: &str) -> Option<String> {
        let rule = match self {
            Self::Language => Rule::Language,
            Self::Host => Rule::HostAddress,
            Self::Endpoint => Rule::EndpointName,
            Self::Environment => {
                return name.parse::<crate::base::id::EnvironmentName>().err().map(|error| error.rule.to_owned());
            }
        };
        match rule.check(name) {
            Err(crate::config::rule::Refusal::Broken(reason)) => Some(reason),
            Ok(()) | Err(crate::config::rule::Refusal::OutsideFolder | crate::config::rule::Refusal::Secret) => None,
        }
    }
}

/// What stands under a name.
#[derive(Debug, Clone)]
pub enum Node {
    /// A value.
    Leaf(&'static KeyInfo),
    /// A table.
    Table(Shape),
    /// An array of tables.
    List(Shape),
    /// Something that has no effect yet.
    Later(&'static LaterKey),
}

/// The shape of a table.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// What stands under which name.
    pub named: BTreeMap<&'static str, Node>,
    /// What stands under every other name.
    pub any: Option<(Placeholder, Box<Shape>)>,
}

impl Shape {
    /// The shape of a file with these keys.
    pub fn of(keys: &'static [KeyInfo], later: &'static [LaterKey]) -> Self {
        let mut shape = Self::default();
        for info in keys {
            shape.insert(info.key, Node::Leaf(info));
        }
        for key in later {
            shape.insert(key.key, Node::Later(key));
        }
        shape
    }

    /// The same with `[env.<environment>]` tables that may set the overridable keys.
    #[must_use]
    pub fn with_environments(mut self, keys: &'static [KeyInfo]) -> Self {
        let mut inner = Self::default();
        for info in keys.iter().filter(|info| info.environment_overridable) {
            inner.insert(info.key, Node::Leaf(info));
        }
        let environments = Self { named: BTreeMap::new(), any: Some((Placeholder::Environment, Box::new(inner))) };
        self.named.insert("env", Node::Table(environments));
        self
    }

    fn insert(&mut self, path: &'static str, node: Node) {
        let Some((first, rest)) = path.split_once('.') else {
            self.named.insert(path, node);
            return;
        };
        self.below(first).insert(rest, node);
    }

    fn below(&mut self, segment: &'static str) -> &mut Self {
        if let Some(placeholder) = Placeholder::parse(segment) {
            return &mut self.any.get_or_insert_with(|| (placeholder, Box::default())).1;
        }
        let (name, fresh) = match segment.strip_suffix("[]") {
            Some(name) => (name, Node::List(Self::default())),
            None => (segment, Node::Table(Self::default())),
        };
        match self.named.entry(name).or_insert(fresh) {
            Node::Table(shape) | Node::List(shape) => shape,
            Node::Leaf(_) | Node::Later(_) => {
                unreachable!("the key tables give `{name}` two shapes; a test builds them all")
            }
        }
    }

    /// The node at a concrete dotted path, if there can be one.
    pub fn find(&self, path: &str) -> Option<&Node> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let node = self.named.get(first);
        match (node, rest, &self.any) {
            (Some(node), None, _) => Some(node),
            (Some(Node::Table(shape) | Node::List(shape)), Some(rest), _) => shape.find(rest),
            (None, Some(rest), Some((_, shape))) => shape.find(rest),
            _ => None,
        }
    }

    /// All names that may stand in the table.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.named.iter().filter(|(_, node)| !matches!(node, Node::Later(_))).map(|(name, _)| *name)
    }
}
