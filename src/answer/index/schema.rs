//! The fields of a segment. Texts are handed over as stems or 4-grams joined by spaces: the analysis is ours, the library splits at white space.

use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer};

use crate::answer::analysis::{self, Keep};

const STEMS: &str = "stems";

/// The name of the fast field with the document's id.
pub(super) const DOCUMENT: &str = "document";

/// Field handles.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// Stems of the text.
    pub(super) body: Field,
    /// Stems of the title and the headings.
    pub(super) heading: Field,
    /// Stems of the title, with the document's first passage alone.
    pub(super) title: Field,
    /// Character 4-grams of title, headings and text.
    pub(super) grams: Field,
    /// The document's id.
    pub(super) document: Field,
    /// The passage's language.
    pub(super) language: Field,
    /// The passage as JSON.
    pub(super) passage: Field,
}

/// The schema and its handles.
pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer(STEMS).set_index_option(IndexRecordOption::WithFreqs);
    let stems = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        body: builder.add_text_field("body", stems.clone()),
        heading: builder.add_text_field("heading", stems.clone()),
        title: builder.add_text_field("title", stems.clone()),
        grams: builder.add_text_field("grams", stems),
        document: builder.add_text_field(DOCUMENT, FAST),
        language: builder.add_text_field("language", STRING),
        passage: builder.add_bytes_field("passage", STORED),
    };
    (builder.build(), fields)
}

/// The tokenizers that the schema names.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(STEMS, TextAnalyzer::builder(WhitespaceTokenizer::default()).build());
    manager
}

/// Content stems of a text, joined by spaces, appended to `out`.
pub(super) fn push_stems(out: &mut String, text: &str, language: &str) {
    analysis::for_each_stem_and_joined(text, language, Keep::Content, |stem| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(stem);
    });
}

/// Character 4-grams of a text, joined by spaces, appended to `out`.
pub(super) fn push_grams(out: &mut String, text: &str) {
    let joined = analysis::joined(text).into_iter().flat_map(|(one, other)| analysis::words(&format!("{one}{other}")));
    for word in analysis::words(text).into_iter().chain(joined) {
        analysis::for_each_gram(&word, |gram| {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(gram);
        });
    }
}
