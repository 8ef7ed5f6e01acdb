//! Gathers what the checklist looks at: the bundle, the folder, the plan.

use std::time::Instant;

use crate::base::clock::Clock;
use crate::base::event::milliseconds;
use crate::bundle::{LayoutError, Source};
use crate::checklist::facts::{
    BundleState, CheckInputs, ContentFacts, GatheringTimes, HostProblem, MissingTopic, PlanFacts, TrainingFacts,
};
use crate::checklist::run::{Checklist, run};
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::endpoints;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::config::avatar;
use crate::content::documents::{self, DocumentList};
use crate::content::extract::{Extractor, Limits};
use crate::content::survey::TopicAnswer;
use crate::content::{qa, survey};
use crate::train::{Trained, TrainedError, TrainingState, load_trained, training_state};

/// What the folder and its bundle say.
#[derive(Debug)]
pub struct Local {
    training: TrainingFacts,
    content: ContentFacts,
    training_ms: u64,
}

impl Local {
    /// Reads Q&As, survey and the bundle. Errors: a Q&A or survey file that can't be read.
    pub fn gather(context: &Context, bot: &Bot) -> Result<Self, Failure> {
        let started = Instant::now();
        let trained = load_trained(&bot.layout)?;
        let training = training(bot, trained.as_ref())?;
        let extractor = Extractor::new(context.program()?, Limits::default());
        let content = content(bot, trained.as_ref(), &extractor)?;
        Ok(Self { training, content, training_ms: milliseconds(started.elapsed()) })
    }

    /// Whether there is a bundle here at all.
    pub fn is_trained_ever(&self) -> bool {
        self.training.state != BundleState::NeverTrained
    }

    /// Whether the bundle is of exactly these sources.
    pub fn is_current(&self) -> bool {
        self.training.state == BundleState::Trained
    }

    /// Why the bundle is stale, if it is.
    pub fn stale_reasons(&self) -> Option<&[String]> {
        match &self.training.state {
            BundleState::Stale { reasons } => Some(reasons),
            BundleState::NeverTrained | BundleState::Trained => None,
        }
    }

    /// Bytes of the documents.
    pub fn document_bytes(&self) -> u64 {
        self.content.document_bytes
    }

    /// The checklist with what the host says of the plan; `None`: it isn't asked.
    pub fn checklist(
        &self,
        bot: &Bot,
        plan: Option<Result<&PlanFacts, &HostProblem>>,
        strict: bool,
        clock: &Clock,
    ) -> Checklist {
        let started = Instant::now();
        let avatar = avatar::read(bot.config()).err();
        let times = GatheringTimes {
            training_ms: self.training_ms,
            plan_ms: 0,
            configuration_ms: milliseconds(started.elapsed()),
        };
        run(&CheckInputs {
            config: bot.config(),
            settings: &bot.loaded.origins,
            avatar: avatar.as_ref(),
            training: &self.training,
            content: &self.content,
            plan,
            local_host: bot.config().host.is_none(),
            strict,
            now: clock.now(),
            times,
        })
    }
}

fn training(bot: &Bot, trained: Option<&Trained>) -> Result<TrainingFacts, Failure> {
    let state = match training_state(bot.config())? {
        TrainingState::NotTrained => BundleState::NeverTrained,
        TrainingState::Stale { reasons, .. } => BundleState::Stale { reasons },
        TrainingState::Trained { .. } => BundleState::Trained,
    };
    Ok(TrainingFacts {
        state,
        trained_at: trained.map(|trained| trained.trained_at),
        digest: trained.map(Trained::digest).transpose().map_err(TrainedError::from)?,
        passages: trained.map(|trained| trained.counts.passages),
    })
}

fn content(bot: &Bot, trained: Option<&Trained>, extractor: &Extractor) -> Result<ContentFacts, Failure> {
    let config = bot.config();
    let language = config.bot.default_language().0;
    let qas = qa::read(&config.folder, &config.qa_files, &language, extractor);
    let survey = survey::read(&config.folder, &config.survey_file);
    let errors: Vec<_> =
        qas.diagnostics.iter().chain(&survey.diagnostics).filter(|found| found.is_error()).cloned().collect();
    if !errors.is_empty() {
        return Err(Failure::of(Exit::Config, errors));
    }
    let (documents, document_bytes, unreadable) = match trained {
        Some(trained) => (trained.counts.documents, document_bytes(bot, trained)?, trained.left_out.clone()),
        // Nothing was read yet; what is there can be told all the same.
        None => {
            let found = if config.features.knowledge { documents::list(config) } else { DocumentList::default() };
            let bytes = found.documents.iter().map(|document| document.size).sum();
            (found.documents.len() as u64, bytes, found.diagnostics)
        }
    };
    let missing_topics = survey.topics.iter().filter(|topic| !topic.is_complete());
    Ok(ContentFacts {
        documents,
        document_bytes,
        unreadable,
        active_qas: qas.items.iter().filter(|item| item.active).count() as u64,
        inactive_qas: qas.items.iter().filter(|item| !item.active).map(|item| item.place.clone()).collect(),
        topics_answered: survey.topics.iter().filter(|topic| topic.is_complete()).count() as u64,
        topics_with_text: survey.topics.iter().filter(|topic| matches!(topic.answer, TopicAnswer::Answered(_))).count()
            as u64,
        topics: survey.topics.len() as u64,
        missing_topics: missing_topics
            .map(|topic| MissingTopic {
                topic: format!("{}.{}", topic.category, topic.topic),
                place: topic.place.clone(),
            })
            .collect(),
    })
}

/// Bytes of the documents that the bundle was made from.
fn document_bytes(bot: &Bot, trained: &Trained) -> Result<u64, Failure> {
    let Some(blob) = trained.knowledge.blobs.get("sources") else { return Ok(0) };
    let bytes = bot.layout.read_blob(&blob.digest)?;
    let sources: Vec<Source> = serde_json::from_slice(&bytes).map_err(|error| {
        let reason = error.to_string();
        Failure::from(TrainedError::Blob { name: "sources".to_owned(), reason })
    })?;
    Ok(sources.iter().filter(|source| source.path != bot.config().survey_file).map(|source| source.size).sum())
}

impl From<TrainedError> for Failure {
    fn from(error: TrainedError) -> Self {
        if let TrainedError::Embeddings(error) = &error {
            return endpoints::no_vectors(error);
        }
        let finding = crate::base::diagnostic::Diagnostic::error("TRN009", error.to_string())
            .because("What is live is not touched by this.")
            .try_when("botctl train", "makes the bundle anew")
            .try_when("rm -r .botctl && botctl train", "if it stays: nothing in there is needed");
        Self::new(Exit::Unexpected, finding)
    }
}

impl From<LayoutError> for Failure {
    fn from(error: LayoutError) -> Self {
        TrainedError::from(error).into()
    }
}
