//! An index is the same however it came about, and says so when it isn't whole.

use std::path::{Path, PathBuf};

use crate::answer::analysis::{self, Keep};
use crate::answer::bucket::bucket_of;
use crate::answer::encoder::{DIMENSIONS, QuantisedVector};
use crate::answer::index::{
    IndexError, KnowledgeIndex, Query, QuestionWord, Share, build_segment, ensure_segment, segment_key,
};
use crate::answer::passage::Passage;
use crate::base::digest::Digest;

const WORDS: [&str; 12] =
    ["refund", "order", "parking", "garden", "lake", "breakfast", "price", "room", "window", "boat", "station", "key"];

/// Passages that share many words, some with the same text, in documents of three.
fn passages(count: u32) -> Vec<Passage> {
    (0..count)
        .map(|number| {
            let word = |step: u32| WORDS[((number * step + number / 7) as usize) % WORDS.len()];
            Passage {
                document: format!("knowledge/{}.md", number / 3),
                ordinal: number % 3,
                title: format!("About the {}", word(1)),
                headings: Vec::new(),
                text: format!("The {} is near the {} and the {}.", word(3), word(5), word(number % 4)),
                language: "en".to_owned(),
                address: None,
                date: None,
                page: None,
            }
        })
        .collect()
}

/// A direction that follows from the text alone, near for texts with the same letters.
fn vector(text: &str) -> QuantisedVector {
    let mut values = [0_i8; DIMENSIONS];
    text.bytes().enumerate().for_each(|(at, byte)| values[(byte as usize * 7 + at % 3) % DIMENSIONS] |= 9);
    QuantisedVector { blocks: vec![values].into(), scale: 0.01 }
}

fn with_vectors(passages: Vec<Passage>) -> Share {
    let firsts = passages.chunk_by(|left, right| left.document == right.document).map(|of_document| &of_document[0]);
    let vectors = passages.iter().chain(firsts).map(|passage| vector(&passage.text)).collect();
    Share { passages, vectors }
}

/// Builds `count` segments, each over its share of the documents, and keeps those that are the same as before.
fn build(root: &Path, passages: &[Passage], count: u32) -> (Vec<PathBuf>, usize) {
    let mut reused = 0;
    let folders = (0..count)
        .map(|segment| {
            let mut share: Vec<Passage> =
                passages.iter().filter(|passage| bucket_of(&passage.document, count) == segment).cloned().collect();
            share.sort();
            let key = segment_key(&[Digest::of(&serde_json::to_vec(&share).expect("JSON"))]);
            let folder = root.join(key.to_string());
            let was_there = ensure_segment(&folder, key, std::iter::once(Ok(with_vectors(share)))).expect("a segment");
            reused += usize::from(was_there);
            folder
        })
        .collect();
    (folders, reused)
}

fn ask(index: &KnowledgeIndex, question: &str) -> Vec<(String, u32, u64)> {
    let words: Vec<QuestionWord> = analysis::stems(question, "en", Keep::Content)
        .into_iter()
        .map(|stem| QuestionWord { stems: vec![stem] })
        .collect();
    let query = Query { words: &words, spelled: &analysis::words(question), vector: &vector(question) };
    let hits = index.search(query, 20).expect("hits");
    hits.hits.into_iter().map(|hit| (hit.passage.document, hit.passage.ordinal, hit.score.to_bits())).collect()
}

const QUESTIONS: [&str; 4] = ["parking near the lake", "refund", "breakfast price and room key", "garden garden boat"];

#[test]
fn a_grown_index_scores_exactly_like_a_new_one() {
    let (grown, new) = (tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("folder"));
    build(grown.path(), &passages(60), 4);
    build(grown.path(), &passages(240), 4);
    let mut last = passages(241);
    last.remove(100);
    let (grown_folders, _) = build(grown.path(), &last, 4);
    let (new_folders, _) = build(new.path(), &last, 4);
    let grown = KnowledgeIndex::open(&grown_folders, None).expect("grown");
    let new = KnowledgeIndex::open(&new_folders, None).expect("new");
    for question in QUESTIONS {
        assert!(!ask(&new, question).is_empty(), "{question}");
        assert_eq!(ask(&grown, question), ask(&new, question), "{question}");
    }
}

