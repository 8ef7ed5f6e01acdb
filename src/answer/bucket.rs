//! Buckets: how passages travel. The documents of a bucket are chosen by a hash of their path, so that one changed document re-sends little.
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::answer::passage::Passage;
use crate::base::digest::Digest;

/// The format that a bucket's first line names.
pub const BUCKET_FORMAT: &str = "botctl.passages/1";

/// Text that a bucket aims to hold.
const BUCKET_TEXT_BYTES: u64 = 128 * 1024;
const MOST_BUCKETS: u32 = 4096;

/// Buckets of one index segment, about half a megabyte of text, until there are [`MOST_SEGMENTS`]: what one changed
/// document makes to be built again, and what several threads can share.
const SEGMENT_BUCKETS: u32 = 4;
const MOST_SEGMENTS: u32 = 16;

/// Bytes that are not a bucket of passages.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// The first line isn't a header.
    #[error("bucket of passages has no header line")]
    Header,
    /// Written in another format.
    #[error("bucket of passages has format `{found}`, this program reads `{BUCKET_FORMAT}`")]
    Format {
        /// The format found.
        found: String,
    },
    /// A line isn't a passage.
    #[error("line {line} of a bucket of passages isn't a passage: {source}")]
    Line {
        /// From 1, the header included.
        line: usize,
        /// What the parser says.
        source: serde_json::Error,
    },
}

#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
}

/// The first line of every bucket.
pub fn bucket_header() -> String {
    format!("{{\"format\":\"{BUCKET_FORMAT}\"}}\n")
}

/// The canonical lines of passages: JSON, one each.
pub fn encode_lines(passages: &[Passage]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for passage in passages {
        serde_json::to_writer(&mut bytes, passage)
            .expect("strings and integers are JSON, and a vector takes every byte");
        bytes.push(b'\n');
    }
    bytes
}

/// The canonical bytes of a bucket: a header line, then a line of JSON per passage in the order given.
pub fn encode_bucket(passages: &[Passage]) -> Vec<u8> {
    let mut bytes = bucket_header().into_bytes();
    bytes.extend(encode_lines(passages));
    bytes
}

