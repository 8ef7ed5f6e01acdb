//! What turns the bot's texts into vectors: the encoder, or a model behind an endpoint.

use std::sync::{Arc, OnceLock};

use crate::answer::embedding::{
    EmbedError, Embedder, EmbeddingModel, Embeddings, Learner, Probe, Scale, checked, strangers,
};
use crate::answer::encoder::{Bulk, Encoder, QuantisedVector};
use crate::config::bot::EmbeddingSettings;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// A question or a phrasing of one.
    Query,
    /// A passage, or what a document begins with.
    Document,
}

/// What turns texts into vectors.
pub(super) enum Encoding {
    /// The encoder; loaded by the first text that has no vector yet.
    Encoder(OnceLock<Bulk<'static>>),
    /// A model behind an endpoint.
    Endpoint {
        /// The model.
        model: EmbeddingModel,
        /// What it makes of the probe now.
        probe: Probe,
        /// What asks it.
        embedder: Arc<dyn Embedder>,
    },
}

/// Which model vectors are of; none: the encoder.
pub(super) type Origin = Option<(EmbeddingModel, Probe)>;

impl Encoding {
    /// What bot.toml wants; a model behind an endpoint is asked whether it is there. Errors: it isn't.
    pub(super) fn open(
        settings: Option<&EmbeddingSettings>,
        embedder: Option<&Arc<dyn Embedder>>,
    ) -> Result<Self, EmbedError> {
        let Some(settings) = settings else { return Ok(Self::Encoder(OnceLock::new())) };
        let model = EmbeddingModel {
            endpoint: settings.endpoint.clone(),
            model: settings.model.clone(),
            query_prefix: settings.query_prefix.clone(),
            document_prefix: settings.document_prefix.clone(),
        };
        let embedder =
            embedder.ok_or_else(|| EmbedError(format!("the endpoint `{}` isn't set up here", model.endpoint)))?;
        let probe = Probe::of(embedder.as_ref(), &model)?;
        Ok(Self::Endpoint { model, probe, embedder: Arc::clone(embedder) })
    }

    /// Which model its vectors are of.
    pub(super) fn origin(&self) -> Origin {
        match self {
            Self::Encoder(_) => None,
            Self::Endpoint { model, probe, .. } => Some((model.clone(), probe.clone())),
        }
    }

    /// Whether vectors of that origin can stand beside its own.
    pub(super) fn continues(&self, origin: &Origin) -> bool {
        match (self, origin) {
            (Self::Encoder(_), None) => true,
            (Self::Endpoint { model, probe, .. }, Some((other, before))) => {
                model == other && before.same(probe).is_ok()
            }
            (Self::Encoder(_), Some(_)) | (Self::Endpoint { .. }, None) => false,
        }
    }

    /// The vectors of texts, in their order. Errors: the endpoint gives none, or others than it should.
    pub(super) fn encode(&self, texts: &[&str], side: Side) -> Result<Vec<QuantisedVector>, EmbedError> {
        match self {
            Self::Encoder(bulk) => {
                let bulk = bulk.get_or_init(|| Encoder::shared().bulk());
                Ok(bulk.encode(texts).iter().map(|vector| vector.quantised()).collect())
            }
            Self::Endpoint { model, probe, embedder } => {
                let prefix = match side {
                    Side::Query => &model.query_prefix,
                    Side::Document => &model.document_prefix,
                };
                let texts: Vec<String> = texts.iter().map(|text| format!("{prefix}{text}")).collect();
                checked(embedder.embed(model, &texts)?, texts.len(), Some(probe.dimensions()))
            }
        }
    }

    /// What asks the model, for an engine of these vectors.
    pub(super) fn embedder(&self) -> Option<Arc<dyn Embedder>> {
        match self {
            Self::Encoder(_) => None,
            Self::Endpoint { embedder, .. } => Some(Arc::clone(embedder)),
        }
    }

    /// What a release keeps of the model, from the vectors of passages, which `each` hands on in order, and of phrasings; none for the
    /// encoder, which needs none of it.
    pub(super) fn learned<E: From<EmbedError>>(
        &self,
        languages: &[String],
        each: impl Fn(&mut dyn FnMut(&QuantisedVector)) -> Result<(), E>,
        phrasings: &[QuantisedVector],
    ) -> Result<Option<Embeddings>, E> {
        let Self::Endpoint { model, probe, .. } = self else { return Ok(None) };
        let mut learner = Learner::default();
        each(&mut |vector| learner.add(vector))?;
        phrasings.iter().for_each(|vector| learner.add(vector));
        let learned = learner.learned(model.clone(), probe);
        let strangers = strangers(languages);
        let strangers = self.encode(&strangers.iter().map(String::as_str).collect::<Vec<_>>(), Side::Query)?;
        let mut scale = Scale::new(&learned, &strangers);
        each(&mut |vector| scale.add(vector))?;
        Ok(Some(Embeddings { factor_millionths: scale.factor_millionths(), ..learned }))
    }
}
