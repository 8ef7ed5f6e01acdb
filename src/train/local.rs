//! The engine of a trained bundle on the owner's machine, with its index in `.botctl/cache/index`.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::answer::bucket::{bucket_name, segment_plan};
use crate::answer::embedding::{Centre, Embedder};
use crate::answer::engine::Engine;
use crate::answer::index::{IndexError, KnowledgeIndex, Share, ensure_segment, segment_key};
use crate::answer::matcher::Matcher;
use crate::answer::release::{ENGINES_READ, MATCHER, Model, Qa};
use crate::answer::vectors::vectors_name;
use crate::base::digest::Digest;
use crate::base::fs::FsError;
use crate::bundle::{Layout, Manifest, Part, PartName};
use crate::train::trained::{Trained, TrainedError, read_blob, read_json};

/// Loads a bundle and builds what its index lacks. Errors: a blob that is missing or damaged, an index that can't be written.
///
/// A bundle with a model behind an endpoint asks it by `embedder`; without, words alone decide.
pub fn local_engine(
    layout: &Layout,
    trained: &Trained,
    embedder: Option<Arc<dyn Embedder>>,
) -> Result<Engine, TrainedError> {
    Ok(engine(layout, [&trained.knowledge, &trained.qa, &trained.models])?.with_embedder(embedder))
}

/// Loads a release whose blobs are here, as [`local_engine`]. Errors: the same, and an engine of another version.
pub fn release_engine(
    layout: &Layout,
    manifest: &Manifest,
    embedder: Option<Arc<dyn Embedder>>,
) -> Result<Engine, TrainedError> {
    if !ENGINES_READ.contains(&manifest.engine) {
        return Err(TrainedError::Engine { found: manifest.engine });
    }
    let part = |name: PartName| {
        let missing =
            || TrainedError::Blob { name: name.to_string(), reason: "the release lacks this part".to_owned() };
        manifest.part(name).ok_or_else(missing)
    };
    let parts = [part(PartName::Knowledge)?, part(PartName::Qa)?, part(PartName::Models)?];
    Ok(engine(layout, parts)?.with_embedder(embedder))
}

fn engine(layout: &Layout, [knowledge, qa, models]: [&Part; 3]) -> Result<Engine, TrainedError> {
    let model: Model = read_json(layout, models, "model")?;
    let centre = model.embeddings.as_ref().map(Centre::of);
    let qas: Vec<Qa> = read_json(layout, qa, "qas")?;
    let matcher = Matcher::load(&qas, &read_blob(layout, models, MATCHER)?, centre.as_ref())
        .map_err(|error| TrainedError::Blob { name: MATCHER.to_owned(), reason: error.to_string() })?;
    let index = build_index(layout, knowledge, centre.as_ref()).map_err(index_error)?;
    Ok(Engine::new(model, qas, matcher, Some(index)))
}

/// A segment of the index: where it stands, and the buckets with their vectors that it is built from.
struct Planned {
    folder: PathBuf,
    key: Digest,
    shares: Vec<(Digest, Digest)>,
}

fn build_index(layout: &Layout, knowledge: &Part, centre: Option<&Centre>) -> Result<KnowledgeIndex, IndexError> {
    let digests = |name: fn(u32) -> String| -> Vec<Digest> {
        (0_u32..).map_while(|index| knowledge.blobs.get(&name(index))).map(|blob| blob.digest).collect()
    };
    let (buckets, vectors) = (digests(bucket_name), digests(vectors_name));
    let plan = segment_plan(u32::try_from(buckets.len()).unwrap_or(u32::MAX));
    let root = layout.cache().join("index");
    let segments: Vec<Planned> = plan
        .into_iter()
        .filter_map(|range| {
            let range = range.start as usize..range.end as usize;
            let (buckets, vectors) = (buckets.get(range.clone())?, vectors.get(range)?);
            let key = segment_key(&[buckets, vectors].concat());
            let shares = buckets.iter().copied().zip(vectors.iter().copied()).collect();
            Some(Planned { folder: root.join(key.to_string()), key, shares })
        })
        .collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), IndexError> {
        while let Some(Planned { folder, key, shares }) = segments.get(next.fetch_add(1, Ordering::Relaxed)) {
            ensure_segment(folder, *key, shares.iter().map(|share| read_share(layout, share)))?;
        }
        Ok(())
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.min(segments.len())).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })?;
    let folders: Vec<PathBuf> = segments.into_iter().map(|segment| segment.folder).collect();
    remove_others(&root, &folders)?;
    KnowledgeIndex::open(&folders, centre)
}

fn read_share(layout: &Layout, (bucket, vectors): &(Digest, Digest)) -> Result<Share, String> {
    let read = |digest| layout.read_blob(digest).map_err(|error| error.to_string());
    Share::decode(&read(bucket)?, &read(vectors)?)
}

/// Segments of earlier trainings: nothing refers to them any more.
fn remove_others(root: &std::path::Path, keep: &[PathBuf]) -> Result<(), IndexError> {
    let entries = std::fs::read_dir(root).map_err(|error| FsError::new("list", root, error))?;
    for entry in entries.flatten() {
        let is_segment = entry.file_name().to_str().is_some_and(|name| name.len() == 64);
        if is_segment && !keep.contains(&entry.path()) {
            // Another process may be removing it too; what stays is only waste.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

pub(super) fn index_error(error: IndexError) -> TrainedError {
    TrainedError::Blob { name: "index".to_owned(), reason: error.to_string() }
}
