//! A page that is being read: what is open, what is skipped, and the blocks so far.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;

use super::dates::Dates;
use super::roles::{Role, attribute, is_void};
use crate::content::document::{Block, BlockKind};
use crate::content::formats::markdown::wrap_link;

/// Open elements beyond this are not tracked: their text stays, their role is lost.
const MOST_OPEN: usize = 256;
/// So many blocks in a row of nothing but links are a menu.
const LEAST_MENU: usize = 4;

/// Which part of a page is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// `<main>` and `role="main"`.
    Main,
    /// Every `<article>`.
    Article,
    /// All but navigation, frames and forms.
    Page,
    /// All but scripts and styles.
    Everything,
}

struct Open {
    name: LocalName,
    role: Role,
}

/// The state of reading one page.
pub(super) struct Page {
    pub(super) title: String,
    pub(super) language: Option<String>,
    pub(super) has_main: bool,
    pub(super) has_article: bool,
    pub(super) blocks: Vec<Block>,
    pub(super) dates: Dates,
    /// Of each block, whether links are all of its text.
    linked: Vec<bool>,
    scope: Scope,
    open: Vec<Open>,
    text: String,
    lists: Vec<Option<u64>>,
    item: Option<BlockKind>,
    links: Vec<(usize, String)>,
    /// Letters of the open block outside links.
    unlinked: usize,
    /// The cells of the open row so far; `None` outside rows, and in rows that only serve layout.
    cells: Option<u32>,
}

impl Page {
    pub(super) fn new(scope: Scope) -> Self {
        Self {
            title: String::new(),
            language: None,
            has_main: false,
            has_article: false,
            blocks: Vec::new(),
            dates: Dates::default(),
            linked: Vec::new(),
            scope,
            open: Vec::new(),
            text: String::new(),
            lists: Vec::new(),
            item: None,
            links: Vec::new(),
            unlinked: 0,
            cells: None,
        }
    }

    /// Takes a start tag.
    pub(super) fn start(&mut self, tag: &Tag) {
        if &*tag.name == "html" && self.language.is_none() {
            self.language = attribute(tag, "lang").or_else(|| attribute(tag, "xml:lang")).map(str::to_owned);
        }
        if &*tag.name == "meta" {
            self.dates.take(tag);
        }
        let role = self.role(tag);
        self.close_implied(role);
        self.enter(role, tag);
        // A `<div role="main">` ends with its own end tag, so that those within it have to be counted.
        let is_tracked = role.is_tracked() || self.open.iter().any(|open| open.name == tag.name);
        if is_tracked && !is_void(&tag.name) && !tag.self_closing && self.open.len() < MOST_OPEN {
            self.open.push(Open { name: tag.name.clone(), role });
        }
    }

    fn role(&self, tag: &Tag) -> Role {
        match Role::of(tag) {
            // An accordion's question is a button in a heading.
            Role::Skipped if &*tag.name == "button" && self.heading().is_some() => Role::Inline,
            Role::Skipped if self.scope == Scope::Everything && !is_never_text(&tag.name) => Role::Block,
            role => role,
        }
    }

    fn enter(&mut self, role: Role, tag: &Tag) {
        match role {
            Role::Main => self.has_main = true,
            Role::Article => self.has_article = true,
            _ => {}
        }
        match role {
            Role::Inline | Role::Skipped | Role::Title => {}
            Role::Break => self.line_break(),
            Role::Link => self.links.push((self.text.len(), attribute(tag, "href").unwrap_or_default().to_owned())),
            Role::Cell => self.start_cell(),
            Role::Row => {
                self.flush();
                self.cells = Some(0);
            }
            Role::Block => self.separate(),
            Role::Frame | Role::Main | Role::Article => self.flush(),
            Role::Heading(_) | Role::Quote | Role::Preformatted | Role::Table => self.leave_row(),
            Role::List(first) => {
                self.leave_row();
                self.lists.push(first);
            }
            Role::Item => self.start_item(),
        }
    }