#[test]
fn scores_and_order_do_not_depend_on_the_number_of_segments() {
    let folder = tempfile::tempdir().expect("folder");
    let indexes: Vec<KnowledgeIndex> = [1, 2, 8]
        .map(|count| KnowledgeIndex::open(&build(folder.path(), &passages(300), count).0, None).expect("an index"))
        .into();
    for question in QUESTIONS {
        let expected = ask(&indexes[0], question);
        for index in &indexes[1..] {
            assert_eq!(ask(index, question), expected, "{question}");
        }
    }
}

#[test]
fn scores_and_order_do_not_depend_on_the_number_of_threads() {
    let folder = tempfile::tempdir().expect("folder");
    let folders = build(folder.path(), &passages(300), 8).0;
    let alone = KnowledgeIndex::open(&folders, None).expect("an index");
    assert_eq!(alone.threads, 1, "a small one is not worth a second thread");
    for threads in [2, 3, 16] {
        let mut index = KnowledgeIndex::open(&folders, None).expect("an index");
        index.threads = threads;
        for question in QUESTIONS {
            assert_eq!(ask(&index, question), ask(&alone, question), "{question} on {threads} threads");
        }
    }
}

#[test]
fn only_changed_segments_are_built() {
    let folder = tempfile::tempdir().expect("folder");
    let mut passages = passages(120);
    assert_eq!(build(folder.path(), &passages, 4).1, 0);
    assert_eq!(build(folder.path(), &passages, 4).1, 4);
    passages[5].text.push_str(" Changed.");
    assert_eq!(build(folder.path(), &passages, 4).1, 3);
}

#[test]
fn every_damaged_file_is_noticed_and_the_segment_is_built_again() {
    let root = tempfile::tempdir().expect("folder");
    let folder = root.path().join("segment");
    let key = segment_key(&[]);
    let buckets = || std::iter::once(Ok(with_vectors(passages(30))));
    build_segment(&folder, key, buckets()).expect("a segment");
    // The library names its files anew in each build, so they are taken by their kind.
    let listed = || std::fs::read_dir(&folder).expect("files").map(|entry| entry.expect("an entry").path());
    let kind = |file: &PathBuf| file.extension().map(|kind| kind.to_string_lossy().into_owned()).unwrap_or_default();
    let kinds: std::collections::BTreeSet<String> =
        listed().map(|file| kind(&file)).filter(|kind| kind != "lock").collect();
    assert!(kinds.len() > 4, "{kinds:?}");
    for wanted in kinds {
        let file = listed().find(|file| kind(file) == wanted).expect("every build has the same kinds of files");
        let mut bytes = std::fs::read(&file).expect("bytes");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&file, bytes).expect("write");
        let error = KnowledgeIndex::open(std::slice::from_ref(&folder), None).expect_err("damaged");
        assert!(matches!(&error, IndexError::Damaged { folder: named, .. } if *named == folder), "{error}");
        assert!(!ensure_segment(&folder, key, buckets()).expect("built again"), "{}", file.display());
        KnowledgeIndex::open(std::slice::from_ref(&folder), None).expect("whole again");
    }
    std::fs::remove_dir_all(&folder).expect("remove");
    assert!(matches!(KnowledgeIndex::open(&[folder], None), Err(IndexError::Damaged { .. })));
}

#[test]
fn an_empty_index_finds_nothing() {
    let root = tempfile::tempdir().expect("folder");
    let folder = root.path().join("segment");
    build_segment(&folder, segment_key(&[]), std::iter::once(Ok(Share::default()))).expect("a segment");
    let index = KnowledgeIndex::open(&[folder], None).expect("an index");
    assert_eq!(index.passages(), 0);
    assert!(ask(&index, "refund").is_empty());
}
