//! What a bundle is worth: thresholds from the owner's phrasings, and the bot's own tests.

use std::sync::Arc;

use crate::answer::calibrate::calibrate;
use crate::answer::embedding::{Centre, EmbedError, Embedder, Embeddings};
use crate::answer::encoder::{Encoder, QuantisedVector};
use crate::answer::matcher::{self, KnownVectors, Matcher, Trials};
use crate::answer::release::{ENGINE_VERSION, MATCHER, Model, PASSAGE_MILLIONTHS, Qa, TestItem};
use crate::answer::small_talk::starter;
use crate::answer::testing;
use crate::base::event::TestSummary;
use crate::bundle::Layout;
use crate::config::bot::BotConfig;
use crate::train::encoding::{Encoding, Side};
use crate::train::local::{index_error, local_engine};
use crate::train::trained::{Evaluation, Trained, TrainedError, load_trained, read_blob, read_json};

/// What is fitted to the Q&As.
pub(super) struct Fit {
    pub(super) model: Model,
    /// Blob `matcher`.
    pub(super) matcher: Vec<u8>,
    pub(super) evaluation: Evaluation,
    /// What leaving phrasings out showed.
    pub(super) trials: Trials,
}

/// Fits the matcher and the thresholds to Q&As with the vectors of their phrasings, and says how well that went.
pub(super) fn fit(
    config: &BotConfig,
    languages: &[String],
    (qas, vectors): (&[Qa], Vec<QuantisedVector>),
    embeddings: Option<Embeddings>,
) -> Fit {
    let (matcher, trials) = Matcher::fit(qas, vectors, embeddings.as_ref().map(Centre::of).as_ref());
    let calibration = calibrate(&trials, qas, config.answers.strictness);
    let minimum = config.answers.minimum_score.map(|percent| i64::from(percent) * 10_000);
    let model = Model {
        engine: ENGINE_VERSION,
        languages: languages.to_vec(),
        answer_millionths: calibration.answer_millionths,
        choice_millionths: calibration.choice_millionths,
        passage_millionths: minimum.unwrap_or(PASSAGE_MILLIONTHS),
        choices: config.answers.choices,
        use_qa: config.features.qa,
        use_knowledge: config.features.knowledge || config.features.survey,
        small_talk: if config.features.small_talk { starter(languages) } else { Vec::new() },
        embeddings,
    };
    let evaluation = Evaluation {
        asked: calibration.asked,
        right: calibration.right,
        answer_millionths: model.answer_millionths,
        choice_millionths: model.choice_millionths,
        passage_millionths: model.passage_millionths,
        tests: None,
    };
    Fit { model, matcher: matcher.to_bytes(), evaluation, trials }
}

/// The vectors of all phrasings in order; those of the last training are taken over. Errors: an endpoint that gives none.
pub(super) fn phrasing_vectors(
    layout: &Layout,
    qas: &[Qa],
    encoding: &Encoding,
) -> Result<Vec<QuantisedVector>, EmbedError> {
    let known = known_vectors(layout, encoding);
    if let Encoding::Encoder(_) = encoding {
        return Ok(matcher::vectors(qas, &known));
    }
    let texts: Vec<&str> = qas.iter().flat_map(Qa::phrasings).collect();
    let missing: Vec<&str> = texts.iter().filter(|text| !known.contains_key(**text)).copied().collect();
    let fresh: KnownVectors =
        missing.iter().map(|text| (*text).to_owned()).zip(encoding.encode(&missing, Side::Query)?).collect();
    let find = |text: &&str| known.get(*text).or_else(|| fresh.get(*text)).cloned().unwrap_or_default();
    Ok(texts.iter().map(find).collect())
}

/// The vectors of the last training, so that a phrasing is encoded once. None if there was none, if another engine or model made
/// them (its encoder may give others, and the bundle must not depend on what this folder saw before), or if they can't be
/// read any more.
fn known_vectors(layout: &Layout, encoding: &Encoding) -> KnownVectors {
    let read = || -> Result<KnownVectors, TrainedError> {
        let trained = load_trained(layout)?.filter(|trained| trained.engine == ENGINE_VERSION);
        let Some(trained) = trained else { return Ok(KnownVectors::new()) };
        let model: Model = read_json(layout, &trained.models, "model")?;
        if !encoding.continues(&model.embeddings.map(|known| (known.model.clone(), known.probe()))) {
            return Ok(KnownVectors::new());
        }
        let qas: Vec<Qa> = read_json(layout, &trained.qa, "qas")?;
        let fitted = read_blob(layout, &trained.models, MATCHER)?;
        let mut known = matcher::known_vectors(&qas, &fitted).unwrap_or_default();
        if let Encoding::Encoder(_) = encoding {
            // Texts of other scripts cost nothing, and earlier programs gave them vectors.
            known.retain(|text, _| Encoder::reads(text));
        }
        Ok(known)
    };
    read().unwrap_or_default()
}

/// The bot's tests as they travel.
pub(super) fn test_items(config: &BotConfig) -> Vec<TestItem> {
    let item = |test: &crate::config::bot::TestCase| TestItem {
        after: test.after.clone(),
        question: test.question.clone(),
        language: test.language.as_ref().map(|language| language.0.clone()),
        expect: test.expect.to_string(),
    };
    config.tests.iter().map(item).collect()
}

/// Asks the bot's tests of the bundle; `None` where there are none. Errors: the index can't be built here.
pub(super) fn own_tests(
    layout: &Layout,
    trained: &Trained,
    tests: &[TestItem],
    embedder: Option<Arc<dyn Embedder>>,
) -> Result<Option<TestSummary>, TrainedError> {
    if tests.is_empty() {
        return Ok(None);
    }
    let engine = local_engine(layout, trained, embedder)?;
    testing::run_tests(&engine, tests).map(Some).map_err(index_error)
}
