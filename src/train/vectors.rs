//! The vectors of passages, beside their buckets. A bucket that didn't change keeps them; in one that did, only new texts are encoded.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::answer::bucket::decode_bucket;
use crate::answer::encoder::QuantisedVector;
use crate::answer::vectors::{Density, decode_vectors, encode_vectors, vector_texts};
use crate::base::digest::Digest;
use crate::base::event::EventSink;
use crate::bundle::Layout;
use crate::config::bot::Dense;
use crate::train::encoding::{Encoding, Side};
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

/// Vectors that couldn't all be made, and those that were: an endpoint may have been paid for them.
pub(super) struct Unfinished {
    pub(super) made: VectorMemory,
    pub(super) error: TrainedError,
}

/// Writes the vectors of `buckets`. Errors: a bucket that can't be read, a blob that can't be written, an endpoint that gives no vectors.
pub(super) fn write(
    layout: &Layout,
    memory: &Memory,
    buckets: &[Digest],
    (density, encoding): (Density, &Encoding),
    events: &EventSink,
) -> Result<VectorMemory, Unfinished> {
    let work = Work {
        layout,
        memory,
        density,
        is_same_split: memory.buckets.len() == buckets.len(),
        is_same_model: encoding.continues(&memory.vectors.origin),
        encoding,
    };
    let (next, done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let results: Mutex<Vec<Option<Result<Digest, TrainedError>>>> =
        Mutex::new(std::iter::repeat_with(|| None).take(buckets.len()).collect());
    let all = if work.is_same_split { Known::new() } else { work.all() };
    let run = || {
        loop {
            let bucket = next.fetch_add(1, Ordering::Relaxed);
            let Some(digest) = buckets.get(bucket).filter(|_| !failed.load(Ordering::Relaxed)) else { break };
            let result = work.bucket(bucket, digest, &all);
            failed.fetch_or(result.is_err(), Ordering::Relaxed);
            results.lock().unwrap_or_else(PoisonError::into_inner)[bucket] = Some(result);
            events.train("vectors", done.fetch_add(1, Ordering::Relaxed) as u64 + 1, buckets.len() as u64);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(buckets.len());
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(run))));
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut failure = None;
    let digests = results.into_iter().map(|result| match result {
        Some(Ok(digest)) => digest,
        other => {
            failure = failure.take().or(other.and_then(Result::err));
            // The digest of no blob: what isn't there is made the next time.
            Digest::of(b"")
        }
    });
    let made = VectorMemory { density: Some(density), origin: encoding.origin(), digests: digests.collect() };
    match failure {
        None => Ok(made),
        Some(error) => Err(Unfinished { made, error }),
    }
}

/// Hands on each vector, in order. Errors: a blob that can't be read.
pub(super) fn each(
    layout: &Layout,
    vectors: &VectorMemory,
    hand_on: &mut dyn FnMut(&QuantisedVector),
) -> Result<(), TrainedError> {
    for digest in &vectors.digests {
        let vectors = decode_vectors(&layout.read_blob(digest)?)
            .map_err(|error| TrainedError::Blob { name: "vectors".to_owned(), reason: error.to_string() })?;
        vectors.iter().for_each(&mut *hand_on);
    }
    Ok(())
}

struct Work<'a> {
    layout: &'a Layout,
    memory: &'a Memory,
    density: Density,
    is_same_split: bool,
    is_same_model: bool,
    encoding: &'a Encoding,
}

impl Work<'_> {
    fn bucket(&self, index: usize, digest: &Digest, all: &Known) -> Result<Digest, TrainedError> {
        let is_known = self.is_same_split && self.is_same_model && self.memory.vectors.density == Some(self.density);
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
        let fresh = match missing.is_empty() {
            true => Vec::new(),
            false => self.encoding.encode(&missing, Side::Document)?,
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
        if !self.is_same_model {
            return Known::new();
        }
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
