//! The vocabulary: pieces of words with their scores, found by their bytes.

use crate::answer::encoder::format::{ModelError, Reader};

/// The piece of characters that no piece has.
pub(super) const UNKNOWN: u32 = 0;
/// The piece before a text.
pub(super) const BEGIN: u32 = 1;
/// The piece after a text.
pub(super) const END: u32 = 2;

/// No piece ends at this node.
const NO_PIECE: u32 = u32::MAX;
/// Nodes that fit into an edge's key beside a byte.
const MOST_NODES: u32 = 1 << 23;

/// Pieces and their scores, in a tree of bytes.
pub(super) struct Pieces {
    tree: Tree,
    scores: Vec<f32>,
    texts: Vec<&'static str>,
    unknown_score: f32,
}

/// A piece at the beginning of some bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) piece: u32,
    pub(super) length: usize,
    pub(super) score: f32,
}

impl Pieces {
    pub(super) fn read(reader: &mut Reader<'static>) -> Result<Pieces, ModelError> {
        let count = reader.count()?;
        if !(4..=1_000_000).contains(&count) {
            return Err(ModelError::Pieces(count));
        }
        let mut pieces = Pieces { tree: Tree::new(), scores: Vec::new(), texts: Vec::new(), unknown_score: 0.0 };
        for id in 0..count {
            let length = usize::from(reader.byte()?);
            let score = reader.float()?;
            let text = std::str::from_utf8(reader.take(length)?).map_err(|_| ModelError::NotText(id))?;
            if id as u32 > END {
                pieces.tree.insert(text.as_bytes(), id as u32).ok_or(ModelError::Pieces(count))?;
            }
            pieces.scores.push(score);
            pieces.texts.push(text);
        }
        let lowest = pieces.scores.iter().copied().fold(0.0, f32::min);
        pieces.unknown_score = lowest - 10.0;
        Ok(pieces)
    }

    pub(super) fn count(&self) -> usize {
        self.scores.len()
    }

    pub(super) fn text(&self, piece: u32) -> &'static str {
        self.texts[piece as usize]
    }

    /// What a character costs that no piece has.
    pub(super) fn unknown_score(&self) -> f32 {
        self.unknown_score
    }

    /// Returns the pieces with which the bytes begin, the shortest first.
    pub(super) fn prefixes<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Found> + 'a {
        let mut node = 0;
        let ends = bytes.iter().enumerate().map_while(move |(index, byte)| {
            node = self.tree.child(node, *byte)?;
            Some((self.tree.pieces[node as usize], index + 1))
        });
        ends.filter(|(piece, _)| *piece != NO_PIECE).map(|(piece, length)| Found {
            piece,
            length,
            score: self.scores[piece as usize],
        })
    }
}

/// A tree of bytes whose edges lie in one table with open addresses: built in one pass, one look a byte.
struct Tree {
    /// `key << 32 | child`; 0 where empty, since no edge leads to the root.
    edges: Vec<u64>,
    pieces: Vec<u32>,
}

impl Tree {
    fn new() -> Tree {
        Tree { edges: vec![0; 1 << 12], pieces: vec![NO_PIECE] }
    }

    fn child(&self, node: u32, byte: u8) -> Option<u32> {
        let edge = self.edges[self.slot(key(node, byte))];
        (edge != 0).then_some(edge as u32)
    }

    /// The place of an edge, or the empty one where it belongs.
    fn slot(&self, key: u32) -> usize {
        let mask = self.edges.len() - 1;
        let hash = u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut slot = (hash >> 32) as usize & mask;
        while self.edges[slot] != 0 && (self.edges[slot] >> 32) as u32 != key {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Adds a piece; `None` if the tree is full or the piece empty.
    fn insert(&mut self, bytes: &[u8], piece: u32) -> Option<()> {
        let mut node = 0;
        for byte in bytes {
            node = match self.child(node, *byte) {
                Some(child) => child,
                None => self.grow(node, *byte)?,
            };
        }
        (node != 0).then(|| self.pieces[node as usize] = piece)
    }

    fn grow(&mut self, node: u32, byte: u8) -> Option<u32> {
        let child = self.pieces.len() as u32;
        if child >= MOST_NODES {
            return None;
        }
        if self.pieces.len() * 3 > self.edges.len() * 2 {
            self.double();
        }
        let slot = self.slot(key(node, byte));
        self.edges[slot] = u64::from(key(node, byte)) << 32 | u64::from(child);
        self.pieces.push(NO_PIECE);
        Some(child)
    }

    fn double(&mut self) {
        let twice = vec![0; self.edges.len() * 2];
        let edges = std::mem::replace(&mut self.edges, twice);
        for edge in edges.into_iter().filter(|edge| *edge != 0) {
            let slot = self.slot((edge >> 32) as u32);
            self.edges[slot] = edge;
        }
    }
}

fn key(node: u32, byte: u8) -> u32 {
    node << 8 | u32::from(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_finds_what_was_put_in() {
        let mut tree = Tree::new();
        let words: Vec<String> = (0..20_000).map(|number| format!("{number:x}-{}", number % 7)).collect();
        for (id, word) in words.iter().enumerate() {
            tree.insert(word.as_bytes(), id as u32).expect("room");
        }
        let find = |word: &str| word.bytes().try_fold(0, |node, byte| tree.child(node, byte));
        for (id, word) in words.iter().enumerate() {
            let node = find(word).unwrap_or_else(|| panic!("{word}"));
            assert_eq!(tree.pieces[node as usize], id as u32);
        }
        assert_eq!(find("ffff-9"), None);
        assert_eq!(tree.insert(b"", 1), None);
    }
}
