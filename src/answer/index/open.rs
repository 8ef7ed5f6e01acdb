//! Opened segments: mapped files, and the little that is kept in memory (which passage belongs to which document).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{Index, InvertedIndexReader, SegmentReader, TantivyError};

use crate::answer::embedding::Centre;
use crate::answer::encoder::QuantisedVector;
use crate::answer::index::build::VECTORS;
use crate::answer::index::schema::{self, Fields};
use crate::answer::index::select::{Cosines, Place, length_norm};
use crate::answer::index::{IndexError, seal, threads};
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
    pub(super) title: OpenField,
    pub(super) grams: OpenField,
    pub(super) fields: Fields,
    pub(super) store: StoreReader,
    /// Index into `documents` of each passage.
    pub(super) document_of: Vec<u32>,
    /// Ids of the documents, sorted.
    pub(super) documents: Vec<Box<str>>,
    /// Tokens of each document's text.
    pub(super) document_tokens: Vec<u32>,
    /// 4-grams of each document's passages.
    pub(super) document_grams: Vec<u32>,
    /// Of each passage; empty in a large knowledge base.
    vectors: Vec<QuantisedVector>,
    /// Of each document; empty if the knowledge base has no vectors.
    leads: Vec<QuantisedVector>,
    languages: Vec<String>,
}

/// All segments of a release, searched together.
pub struct KnowledgeIndex {
    pub(super) segments: Vec<OpenSegment>,
    pub(super) lengths: Lengths,
    languages: Vec<String>,
    /// That a question is worth.
    pub(super) threads: usize,
}

/// Lengths over all segments, so that scores don't depend on how passages are spread.
pub(super) struct Lengths {
    /// BM25's length norm by a passage's coded length, of each field.
    body: Box<[f32; 256]>,
    heading: Box<[f32; 256]>,
    title: Box<[f32; 256]>,
    grams: Box<[f32; 256]>,
    /// Of an average document.
    pub(super) average_document_tokens: f32,
    pub(super) average_document_grams: f32,
}

impl Lengths {
    fn of(segments: &[OpenSegment]) -> Self {
        let documents = segments.iter().map(|segment| segment.documents.len()).sum::<usize>().max(1) as f32;
        let passages = segments.iter().map(|segment| u64::from(segment.passages)).sum::<u64>().max(1) as f32;
        let average = |tokens: fn(&OpenSegment) -> &Vec<u32>| {
            let sum: u64 = segments.iter().flat_map(tokens).map(|one| u64::from(*one)).sum();
            sum as f32 / documents
        };
        Self {
            body: norms(segments, passages, |segment| &segment.body),
            heading: norms(segments, passages, |segment| &segment.heading),
            title: norms(segments, documents, |segment| &segment.title),
            grams: norms(segments, passages, |segment| &segment.grams),
            average_document_tokens: average(|segment| &segment.document_tokens),
            average_document_grams: average(|segment| &segment.document_grams),
        }
    }
}

/// The norms of a field that `holders` passages, or documents, have.
fn norms(segments: &[OpenSegment], holders: f32, field: fn(&OpenSegment) -> &OpenField) -> Box<[f32; 256]> {
    let tokens: u64 = segments.iter().map(|segment| field(segment).postings.total_num_tokens()).sum();
    let average = tokens as f32 / holders;
    let mut norms = Box::new([0.0; 256]);
    for (code, norm) in (0..=u8::MAX).zip(norms.iter_mut()) {
        *norm = length_norm(FieldNormReader::id_to_fieldnorm(code), average);
    }
    norms
}

impl KnowledgeIndex {
    /// Opens and verifies segments, whose vectors are taken relative to `centre` if they aren't the encoder's.
    ///
    /// Errors: [`IndexError::Damaged`] names the one that has to be built again.
    pub fn open(folders: &[PathBuf], centre: Option<&Centre>) -> Result<Self, IndexError> {
        let segments = folders.iter().map(|folder| OpenSegment::open(folder, centre)).collect::<Result<Vec<_>, _>>()?;
        let mut languages: Vec<String> = segments.iter().flat_map(|segment| segment.languages.clone()).collect();
        languages.sort();
        languages.dedup();
        let passages = segments.iter().map(|segment| u64::from(segment.passages)).sum();
        Ok(Self { lengths: Lengths::of(&segments), threads: threads::worth(passages), segments, languages })
    }

    /// How many passages it holds.
    pub fn passages(&self) -> u64 {
        self.segments.iter().map(|segment| u64::from(segment.passages)).sum()
    }

    /// Whether its passages have vectors of their own.
    pub fn has_passage_vectors(&self) -> bool {
        self.segments.iter().any(|segment| !segment.vectors.is_empty())
    }

    /// Languages of its passages, sorted.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }
}

