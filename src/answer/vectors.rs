//! The vectors of a bucket's passages and of its documents, in their order: blob `vectors-NNNN` of part `knowledge`, and the file of an index segment.
//!
//! `botctl.vectors/1\n`, u32 count (little-endian), count × (f32 scale, 512 × i8).

use crate::answer::encoder::QuantisedVector;
use crate::answer::extract;
use crate::answer::passage::Passage;

const MAGIC: &[u8] = b"botctl.vectors/1\n";

/// Of more passage text than this only leads are encoded: all of it would take minutes to train.
const MOST_TEXT_BYTES: u64 = 10_000_000;
/// A lead ends here, in characters: what a page is about stands in its first words.
const LEAD_CHARACTERS: usize = 240;
/// The same where only leads are encoded: as good there, and a third less to encode.
const LARGE_LEAD_CHARACTERS: usize = 160;

/// Bytes that are not vectors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VectorsError {
    /// Not this format.
    #[error("vectors of passages have another format than `botctl.vectors/1`")]
    Format,
    /// Cut off, or something behind the end.
    #[error("{found} bytes are not those of {count} vectors of passages")]
    Size {
        /// Bytes found.
        found: usize,
        /// How many vectors they should be.
        count: usize,
    },
}

/// What has a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// Each passage, of its title, its headings and its text.
    Full,
    /// Each document, of its title, its headings and its first sentence.
    Leads,
    /// Nothing.
    Off,
}

impl Density {
    /// The density of a knowledge base with this much passage text.
    pub fn of(total_text_bytes: u64) -> Self {
        if total_text_bytes > MOST_TEXT_BYTES { Self::Leads } else { Self::Full }
    }
}

/// The texts that the vectors of a bucket are made of: one a passage and behind them one a document, one a document alone, or none.
pub fn vector_texts(passages: &[Passage], density: Density) -> Vec<String> {
    let most = if density == Density::Leads { LARGE_LEAD_CHARACTERS } else { LEAD_CHARACTERS };
    let documents = passages.chunk_by(|left, right| left.document == right.document);
    let leads = documents.map(|document| lead_text(document, most));
    match density {
        Density::Full => passages.iter().map(vector_text).chain(leads).collect(),
        Density::Leads => leads.collect(),
        Density::Off => Vec::new(),
    }
}

/// The first words of a document, its headings before its text, at most so many characters.
fn lead_text(passages: &[Passage], most: usize) -> String {
    let Some(first) = passages.first() else { return String::new() };
    let mut text = spoken(&first.title).to_owned();
    let sentence = extract::sentences(&first.text).first().copied().unwrap_or_default();
    text.push_str(". ");
    text.push_str(sentence.trim_end_matches('.'));
    let mut last: &[String] = &[];
    for passage in passages {
        if passage.headings.as_slice() != last
            && let Some(heading) = passage.headings.last()
        {
            text.push_str(". ");
            text.push_str(heading);
        }
        last = &passage.headings;
    }
    text.char_indices().nth(most).map_or(text.clone(), |(end, _)| text[..end].to_owned())
}

fn vector_text(passage: &Passage) -> String {
    let mut text = spoken(&passage.title).to_owned();
    for heading in &passage.headings {
        text.push(' ');
        text.push_str(heading);
    }
    text.push_str(". ");
    text.push_str(&passage.text);
    text
}

/// The title, or nothing where it has no letters: a number, from a file's name, means nothing.
fn spoken(title: &str) -> &str {
    if title.contains(char::is_alphabetic) { title } else { "" }
}

/// The name of the blob beside bucket `index`.
pub fn vectors_name(index: u32) -> String {
    format!("vectors-{index:04}")
}

/// The bytes of vectors.
pub fn encode_vectors(vectors: &[QuantisedVector]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(u32::try_from(vectors.len()).unwrap_or(u32::MAX).to_le_bytes());
    vectors.iter().for_each(|vector| vector.push_bytes(&mut bytes));
    bytes
}

/// Reads vectors. Errors: [`VectorsError`].
pub fn decode_vectors(bytes: &[u8]) -> Result<Vec<QuantisedVector>, VectorsError> {
    let body = bytes.strip_prefix(MAGIC).ok_or(VectorsError::Format)?;
    let (count, body) = body.split_first_chunk::<4>().ok_or(VectorsError::Format)?;
    let count = u32::from_le_bytes(*count) as usize;
    QuantisedVector::read_all(body, count).ok_or(VectorsError::Size { found: body.len(), count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::encoder::DIMENSIONS;

    #[test]
    fn vectors_survive_their_bytes_and_others_are_refused() {
        let mut values = [0; DIMENSIONS];
        values[..2].copy_from_slice(&[127, -127]);
        for blocks in [vec![values], vec![values, [0; DIMENSIONS], [-1; DIMENSIONS]]] {
            let vector = |scale| QuantisedVector { blocks: blocks.clone().into(), scale };
            let vectors = vec![vector(0.25), vector(1.0)];
            assert_eq!(decode_vectors(&encode_vectors(&vectors)), Ok(vectors));
        }
        assert_eq!(decode_vectors(&encode_vectors(&[])), Ok(Vec::new()));
        let bytes = encode_vectors(&[QuantisedVector { blocks: vec![values].into(), scale: 1.0 }]);
        assert_eq!(decode_vectors(b"botctl.passages/1\n"), Err(VectorsError::Format));
        assert!(matches!(decode_vectors(&bytes[..bytes.len() - 1]), Err(VectorsError::Size { .. })));
    }

    #[test]
    fn a_large_knowledge_base_has_vectors_of_its_leads() {
        let passage = |document: &str, ordinal, heading: &str, text: &str| Passage {
            document: document.to_owned(),
            ordinal,
            title: "Boats".to_owned(),
            headings: vec![heading.to_owned()],
            text: text.to_owned(),
            language: "en".to_owned(),
            address: None,
            date: None,
            page: None,
        };
        let passages = [
            passage("a.md", 0, "Hire", "Boats are hired out. By the hour."),
            passage("a.md", 1, "Hire", "And by the day."),
            passage("a.md", 2, "Prices", "Two euros."),
            passage("b.md", 0, "Rules", &"No wake ".repeat(100)),
        ];
        let full = vector_texts(&passages, Density::Full);
        assert_eq!((full.len(), full[0].as_str()), (6, "Boats Hire. Boats are hired out. By the hour."));
        let leads = vector_texts(&passages, Density::Leads);
        assert_eq!((leads.len(), leads[0].as_str()), (2, "Boats. Boats are hired out. Hire. Prices"));
        assert_eq!(full[4], leads[0]);
        assert_eq!(full[5].len(), LEAD_CHARACTERS);
        assert_eq!(leads[1].len(), LARGE_LEAD_CHARACTERS);
        assert!(vector_texts(&passages, Density::Off).is_empty());
        assert_eq!([Density::of(1), Density::of(50_000_000)], [Density::Full, Density::Leads]);
    }
}
