//! Building a segment: one thread, one segment of the search library, into a temporary folder that is renamed when it is whole.

use std::path::Path;

use tantivy::directory::RamDirectory;
use tantivy::{Directory, Index, IndexSettings, SingleSegmentIndexWriter, TantivyDocument};

use crate::answer::bucket::decode_bucket;
use crate::answer::encoder::QuantisedVector;
use crate::answer::index::schema::{self, Fields};
use crate::answer::index::{IndexError, SegmentKey, seal};
use crate::answer::passage::Passage;
use crate::answer::release::ENGINE_VERSION;
use crate::answer::vectors::{decode_vectors, encode_vectors};
use crate::base::digest::Digest;
use crate::base::fs::{self, FsError};

/// The version of what is indexed of a passage: a cache that was built by others is of no use.
const INDEX_RULES: u32 = 2;
/// The first size of the writer's hash table follows from this; it grows with the text (at most about 4 MB a segment).
const ARENA_BYTES: usize = 30_000_000;

/// Others that build the same segment at the same time can come between so often.
const REPLACE_TRIES: u32 = 5;

/// The file with the vectors of a segment's passages.
pub(super) const VECTORS: &str = "vectors";

/// A bucket on its way into a segment: its passages and its vectors.
#[derive(Debug, Clone, Default)]
pub struct Share {
    /// In the bucket's order.
    pub passages: Vec<Passage>,
    /// Of the passages and behind them of the documents, of the documents alone, or none; in the order of the passages.
    pub vectors: Vec<QuantisedVector>,
}

impl Share {
    /// Reads a bucket and its vectors. Errors: one sentence, where bytes aren't what they should be.
    pub fn decode(bucket: &[u8], vectors: &[u8]) -> Result<Self, String> {
        let passages = decode_bucket(bucket).map_err(|error| error.to_string())?;
        let vectors = decode_vectors(vectors).map_err(|error| error.to_string())?;
        let documents = passages.chunk_by(|left, right| left.document == right.document).count();
        if ![0, documents, passages.len() + documents].contains(&vectors.len()) {
            return Err(format!(
                "a bucket of {} passages of {documents} documents has {} vectors",
                passages.len(),
                vectors.len()
            ));
        }
        Ok(Self { passages, vectors })
    }
}

/// The key of the segment over these buckets and their vectors, in their order.
pub fn segment_key(blobs: &[Digest]) -> SegmentKey {
    let mut bytes = ENGINE_VERSION.to_be_bytes().to_vec();
    bytes.extend(INDEX_RULES.to_be_bytes());
    bytes.extend(blobs.iter().flat_map(|digest| *digest.as_bytes()));
    Digest::of(&bytes)
}

/// Builds a segment in `folder`, replacing what stands there unless that is whole. `buckets` come in the order of the key.
///
/// Errors: a bucket that can't be read, a file that can't be written. What stood in `folder` is gone only when the new one is whole.
pub fn build_segment(
    folder: &Path,
    key: SegmentKey,
    buckets: impl Iterator<Item = Result<Share, String>>,
) -> Result<(), IndexError> {
    let parent = folder.parent().unwrap_or(Path::new("."));
    fs::create_dir(parent)?;
    let scratch = tempfile::Builder::new()
        .prefix(".building-")
        .tempdir_in(parent)
        .map_err(|error| FsError::new("create folder", parent, error))?;
    write(scratch.path(), buckets)?;
    seal::seal(scratch.path(), key)?;
    let scratch = scratch.keep();
    replace(&scratch, folder, key).inspect_err(|_| {
        // The error of the rename is what matters; a scratch folder that stays is only waste.
        let _ = std::fs::remove_dir_all(&scratch);
    })
}

/// Builds the segment unless a whole one with this key stands in `folder`. Returns whether it was reused.
pub fn ensure_segment(
    folder: &Path,
    key: SegmentKey,
    buckets: impl Iterator<Item = Result<Share, String>>,
) -> Result<bool, IndexError> {
    if matches!(seal::verify(folder), Ok(found) if found == key) {
        return Ok(true);
    }
    build_segment(folder, key, buckets)?;
    Ok(false)
}

