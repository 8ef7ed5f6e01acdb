//! The engine of a trained bundle on the owner's machine, with its index in `.botctl/cache/index`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::answer::bucket::{bucket_name, decode_bucket, segment_plan};
use crate::answer::engine::Engine;
use crate::answer::index::{IndexError, KnowledgeIndex, ensure_segment, segment_key};
use crate::answer::passage::Passage;
use crate::base::digest::Digest;
use crate::base::fs::FsError;
use crate::bundle::{Layout, Part};
use crate::train::trained::{Trained, TrainedError, read_json};

/// Loads a bundle and builds what its index lacks. Errors: a blob that is missing or damaged, an index that can't be written.
pub fn local_engine(layout: &Layout, trained: &Trained) -> Result<Engine, TrainedError> {
    let model = read_json(layout, &trained.models, "model")?;
    let qas = read_json(layout, &trained.qa, "qas")?;
    let index = build_index(layout, &trained.knowledge).map_err(index_error)?;
    Ok(Engine::new(model, qas, Some(index)))
}

fn build_index(layout: &Layout, knowledge: &Part) -> Result<KnowledgeIndex, IndexError> {
    let buckets: Vec<Digest> =
        (0_u32..).map_while(|index| knowledge.blobs.get(&bucket_name(index))).map(|blob| blob.digest).collect();
    let plan = segment_plan(u32::try_from(buckets.len()).unwrap_or(u32::MAX));
    let root = layout.cache().join("index");
    let segments: Vec<(PathBuf, Digest, &[Digest])> = plan
        .into_iter()
        .filter_map(|range| {
            let buckets = buckets.get(range.start as usize..range.end as usize)?;
            let key = segment_key(buckets);
            Some((root.join(key.to_string()), key, buckets))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), IndexError> {
        while let Some((folder, key, buckets)) = segments.get(next.fetch_add(1, Ordering::Relaxed)) {
            ensure_segment(folder, *key, buckets.iter().map(|digest| read_bucket(layout, digest)))?;
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
    let folders: Vec<PathBuf> = segments.into_iter().map(|(folder, _, _)| folder).collect();
    remove_others(&root, &folders)?;
    KnowledgeIndex::open(&folders)
}

fn read_bucket(layout: &Layout, digest: &Digest) -> Result<Vec<Passage>, String> {
    let bytes = layout.read_blob(digest).map_err(|error| error.to_string())?;
    decode_bucket(&bytes).map_err(|error| error.to_string())
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
