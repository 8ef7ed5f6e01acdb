//! The vectors of passages, beside their buckets. A bucket that didn't change keeps them; in one that did, only new texts are encoded.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::answer::bucket::decode_bucket;
use crate::answer::encoder::{Bulk, Encoder, QuantisedVector};
use crate::answer::vectors::{Density, decode_vectors, encode_vectors, vector_texts};
use crate::base::digest::Digest;
use crate::base::event::EventSink;
use crate::bundle::Layout;
use crate::config::bot::Dense;
use crate::train::memory::{Memory, VectorMemory};
use crate::train::trained::TrainedError;

type Known = HashMap<String, QuantisedVector>;

/// What has a vector in a knowledge base with this much passage text.
pub(super) fn density(dense: Dense, text_bytes: u64) -> Density {
    match dense {
        Dense::Auto => Density::of(text_bytes),
        Dense::Full => Density::Full,
        Dense::Leads => Density::Leads,
        Dense::Off => Density::Off,
    }
}

/// Writes the vectors of `buckets`. Errors: a bucket that can't be read, a blob that can't be written.
pub(super) fn write(
    layout: &Layout,
    memory: &Memory,
    buckets: &[Digest],
    density: Density,
    events: &EventSink,
) -> Result<VectorMemory, TrainedError> {
    let work = Work {
        layout,
        memory,
        density,
        is_same_split: memory.buckets.len() == buckets.len(),
        encoder: OnceLock::new(),
    };
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let results: Mutex<Vec<Option<Result<Digest, TrainedError>>>> =
        Mutex::new(std::iter::repeat_with(|| None).take(buckets.len()).collect());
    let all = if work.is_same_split { Known::new() } else { work.all() };
    let run = || {
        loop {
            let bucket = next.fetch_add(1, Ordering::Relaxed);
            let Some(digest) = buckets.get(bucket) else { break };
            let result = work.bucket(bucket, digest, &all);
            results.lock().unwrap_or_else(PoisonError::into_inner)[bucket] = Some(result);
            events.train("vectors", done.fetch_add(1, Ordering::Relaxed) as u64 + 1, buckets.len() as u64);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(buckets.len());
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(run))));
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let digests = results.into_iter().flatten().collect::<Result<Vec<_>, _>>()?;
    Ok(VectorMemory { density: Some(density), digests })
}

struct Work<'a> {
    layout: &'a Layout,
    memory: &'a Memory,
    density: Density,
    is_same_split: bool,
    /// Loaded by the first text that has no vector yet.
    encoder: OnceLock<Bulk<'static>>,
}

impl Work<'_> {
    fn bucket(&self, index: usize, digest: &Digest, all: &Known) -> Result<Digest, TrainedError> {
        let is_known = self.is_same_split && self.memory.vectors.density == Some(self.density);
        let before = self.memory.vectors.digests.get(index).filter(|_| is_known);
        if let (Some(before), Some(known)) = (self.memory.buckets.get(index), before)
            && before == digest
            && self.layout.has_blob(known)
        {
            return Ok(*known);
        }
        let own = if self.is_same_split { self.known(index) } else { Known::new() };
        let texts = self.texts(digest, self.density)?;
        let missing: Vec<&str> = texts
            .iter()
            .filter(|text| !own.contains_key(*text) && !all.contains_key(*text))
            .map(String::as_str)
            .collect();
        let fresh: Vec<QuantisedVector> = if missing.is_empty() {
            Vec::new()
        } else {
            self.encoder
                .get_or_init(|| Encoder::shared().bulk())
                .encode(&missing)
                .iter()
                .map(|vector| vector.quantised())
                .collect()
        };
        let fresh: HashMap<&str, QuantisedVector> = missing.into_iter().zip(fresh).collect();
        let find =
            |text: &String| own.get(text).or_else(|| all.get(text)).or_else(|| fresh.get(text.as_str())).cloned();
        let vectors: Vec<QuantisedVector> = texts.iter().filter_map(find).collect();
        Ok(self.layout.write_blob(&encode_vectors(&vectors))?)
    }

    fn texts(&self, bucket: &Digest, density: Density) -> Result<Vec<String>, TrainedError> {
        let passages = decode_bucket(&self.layout.read_blob(bucket)?)
            .map_err(|error| TrainedError::Blob { name: "bucket".to_owned(), reason: error.to_string() })?;
        Ok(vector_texts(&passages, density))
    }

    /// The vectors of the last training of one bucket, by text; none if they are gone.
    fn known(&self, index: usize) -> Known {
        let read = || -> Result<Known, TrainedError> {
            let of = |digests: &[Digest]| digests.get(index).copied();
            let (Some(bucket), Some(vectors)) = (of(&self.memory.buckets), of(&self.memory.vectors.digests)) else {
                return Ok(Known::new());
            };
            let vectors = decode_vectors(&self.layout.read_blob(&vectors)?).unwrap_or_default();
            let density = self.memory.vectors.density.unwrap_or(Density::Off);
            Ok(self.texts(&bucket, density)?.into_iter().zip(vectors).collect())
        };
        read().unwrap_or_default()
    }

    fn all(&self) -> Known {
        (0..self.memory.buckets.len()).flat_map(|index| self.known(index)).collect()
    }
}