fn write(folder: &Path, buckets: impl Iterator<Item = Result<Share, String>>) -> Result<(), IndexError> {
    let fail = |source| IndexError::Engine { folder: folder.to_owned(), source: Box::new(source) };
    let (schema, fields) = schema::schema();
    let memory = RamDirectory::create();
    let mut writer: SingleSegmentIndexWriter = Index::builder()
        .schema(schema)
        .settings(IndexSettings::default())
        .tokenizers(schema::tokenizers())
        .single_segment_index_writer(memory.clone(), ARENA_BYTES)
        .map_err(fail)?;
    let (mut vectors, mut leads) = (Vec::new(), Vec::new());
    for share in buckets {
        let mut share = share.map_err(IndexError::Passages)?;
        for passage in &share.passages {
            writer.add_document(document(&fields, passage)).map_err(fail)?;
        }
        if share.vectors.len() > share.passages.len() {
            leads.extend(share.vectors.split_off(share.passages.len()));
            vectors.extend(share.vectors);
        } else {
            leads.extend(share.vectors);
        }
    }
    vectors.extend(leads);
    let index = writer.finalize().map_err(fail)?;
    // The library itself would wait for the disk with each file. A cache needn't: its seal tells what a crash left.
    for file in index.directory().list_managed_files() {
        let bytes = memory.atomic_read(&file).map_err(|error| fail(error.into()))?;
        fs::write_cache(&folder.join(&file), &bytes)?;
    }
    fs::write_cache(&folder.join(VECTORS), &encode_vectors(&vectors))?;
    Ok(())
}

fn document(fields: &Fields, passage: &Passage) -> TantivyDocument {
    let mut body = String::with_capacity(passage.text.len());
    schema::push_stems(&mut body, &passage.text, &passage.language);
    let (mut heading, mut grams) = (String::new(), String::with_capacity(6 * passage.text.len()));
    for line in std::iter::once(&passage.title).chain(&passage.headings) {
        schema::push_stems(&mut heading, line, &passage.language);
        schema::push_grams(&mut grams, line);
    }
    schema::push_grams(&mut grams, &passage.text);
    let mut document = TantivyDocument::default();
    document.add_text(fields.body, body);
    document.add_text(fields.heading, heading);
    if passage.ordinal == 0 {
        let mut title = String::new();
        schema::push_stems(&mut title, &passage.title, &passage.language);
        document.add_text(fields.title, title);
    }
    document.add_text(fields.grams, grams);
    document.add_text(fields.document, &passage.document);
    document.add_text(fields.language, &passage.language);
    let json = serde_json::to_vec(passage).expect("strings and integers are JSON");
    document.add_bytes(fields.passage, &json);
    document
}

/// Puts `scratch` in the place of `folder`. A whole segment that another built meanwhile stays, since it has the same
/// content by its key and may be read already; a damaged one is moved out of the way, because a folder can't be renamed
/// over one that holds files.
fn replace(scratch: &Path, folder: &Path, key: SegmentKey) -> Result<(), IndexError> {
    let mut renamed = std::fs::rename(scratch, folder);
    for _ in 0..REPLACE_TRIES {
        if renamed.is_ok() {
            return Ok(());
        }
        if matches!(seal::verify(folder), Ok(found) if found == key) {
            std::fs::remove_dir_all(scratch).map_err(|error| FsError::new("remove", scratch, error))?;
            return Ok(());
        }
        move_away(folder)?;
        renamed = std::fs::rename(scratch, folder);
    }
    Ok(renamed.map_err(|error| FsError::new("rename", folder, error))?)
}

/// In one step, so that nobody sees half of it; one that another moved away is as good.
fn move_away(folder: &Path) -> Result<(), FsError> {
    let parent = folder.parent().unwrap_or(Path::new("."));
    let fail = |error| FsError::new("replace", folder, error);
    let place = tempfile::Builder::new().prefix(".replaced-").tempdir_in(parent).map_err(fail)?;
    match std::fs::rename(folder, place.path().join("segment")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(fail(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}