    /// Takes an end tag.
    pub(super) fn close(&mut self, name: &LocalName) {
        match self.open.iter().rposition(|open| open.name == *name) {
            Some(position) => self.close_from(position),
            None if Role::of_name(name) == Role::Block => self.separate(),
            None => {}
        }
    }

    /// Separates text from what comes; within a row only by a space.
    fn separate(&mut self) {
        if self.cells.is_some() { self.push_space() } else { self.flush() }
    }

    /// Ends what a start tag of this role ends without saying so.
    fn close_implied(&mut self, role: Role) {
        let position = match role {
            Role::Item => self.last_before(|open| open == Role::Item, |open| matches!(open, Role::List(_))),
            Role::Cell => self.last_before(|open| open == Role::Cell, |open| open == Role::Table),
            Role::Row => self.last_before(|open| open == Role::Row, |open| open == Role::Table),
            Role::Link => self.last_before(|open| open == Role::Link, |open| open != Role::Link),
            Role::Heading(_) => {
                self.last_before(|open| matches!(open, Role::Heading(_)), |open| !matches!(open, Role::Heading(_)))
            }
            // A hidden paragraph ends where any block begins.
            Role::Block | Role::List(_) | Role::Table => self
                .open
                .len()
                .checked_sub(1)
                .filter(|last| self.open.get(*last).is_some_and(|open| &*open.name == "p")),
            _ => None,
        };
        if let Some(position) = position {
            self.close_from(position);
        }
    }

    fn last_before(&self, wanted: impl Fn(Role) -> bool, border: impl Fn(Role) -> bool) -> Option<usize> {
        let inner = self.open.iter().enumerate().rev();
        inner.take_while(|(_, open)| !border(open.role)).find(|(_, open)| wanted(open.role)).map(|(index, _)| index)
    }

    fn close_from(&mut self, position: usize) {
        while self.open.len() > position {
            // What the element means is still needed while its last block ends.
            if let Some(role) = self.open.last().map(|open| open.role) {
                self.leave(role);
            }
            self.open.pop();
        }
    }

    fn leave(&mut self, role: Role) {
        match role {
            Role::Link => self.end_link(),
            Role::Heading(_) | Role::Quote | Role::Preformatted => self.flush(),
            Role::Item => {
                self.flush();
                // An item without text of its own must not lend its role to what comes after it.
                self.item = None;
            }
            Role::Main | Role::Article | Role::Frame => self.flush(),
            Role::List(_) => {
                self.flush();
                self.lists.pop();
            }
            Role::Row | Role::Table => self.end_row(),
            Role::Title => self.title = self.title.split_whitespace().collect::<Vec<_>>().join(" "),
            Role::Block => self.separate(),
            Role::Skipped | Role::Cell | Role::Break | Role::Inline => {}
        }
    }

    /// Takes text as it stands in the source.
    pub(super) fn push_text(&mut self, text: &str) {
        if self.is_open(|role| role == Role::Title) {
            if !self.is_open(|role| role == Role::Skipped) && self.title.len() < 1_000 {
                self.title.push_str(text);
            }
        } else if self.is_kept() {
            self.push_kept(text);
        }
    }

    fn push_kept(&mut self, text: &str) {
        // An anchor without an address is no link.
        if self.links.iter().all(|(_, address)| address.is_empty()) {
            self.unlinked += text.chars().filter(|letter| letter.is_alphanumeric()).count();
        }
        if self.is_open(|role| role == Role::Preformatted) {
            return self.text.push_str(text);
        }
        for (index, word) in text.split([' ', '\n', '\t', '\r', '\x0c']).enumerate() {
            if index > 0 {
                self.push_space();
            }
            self.text.push_str(word);
        }
    }

