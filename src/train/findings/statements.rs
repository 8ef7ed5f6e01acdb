//! Content → claims: each statement with a value, and what the value is said of.

use crate::answer::passage::Passage;
use crate::answer::release::Qa;
use crate::train::findings::pages::next_link;
use crate::train::findings::values::{Item, Kind, items};
use crate::train::findings::vocabulary::{Bound, Role, bound, hash, lower, role, stem};

/// Values of one kind that a statement may have and still be about one thing.
const MOST_VALUES: usize = 3;
/// Longer statements are no statements: data, listings.
const MOST_BYTES: usize = 600;
/// What a word of a question or of the innermost heading weighs, and one further out.
const INNER: f32 = 0.5;
const OUTER: f32 = 0.25;

/// Where a statement stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// In the answer of the Q&A at this position.
    Qa(usize),
    /// In a document, within the passage of this ordinal.
    Document(String, u32),
}

impl Source {
    /// The Q&A or the document.
    pub(super) fn name(&self) -> (Option<usize>, &str) {
        match self {
            Self::Qa(index) => (Some(*index), ""),
            Self::Document(id, _) => (None, id),
        }
    }
}

/// A statement as its owner wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) source: Source,
    pub(super) text: String,
    pub(super) claims: Vec<Claim>,
}

/// A value, and what it is said of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Claim {
    pub(super) kind: Kind,
    /// In canonical form, sorted, each once.
    pub(super) values: Vec<String>,
    /// Hashes of stems with what each weighs, sorted by hash.
    pub(super) topic: Vec<(u64, f32)>,
    /// What must stand on the other side, sorted: from the statement and what is right above it.
    pub(super) strict: Vec<u64>,
    /// The same with what stands further out, sorted.
    pub(super) scope: Vec<u64>,
    /// Values of other kinds in the same statement, sorted.
    pub(super) others: Vec<(Kind, String)>,
    /// Whether it counts what its page or heading has the number of in its name: of "Level 2" not the same is said as of "Level 1".
    pub(super) is_named: bool,
    pub(super) starts: bool,
    pub(super) ends: bool,
    /// Of the language.
    pub(super) language: u64,
}

// Weights are never NaN.
impl Eq for Claim {}

/// What stands above a statement.
struct Frame {
    inner: Vec<Item>,
    outer: Vec<Item>,
    language: u64,
}

/// The statements of a passage that hold a value.
pub(super) fn of_passage(passage: &Passage) -> Vec<Statement> {
    let mut above = vec![passage.title.as_str()];
    above.extend(passage.headings.iter().map(String::as_str));
    let inner = above.pop().unwrap_or_default();
    let frame = Frame { inner: items(inner), outer: items(&above.join(". ")), language: hash(&passage.language) };
    let source = Source::Document(passage.document.clone(), passage.ordinal);
    of_text(&passage.text, &frame, &source)
}

/// The statements of an answer that hold a value; its question stands above them.
pub(super) fn of_qa(index: usize, qa: &Qa) -> Vec<Statement> {
    let frame = Frame { inner: items(&qa.question), outer: Vec::new(), language: hash(&qa.language) };
    of_text(&qa.answer, &frame, &Source::Qa(index))
}

fn of_text(text: &str, frame: &Frame, source: &Source) -> Vec<Statement> {
    let mut statements = Vec::new();
    let (mut header, mut lead, mut is_code): (Vec<&str>, &str, bool) = (Vec::new(), "", false);
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let line = line.trim();
        if line.starts_with("```") {
            is_code = !is_code;
        }
        if is_code || line.is_empty() {
            continue;
        }
        if line.starts_with('|') {
            let is_header = lines
                .get(at + 1)
                .is_some_and(|next| next.trim_start().starts_with("|-") || next.trim_start().starts_with("| -"));
            if is_header {
                header = cells(line);
            } else if may_hold_value(line) {
                let claims = row_claims(&cells(line), &header, frame);
                statements.extend(statement(source, line.to_owned(), claims));
            }
            continue;
        }
        let is_item = line.starts_with(['-', '*', '•']);
        let body = line.trim_start_matches(['-', '*', '•', '>', ' ']);
        for sentence in sentences(body) {
            if may_hold_value(sentence) && sentence.len() <= MOST_BYTES && !is_example(sentence) {
                let said = if is_item && !lead.is_empty() { format!("{lead} {sentence}") } else { sentence.to_owned() };
                let claims = claims(&items(&unlinked(&said)), frame);
                statements.extend(statement(source, said, claims));
            }
        }
        lead = if body.ends_with(':') {
            body
        } else if is_item {
            lead
        } else {
            ""
        };
    }
    statements
}