impl KnowledgeIndex {
    /// BM25's length norm by a passage's coded length.
    pub(super) fn norms(&self, field: Field) -> &[f32; 256] {
        match self.segments.first() {
            Some(first) if field == first.heading.field => &self.lengths.heading,
            Some(first) if field == first.title.field => &self.lengths.title,
            Some(first) if field == first.grams.field => &self.lengths.grams,
            Some(_) | None => &self.lengths.body,
        }
    }
}

impl std::fmt::Debug for KnowledgeIndex {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "KnowledgeIndex({} passages in {} segments)", self.passages(), self.segments.len())
    }
}

impl OpenSegment {
    fn open(folder: &Path, centre: Option<&Centre>) -> Result<Self, IndexError> {
        seal::verify(folder)?;
        let damaged = |reason: String| IndexError::Damaged { folder: folder.to_owned(), reason };
        let mut vectors =
            decode_vectors(&fs::read(&folder.join(VECTORS))?).map_err(|error| damaged(error.to_string()))?;
        if let Some(centre) = centre {
            vectors.iter_mut().for_each(|vector| *vector = centre.of_vector(vector));
        }
        let mut segment = Self::map(folder)
            .map_err(|source| IndexError::Engine { folder: folder.to_owned(), source: Box::new(source) })?
            .ok_or_else(|| damaged("it doesn't hold exactly one segment".to_owned()))?;
        let (found, passages, documents) = (vectors.len(), segment.passages as usize, segment.documents.len());
        if found == passages + documents {
            let leads = vectors.split_off(passages);
            segment.vectors = vectors;
            segment.leads = segment.by_document(leads);
        } else if found == documents {
            segment.leads = segment.by_document(vectors);
        } else if found > 0 {
            return Err(damaged(format!("it holds {found} vectors for {passages} passages of {documents} documents")));
        }
        Ok(segment)
    }

    /// Puts the vectors of documents, which come in the order of their passages, into the order of the documents.
    fn by_document(&self, vectors: Vec<QuantisedVector>) -> Vec<QuantisedVector> {
        let firsts = self.document_of.chunk_by(|left, right| left == right).filter_map(|passages| passages.first());
        let mut placed: Vec<(u32, QuantisedVector)> = firsts.copied().zip(vectors).collect();
        placed.sort_by_key(|(document, _)| *document);
        placed.into_iter().map(|(_, vector)| vector).collect()
    }

    /// The cosines of the question's vector.
    pub(super) fn cosines(&self, question: &QuantisedVector) -> Cosines {
        let all = |vectors: &[QuantisedVector]| vectors.iter().map(|vector| question.cosine(vector)).collect();
        let passages: Vec<f32> = all(&self.vectors);
        let mut greatest = vec![0.0_f32; if passages.is_empty() { 0 } else { self.documents.len() }];
        for (cosine, document) in passages.iter().zip(&self.document_of) {
            let greatest = &mut greatest[*document as usize];
            *greatest = greatest.max(*cosine);
        }
        Cosines { passages, greatest, leads: all(&self.leads) }
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
        let grams = OpenField::open(&reader, fields.grams)?;
        Ok(Some(Self {
            folder: folder.to_owned(),
            passages: reader.max_doc(),
            document_tokens: body.by_document(&document_of, documents.len()),
            document_grams: grams.by_document(&document_of, documents.len()),
            body,
            grams,
            heading: OpenField::open(&reader, fields.heading)?,
            title: OpenField::open(&reader, fields.title)?,
            // Without the block cache, which is behind a lock; a question reads few blocks.
            store: reader.get_store_reader(0)?,
            languages: read_terms(&reader, fields.language)?,
            fields,
            document_of,
            documents,
            vectors: Vec::new(),
            leads: Vec::new(),
        }))
    }

    /// What an occurrence in a field tells.
    pub(super) fn place(&self, field: Field) -> Place {
        if field == self.heading.field {
            Place::Heading
        } else if field == self.title.field {
            Place::Title
        } else {
            Place::Text
        }
    }

    pub(super) fn field(&self, field: Field) -> &OpenField {
        if field == self.heading.field {
            &self.heading
        } else if field == self.title.field {
            &self.title
        } else if field == self.grams.field {
            &self.grams
        } else {
            &self.body
        }
    }
}

impl OpenField {
    fn open(reader: &SegmentReader, field: Field) -> Result<Self, TantivyError> {
        let norms = reader.get_fieldnorms_reader(field)?;
        Ok(Self { field, postings: reader.inverted_index(field)?, norms })
    }

    /// Tokens by document.
    fn by_document(&self, document_of: &[u32], documents: usize) -> Vec<u32> {
        let mut sums = vec![0; documents];
        for (passage, document) in (0..).zip(document_of) {
            if let Some(sum) = sums.get_mut(*document as usize) {
                *sum += self.norms.fieldnorm(passage);
            }
        }
        sums
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
