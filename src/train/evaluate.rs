//! What a bundle is worth: thresholds from the owner's phrasings, and the bot's own tests.

use crate::answer::calibrate::calibrate;
use crate::answer::matcher::Matcher;
use crate::answer::release::{ENGINE_VERSION, Model, PASSAGE_MILLIONTHS, Qa, TestItem};
use crate::answer::testing;
use crate::base::event::TestSummary;
use crate::bundle::Layout;
use crate::config::bot::BotConfig;
use crate::train::local::{index_error, local_engine};
use crate::train::trained::{Evaluation, Trained, TrainedError};

/// The model of these Q&As, and what fitting it showed.
pub(super) fn fit(config: &BotConfig, languages: &[String], qas: &[Qa]) -> (Model, Evaluation) {
    let calibration = calibrate(&Matcher::new(qas), qas, config.answers.strictness);
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
    };
    let evaluation = Evaluation {
        asked: calibration.asked,
        right: calibration.right,
        answer_millionths: model.answer_millionths,
        choice_millionths: model.choice_millionths,
        passage_millionths: model.passage_millionths,
        tests: None,
    };
    (model, evaluation)
}

/// The bot's tests as they travel.
pub(super) fn test_items(config: &BotConfig) -> Vec<TestItem> {
    let item = |test: &crate::config::bot::TestCase| TestItem {
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
) -> Result<Option<TestSummary>, TrainedError> {
    if tests.is_empty() {
        return Ok(None);
    }
    let engine = local_engine(layout, trained)?;
    testing::run_tests(&engine, tests).map(Some).map_err(index_error)
}