fn statement(source: &Source, text: String, claims: Vec<Claim>) -> Option<Statement> {
    (!claims.is_empty()).then(|| Statement { source: source.clone(), text, claims })
}

/// A cheap look before the text is read word by word.
fn may_hold_value(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@')
        || ["http", "www.", ".com", ".it", ".org", ".example", "noon", "midnight", "midday", "mezzo", "mezza"]
            .iter()
            .any(|part| text.contains(part))
        || lower(text).split(|letter: char| !letter.is_alphanumeric()).any(is_number)
}

/// Values of an example are no facts.
fn is_example(sentence: &str) -> bool {
    ["example, ", "e.g.", "esempio, ", "es. "].iter().any(|words| sentence.contains(words))
}

fn is_number(word: &str) -> bool {
    matches!(
        word,
        "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "eleven"
            | "twelve"
            | "due"
            | "tre"
            | "quattro"
            | "cinque"
            | "sei"
            | "sette"
            | "otto"
            | "nove"
            | "dieci"
            | "undici"
            | "dodici"
    )
}

fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

/// Links as their labels.
fn unlinked(text: &str) -> String {
    let (mut rest, mut plain) = (text, String::new());
    while let Some((before, label, after)) = next_link(rest) {
        plain.push_str(before);
        plain.push_str(label);
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// Sentences: a full stop ends one where a space and a capital follow and no abbreviation precedes.
fn sentences(text: &str) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), 0);
    for (at, mark) in text.match_indices(['.', '!', '?']) {
        let (before, after) = (&text[start..at], &text[at + mark.len()..]);
        let follows = after.trim_start();
        let word = before.rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
        let is_short = word.chars().count() < 2
            || ["tel", "no", "nr", "art", "ca", "max", "min", "approx"].contains(&lower(word).as_str());
        let is_end = after.starts_with([' ', '\n'])
            && follows.starts_with(|letter: char| letter.is_uppercase() || letter.is_ascii_digit());
        if is_end && (mark != "." || !is_short || word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty()) {
            found.push(before);
            start = at + mark.len();
        }
    }
    found.push(&text[start..]);
    found.into_iter().map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

/// Of each cell but the first, which names what its row is about, as its column's head names what the cell is.
fn row_claims(row: &[&str], header: &[&str], frame: &Frame) -> Vec<Claim> {
    let Some((first, rest)) = row.split_first() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, cell) in rest.iter().enumerate().filter(|(_, cell)| may_hold_value(cell)) {
        let head = header.get(at + 1).copied().unwrap_or_default();
        let said = items(&unlinked(&format!("{first}: {head}: {cell}")));
        let own: Vec<Item> = items(&unlinked(cell));
        let of_cell =
            |claim: &Claim| own.iter().any(|item| matches!(item, Item::Value(kind, _) if *kind == claim.kind));
        found.extend(claims(&said, frame).into_iter().filter(of_cell));
    }
    found
}

/// One claim for each kind of value; where there are several of a kind, one for each clause.
fn claims(said: &[Item], frame: &Frame) -> Vec<Claim> {
    let mut kinds: Vec<Kind> = Vec::new();
    for item in said {
        if let Item::Value(kind, _) = item
            && !kinds.contains(kind)
        {
            kinds.push(*kind);
        }
    }
    let mut found = Vec::new();
    for kind in kinds {
        let clauses = clauses(said, kind);
        let is_split =
            clauses.len() > 1 && clauses.iter().all(|clause| values(clause, kind).len() == 1 && has_topic(clause));
        if is_split {
            found.extend(clauses.iter().map(|clause| claim(clause, kind, frame)));
        } else if values(said, kind).len() <= MOST_VALUES {
            found.push(claim(said, kind, frame));
        }
    }
    found
}

/// The parts of a statement between breaks, each with a value of the kind but perhaps the last, which belongs to the one before.
fn clauses(said: &[Item], kind: Kind) -> Vec<&[Item]> {
    let has_value = |part: &[Item]| !values(part, kind).is_empty();
    let (mut found, mut start): (Vec<&[Item]>, usize) = (Vec::new(), 0);
    for (at, item) in said.iter().enumerate() {
        if *item == Item::Break && has_value(&said[start..at]) && has_value(&said[at..]) {
            found.push(&said[start..at]);
            start = at;
        }
    }
    found.push(&said[start..]);
    found
}