    fn push_space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }

    fn line_break(&mut self) {
        if self.cells.is_some() || self.heading().is_some() {
            self.push_space();
        } else if !self.text.is_empty() {
            self.text.truncate(self.text.trim_end_matches(' ').len());
            self.text.push('\n');
        }
    }

    fn is_open(&self, wanted: impl Fn(Role) -> bool) -> bool {
        self.open.iter().any(|open| wanted(open.role))
    }

    fn is_kept(&self) -> bool {
        let in_part = self.is_open(|role| matches!(role, Role::Main | Role::Article));
        let in_scope = match self.scope {
            Scope::Main => self.is_open(|role| role == Role::Main),
            Scope::Article => self.is_open(|role| role == Role::Article),
            Scope::Page => in_part || !self.is_open(|role| role == Role::Frame),
            Scope::Everything => true,
        };
        in_scope && !self.is_open(|role| role == Role::Skipped)
    }

    fn heading(&self) -> Option<u8> {
        self.open.iter().rev().find_map(|open| match open.role {
            Role::Heading(level) => Some(level),
            _ => None,
        })
    }

    fn start_item(&mut self) {
        self.leave_row();
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let number = self.lists.last_mut().and_then(Option::as_mut).map(|next| {
            let number = *next;
            *next = next.saturating_add(1);
            number
        });
        self.item = Some(BlockKind::ListItem { depth, number });
    }

    fn start_cell(&mut self) {
        match &mut self.cells {
            Some(cells) => {
                *cells += 1;
                if *cells > 1 && self.text.trim().is_empty() {
                    self.text.clear();
                } else if *cells > 1 {
                    self.push_space();
                    self.text.push_str("| ");
                }
            }
            None => self.flush(),
        }
    }

    /// A heading, a list or another table in a cell: the row only serves layout.
    fn leave_row(&mut self) {
        self.flush();
        self.cells = None;
    }

    fn end_row(&mut self) {
        let kind =
            if self.cells.take().is_some_and(|cells| cells > 1) { BlockKind::TableRow } else { BlockKind::Paragraph };
        self.end_block(kind);
    }

    fn end_link(&mut self) {
        let Some((start, address)) = self.links.pop() else { return };
        if self.heading().is_none() && !self.is_open(|role| role == Role::Preformatted) {
            wrap_link(&mut self.text, start, &address);
        }
    }

    fn flush(&mut self) {
        let kind = if let Some(level) = self.heading() {
            BlockKind::Heading { level }
        } else if self.is_open(|role| role == Role::Preformatted) {
            BlockKind::Code
        } else if self.text.trim().is_empty() {
            BlockKind::Paragraph
        } else if let Some(item) = self.item.take() {
            item
        } else if self.is_open(|role| role == Role::Quote) {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        };
        self.end_block(kind);
    }

    fn end_block(&mut self, kind: BlockKind) {
        let block = Block::new(kind, &self.text);
        self.text.clear();
        self.links.clear();
        let is_linked = std::mem::take(&mut self.unlinked) == 0;
        if block.text.chars().any(|letter| !matches!(letter, '|' | ' ')) {
            self.linked.push(is_linked && !matches!(block.kind, BlockKind::Heading { .. }));
            self.blocks.push(block);
        }
    }

    /// The blocks without runs of nothing but links, unless that is all there is.
    pub(super) fn without_menus(&self) -> Vec<Block> {
        let mut kept = Vec::with_capacity(self.blocks.len());
        let mut blocks = self.blocks.iter();
        for run in self.linked.chunk_by(|one, other| one == other) {
            let is_menu = run.len() >= LEAST_MENU && run.first() == Some(&true);
            let taken = blocks.by_ref().take(run.len());
            if is_menu { taken.for_each(drop) } else { kept.extend(taken.cloned()) }
        }
        let is_text = kept.iter().any(|block| !matches!(block.kind, BlockKind::Heading { .. }));
        if is_text { kept } else { self.blocks.clone() }
    }

    /// Ends the page: closes what is still open.
    pub(super) fn end(&mut self) {
        self.close_from(0);
        self.flush();
    }
}

fn is_never_text(name: &str) -> bool {
    matches!(name, "script" | "style" | "template" | "svg" | "math" | "object" | "canvas" | "noscript" | "iframe")
}
