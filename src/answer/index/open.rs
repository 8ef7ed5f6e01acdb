//! Opened segments: mapped files, and the little that is kept in memory (which passage belongs to which document).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{Index, InvertedIndexReader, SegmentReader, TantivyError, Term};

use crate::answer::encoder::QuantisedVector;
use crate::answer::index::build::VECTORS;
use crate::answer::index::schema::{self, Fields};
use crate::answer::index::{IndexError, seal};
use crate::answer::vectors::decode_vectors;
use crate::base::fs;

/// A field of a segment, ready to be searched.
pub(super) struct OpenField {
    pub(super) field: Field,
    pub(super) postings: Arc<InvertedIndexReader>,
    pub(super) norms: FieldNormReader,
}

/// A segment, ready to be searched.
pub(super) struct OpenSegment {
    pub(super) folder: PathBuf,
    pub(super) passages: u32,
    pub(super) body: OpenField,
    pub(super) heading: OpenField,
    pub(super) fields: Fields,
    pub(super) store: StoreReader,
    /// Index into `documents` of each passage.
    pub(super) document_of: Vec<u32>,
    /// Ids of the documents, sorted.
    pub(super) documents: Vec<Box<str>>,
    /// Tokens of each document's text.
    pub(super) document_tokens: Vec<u32>,
    /// Of each passage; empty if the knowledge base has none.
    pub(super) vectors: Vec<QuantisedVector>,
    languages: Vec<String>,
}

/// All segments of a release, searched together.
pub struct KnowledgeIndex {
    pub(super) segments: Vec<OpenSegment>,
    languages: Vec<String>,
}

impl KnowledgeIndex {
    /// Opens and verifies segments. Errors: [`IndexError::Damaged`] names the one that has to be built again.
    pub fn open(folders: &[PathBuf]) -> Result<Self, IndexError> {
        let segments = folders.iter().map(|folder| OpenSegment::open(folder)).collect::<Result<Vec<_>, _>>()?;
        let mut languages: Vec<String> = segments.iter().flat_map(|segment| segment.languages.clone()).collect();
        languages.sort();
        languages.dedup();
        Ok(Self { segments, languages })
    }

    /// How many passages it holds.
    pub fn passages(&self) -> u64 {
        self.segments.iter().map(|segment| u64::from(segment.passages)).sum()
    }

    /// Tokens of an average document.
    pub(super) fn average_document(&self) -> f32 {
        let tokens: u64 =
            self.segments.iter().flat_map(|segment| &segment.document_tokens).map(|one| u64::from(*one)).sum();
        let documents: usize = self.segments.iter().map(|segment| segment.documents.len()).sum();
        tokens as f32 / documents.max(1) as f32
    }

    /// Languages of its passages, sorted.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }
}

impl std::fmt::Debug for KnowledgeIndex {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "KnowledgeIndex({} passages in {} segments)", self.passages(), self.segments.len())
    }
}

/// Summed over all segments, so that scores don't depend on how passages are spread.
impl Bm25StatisticsProvider for KnowledgeIndex {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(self.segments.iter().map(|segment| segment.field(field).postings.total_num_tokens()).sum())
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.passages())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut sum = 0;
        for segment in &self.segments {
            sum += u64::from(segment.field(term.field()).postings.doc_freq(term)?);
        }
        Ok(sum)
    }
}

impl OpenSegment {
    fn open(folder: &Path) -> Result<Self, IndexError> {
        seal::verify(folder)?;
        let damaged = |reason: String| IndexError::Damaged { folder: folder.to_owned(), reason };
        let vectors = decode_vectors(&fs::read(&folder.join(VECTORS))?).map_err(|error| damaged(error.to_string()))?;
        let mut segment = Self::map(folder)
            .map_err(|source| IndexError::Engine { folder: folder.to_owned(), source: Box::new(source) })?
            .ok_or_else(|| damaged("it doesn't hold exactly one segment".to_owned()))?;
        if !vectors.is_empty() && vectors.len() != segment.passages as usize {
            return Err(damaged(format!("it holds {} vectors for {} passages", vectors.len(), segment.passages)));
        }
        segment.vectors = vectors;
        Ok(segment)
    }

    /// `None` if the folder holds several segments of the search library.
    fn map(folder: &Path) -> Result<Option<Self>, TantivyError> {
        let (_, fields) = schema::schema();
        let index = Index::open_in_dir(folder)?;
        let segments = index.searchable_segments()?;
        let [segment] = segments.as_slice() else { return Ok(None) };
        let reader = SegmentReader::open(segment)?;
        let (document_of, documents) = read_documents(&reader)?;
        let body = OpenField::open(&reader, fields.body)?;
        let mut document_tokens = vec![0; documents.len()];
        for (passage, document) in (0..).zip(&document_of) {
            if let Some(tokens) = document_tokens.get_mut(*document as usize) {
                *tokens += body.norms.fieldnorm(passage);
            }
        }
        Ok(Some(Self {
            folder: folder.to_owned(),
            passages: reader.max_doc(),
            body,
            document_tokens,
            heading: OpenField::open(&reader, fields.heading)?,
            // Without the block cache, which is behind a lock; a question reads few blocks.
            store: reader.get_store_reader(0)?,
            languages: read_terms(&reader, fields.language)?,
            fields,
            document_of,
            documents,
            vectors: Vec::new(),
        }))
    }

    pub(super) fn field(&self, field: Field) -> &OpenField {
        if field == self.heading.field { &self.heading } else { &self.body }
    }
}

impl OpenField {
    fn open(reader: &SegmentReader, field: Field) -> Result<Self, TantivyError> {
        let norms = reader.get_fieldnorms_reader(field)?;
        Ok(Self { field, postings: reader.inverted_index(field)?, norms })
    }
}

fn read_documents(reader: &SegmentReader) -> Result<(Vec<u32>, Vec<Box<str>>), TantivyError> {
    let Some(column) = reader.fast_fields().str(schema::DOCUMENT)? else { return Ok((Vec::new(), Vec::new())) };
    let mut documents = Vec::with_capacity(column.num_terms());
    let mut terms = column.dictionary().stream()?;
    while terms.advance() {
        documents.push(String::from_utf8_lossy(terms.key()).into_owned().into_boxed_str());
    }
    let of_passage = |passage| column.term_ords(passage).next().and_then(|ordinal| u32::try_from(ordinal).ok());
    let document_of = (0..reader.max_doc()).map(|passage| of_passage(passage).unwrap_or(0)).collect();
    Ok((document_of, documents))
}

fn read_terms(reader: &SegmentReader, field: Field) -> Result<Vec<String>, TantivyError> {
    let postings = reader.inverted_index(field)?;
    let mut terms = postings.terms().stream()?;
    let mut texts = Vec::new();
    while terms.advance() {
        texts.push(String::from_utf8_lossy(terms.key()).into_owned());
    }
    Ok(texts)
}