fn has_topic(clause: &[Item]) -> bool {
    clause.iter().any(|item| matches!(item, Item::Word(word, _) if role(word) != Role::Dropped))
}

fn values(said: &[Item], wanted: Kind) -> Vec<String> {
    let of_kind = |item: &Item| match item {
        Item::Value(kind, value) if *kind == wanted => Some(value.clone()),
        _ => None,
    };
    let mut values: Vec<String> = said.iter().filter_map(of_kind).collect();
    values.sort();
    values.dedup();
    values
}

fn claim(said: &[Item], kind: Kind, frame: &Frame) -> Claim {
    let mut claim = Claim {
        kind,
        values: values(said, kind),
        topic: Vec::new(),
        strict: Vec::new(),
        scope: Vec::new(),
        others: Vec::new(),
        is_named: false,
        starts: false,
        ends: false,
        language: frame.language,
    };
    for (part, level) in [(said, 1.0), (frame.inner.as_slice(), INNER), (frame.outer.as_slice(), OUTER)] {
        for item in part {
            claim.add(item, level);
        }
    }
    let above = |number: &String| {
        let is_same = |item: &Item| matches!(item, Item::Label(it) | Item::Value(Kind::Count(_), it) if it == number);
        frame.inner.iter().chain(&frame.outer).any(is_same)
    };
    claim.is_named = matches!(kind, Kind::Count(_)) && claim.values.iter().all(above);
    // Of a word that stands at several levels the innermost counts, which weighs most.
    claim.topic.sort_by(|left, right| left.0.cmp(&right.0).then(right.1.total_cmp(&left.1)));
    claim.topic.dedup_by_key(|(word, _)| *word);
    for list in [&mut claim.strict, &mut claim.scope] {
        list.sort_unstable();
        list.dedup();
    }
    claim.others.sort();
    claim
}

impl Claim {
    fn add(&mut self, item: &Item, level: f32) {
        match item {
            Item::Word(word, is_name) => {
                if level == 1.0 {
                    self.starts |= bound(word) == Some(Bound::Start);
                    self.ends |= bound(word) == Some(Bound::End);
                }
                match role(word) {
                    Role::Dropped => {}
                    // The name of a part or a version in a title tells documents apart.
                    Role::Strict(hash) if word.bytes().any(|byte| byte.is_ascii_digit()) => {
                        self.must(hash, level.max(INNER))
                    }
                    Role::Strict(hash) => self.must(hash, level),
                    Role::Topic(word, weight) => {
                        self.topic.push((word, weight * level));
                        self.scope.push(word);
                        if *is_name && level == 1.0 {
                            self.strict.push(word);
                        }
                    }
                }
            }
            Item::Value(kind, value) if level == 1.0 && *kind != self.kind => self.others.push((*kind, value.clone())),
            Item::Value(kind, value) if level < 1.0 && !matches!(kind, Kind::Count(_)) => self.must(hash(value), level),
            Item::Value(..) | Item::Break => {}
            Item::Label(label) => self.must(hash(stem(label)), level),
        }
    }

    fn must(&mut self, word: u64, level: f32) {
        self.scope.push(word);
        if level > OUTER {
            self.strict.push(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_capitals_but_not_after_abbreviations() {
        assert_eq!(
            sentences("Open at 9 a.m. on site. Tel. 06 123. Bye!"),
            ["Open at 9 a.m. on site", "Tel. 06 123", "Bye!"]
        );
    }

    #[test]
    fn clauses_and_cells_are_claims_of_their_own() {
        let frame = Frame { inner: Vec::new(), outer: Vec::new(), language: 0 };
        let of = |text: &str| {
            of_text(text, &frame, &Source::Qa(0)).into_iter().flat_map(|one| one.claims).collect::<Vec<_>>()
        };
        let meals = of("Lunch costs 12 € and dinner 20 €.");
        assert_eq!(meals.iter().map(|claim| claim.values.join(" ")).collect::<Vec<_>>(), ["12.00", "20.00"]);
        assert!(meals.iter().all(|claim| claim.topic.len() == 1), "{meals:?}");
        let table = of("| Room | Price | Beds |\n|---|---|---|\n| Garden | 80 € | 2 beds |\n");
        assert_eq!(table.iter().map(|claim| claim.values.join(" ")).collect::<Vec<_>>(), ["80.00", "2"]);
    }
}
