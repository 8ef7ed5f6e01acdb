//! Text → a vector in which near means alike: Google's Universal Sentence Encoder for the languages of Latin script.
//!
//! The bits of a vector depend on the text alone: neither on the processor, nor on the number of threads, nor on what is
//! encoded beside it or was before. The file and the arithmetic are described in the README beside the model's file.

mod batch;
mod first;
mod format;
mod network;
mod pieces;
mod sentence;
#[cfg(test)]
mod tests;
mod tokens;
mod vector;

use std::sync::OnceLock;

pub use format::DIMENSIONS;
pub use format::ModelError;
pub use tokens::MAX_TOKENS;
pub use vector::{QuantisedVector, Vector};

use crate::answer::kernels::Kernel;

/// The model, part of the program's image: pages of it that nothing reads cost no memory.
static MODEL: &[u8] = include_bytes!("encoder-latin-q4.bin");

/// Tokens that go through the layers together: enough to use each weight often, few enough for the cache.
const BATCH_TOKENS: usize = 256;

/// The sentence encoder. One serves all bots and all threads of a process.
pub struct Encoder {
    kernel: Kernel,
    pieces: pieces::Pieces,
    network: network::Network,
    cache: first::Cache,
}

/// The encoder at work on much text: it keeps more of the pieces that it has seen.
pub struct Bulk<'a> {
    encoder: &'a Encoder,
    cache: first::Cache,
}

impl Bulk<'_> {
    /// Encodes texts one after the other on the caller's thread; the same vectors as [`Encoder::encode`] gives.
    pub fn encode(&self, texts: &[&str]) -> Vec<Vector> {
        self.encoder.encode_with(&self.cache, texts)
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Encoder");
        shown.field("kernel", &self.kernel.name()).field("pieces", &self.pieces.count()).finish_non_exhaustive()
    }
}

impl Encoder {
    /// Returns the process's encoder. The first call loads it.
    pub fn shared() -> &'static Encoder {
        static SHARED: OnceLock<Encoder> = OnceLock::new();
        SHARED.get_or_init(|| Encoder::with_kernel(Kernel::best()))
    }

    /// Loads another one that works with a kernel of choice.
    pub fn with_kernel(kernel: Kernel) -> Encoder {
        Encoder::read(MODEL, kernel).expect("the embedded model is whole: a test reads it")
    }

    /// Reads a model's file.
    pub fn read(bytes: &'static [u8], kernel: Kernel) -> Result<Encoder, ModelError> {
        let mut reader = format::Reader::open(bytes)?;
        let pieces = pieces::Pieces::read(&mut reader)?;
        let network = network::Network::read(&mut reader, pieces.count())?;
        reader.finish()?;
        Ok(Encoder { kernel, pieces, network, cache: first::Cache::for_questions() })
    }

    /// Encodes one text, of which at most [`MAX_TOKENS`] are read.
    pub fn encode(&self, text: &str) -> Vector {
        self.encode_batch(&[text]).pop().expect("one vector for one text")
    }

    /// Encodes texts one after the other on the caller's thread, faster than one by one.
    pub fn encode_batch(&self, texts: &[&str]) -> Vec<Vector> {
        self.encode_with(&self.cache, texts)
    }

    /// Encodes much text, with more memory for a while. Threads may share it.
    pub fn bulk(&self) -> Bulk<'_> {
        Bulk { encoder: self, cache: first::Cache::for_bulk() }
    }

    fn encode_with(&self, cache: &first::Cache, texts: &[&str]) -> Vec<Vector> {
        let mut vectors = Vec::with_capacity(texts.len());
        let (mut waiting, mut count) = (Vec::new(), 0);
        let mut unknown = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let tokens = tokens::tokens(&self.pieces, text);
            if !tokens::is_known(text) {
                unknown.push(at);
            }
            if count + tokens.len() > BATCH_TOKENS && !waiting.is_empty() {
                vectors.extend(self.run(cache, &waiting));
                (waiting, count) = (Vec::new(), 0);
            }
            count += tokens.len();
            waiting.push(tokens);
        }
        vectors.extend(self.run(cache, &waiting));
        // All unknown pieces are one: texts of them would be alike whatever they say.
        unknown.into_iter().for_each(|at| vectors[at] = Vector::unknown());
        vectors
    }

    /// Whether it knows the text's script; else the text's vector is zeros.
    pub fn reads(text: &str) -> bool {
        tokens::is_known(text)
    }

    /// Cuts a text into pieces, without the tokens for its begin and end.
    pub fn pieces(&self, text: &str) -> Vec<&'static str> {
        let tokens = tokens::tokens(&self.pieces, text);
        tokens[1..tokens.len() - 1].iter().map(|token| self.pieces.text(*token)).collect()
    }

    fn run(&self, cache: &first::Cache, texts: &[Vec<u32>]) -> Vec<Vector> {
        if texts.is_empty() {
            return Vec::new();
        }
        let sums = batch::summed_features(self.kernel, &self.network, cache, texts);
        let lengths: Vec<usize> = texts.iter().map(Vec::len).collect();
        sentence::vectors(self.kernel, &self.network, sums, &lengths)
    }
}