/// The lines of a bucket by document, undecoded: what is unchanged is copied. Errors: [`BucketError`].
pub fn split_bucket(bytes: &[u8]) -> Result<Vec<(String, &[u8])>, BucketError> {
    #[derive(Deserialize)]
    struct Head {
        document: String,
    }
    let mut rest = body(bytes)?;
    let mut documents: Vec<(String, &[u8])> = Vec::new();
    let mut line = 1;
    let mut start = rest;
    while !rest.is_empty() {
        line += 1;
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let (first, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        let head: Head = serde_json::from_slice(first).map_err(|source| BucketError::Line { line, source })?;
        match documents.last_mut() {
            Some((document, lines)) if *document == head.document => {
                *lines = start.get(..lines.len() + end).unwrap_or(start);
            }
            _ => {
                start = rest;
                documents.push((head.document, first));
            }
        }
        rest = after;
    }
    Ok(documents)
}

/// Reads a bucket. Errors: [`BucketError`].
pub fn decode_bucket(bytes: &[u8]) -> Result<Vec<Passage>, BucketError> {
    let lines = body(bytes)?.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
    lines
        .map(|(index, line)| {
            serde_json::from_slice(line).map_err(|source| BucketError::Line { line: index + 2, source })
        })
        .collect()
}

/// What follows a header of the right format.
fn body(bytes: &[u8]) -> Result<&[u8], BucketError> {
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or(BucketError::Header)?;
    let (first, rest) = bytes.split_at_checked(end + 1).ok_or(BucketError::Header)?;
    let header: Header = serde_json::from_slice(first).map_err(|_| BucketError::Header)?;
    if header.format != BUCKET_FORMAT {
        return Err(BucketError::Format { found: header.format.chars().take(40).collect() });
    }
    Ok(rest)
}

/// How many buckets a knowledge base of this much passage text has: a power of two.
pub fn bucket_count(total_text_bytes: u64) -> u32 {
    let wanted = total_text_bytes.div_ceil(BUCKET_TEXT_BYTES).clamp(1, u64::from(MOST_BUCKETS));
    u32::try_from(wanted.next_power_of_two()).unwrap_or(MOST_BUCKETS)
}

/// The bucket of a document among `count` (a power of two).
pub fn bucket_of(document: &str, count: u32) -> u32 {
    let digest = Digest::of(document.as_bytes());
    let [first, second, third, fourth, ..] = *digest.as_bytes();
    u32::from_be_bytes([first, second, third, fourth]) % count.max(1)
}

/// The name of a bucket's blob.
pub fn bucket_name(index: u32) -> String {
    format!("bucket-{index:04}")
}

/// Which buckets each index segment holds: fixed, contiguous, equal shares.
pub fn segment_plan(bucket_count: u32) -> Vec<Range<u32>> {
    let segments = (bucket_count / SEGMENT_BUCKETS).clamp(1, MOST_SEGMENTS);
    let share = bucket_count / segments;
    (0..segments).map(|segment| segment * share..(segment + 1) * share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Format 1 as it was first written; must be readable for as long as a host may keep such a release.
    const FIRST_BYTES: &[u8] = b"{\"format\":\"botctl.passages/1\"}\n\
        {\"document\":\"knowledge/a.md\",\"ordinal\":0,\"title\":\"A\",\"headings\":[\"B\"],\"text\":\"c\\nd\",\"language\":\"en\",\"address\":\"https://x.example/a\"}\n\
        {\"document\":\"survey.toml#business.industry\",\"ordinal\":0,\"title\":\"Industry\",\"text\":\"caf\xc3\xa9\",\"language\":\"it\"}\n";

    fn passages() -> Vec<Passage> {
        vec![
            Passage {
                document: "knowledge/a.md".to_owned(),
                ordinal: 0,
                title: "A".to_owned(),
                headings: vec!["B".to_owned()],
                text: "c\nd".to_owned(),
                language: "en".to_owned(),
                address: Some("https://x.example/a".to_owned()),
                date: None,
                page: None,
            },
            Passage {
                document: "survey.toml#business.industry".to_owned(),
                ordinal: 0,
                title: "Industry".to_owned(),
                headings: Vec::new(),
                text: "café".to_owned(),
                language: "it".to_owned(),
                address: None,
                date: None,
                page: None,
            },
        ]
    }

    #[test]
    fn the_bytes_are_fixed_and_read_back() {
        assert_eq!(String::from_utf8_lossy(&encode_bucket(&passages())), String::from_utf8_lossy(FIRST_BYTES));
        assert_eq!(decode_bucket(FIRST_BYTES).expect("format 1"), passages());
        assert!(decode_bucket(&encode_bucket(&[])).expect("an empty bucket").is_empty());
    }

    #[test]
    fn lines_are_split_by_document() {
        let mut passages = passages();
        passages.insert(1, Passage { ordinal: 1, ..passages[0].clone() });
        let bytes = encode_bucket(&passages);
        let split = split_bucket(&bytes).expect("a bucket");
        assert_eq!(split.len(), 2);
        assert_eq!(split[0], ("knowledge/a.md".to_owned(), encode_lines(&passages[..2]).as_slice()));
        assert_eq!(split[1].1, encode_lines(&passages[2..]).as_slice());
    }

    #[test]
    fn other_bytes_are_refused() {
        assert!(matches!(decode_bucket(b""), Err(BucketError::Header)));
        assert!(matches!(decode_bucket(b"\xff\x00"), Err(BucketError::Header)));
        assert!(matches!(decode_bucket(b"{\"format\":\"botctl.passages/2\"}\n"), Err(BucketError::Format { .. })));
        let half = &FIRST_BYTES[..FIRST_BYTES.len() - 20];
        assert!(matches!(decode_bucket(half), Err(BucketError::Line { line: 3, .. })));
    }

    #[test]
    fn buckets_follow_the_size() {
        for (bytes, count) in [(0, 1), (131_072, 1), (131_073, 2), (50_000_000, 512), (u64::MAX, 4096)] {
            assert_eq!(bucket_count(bytes), count, "{bytes}");
        }
        assert_eq!(bucket_of("knowledge/a.md", 1), 0);
        assert!(bucket_of("knowledge/a.md", 512) < 512);
    }

    #[test]
    fn segments_cover_every_bucket_once() {
        for (buckets, segments) in [(1, 1), (4, 1), (16, 4), (64, 16), (512, 16), (4096, 16)] {
            let plan = segment_plan(buckets);
            assert_eq!(plan.len(), segments);
            assert_eq!(plan.into_iter().flatten().collect::<Vec<_>>(), (0..buckets).collect::<Vec<_>>());
        }
    }
}
