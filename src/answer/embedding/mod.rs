//! A model behind an endpoint in place of the encoder: what a release keeps of it, and how its vectors become comparable.
//!
//! Other models' cosines lie between 0.6 and 0.9 for anything, where the encoder's lie around 0. So each vector, of a question too, is
//! taken relative to the mean of the bot's texts; and what a cosine counts as evidence is fitted to what questions of no bot's field reach.

mod strangers;

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::answer::arithmetic::from_millionths;
use crate::answer::encoder::{DIMENSIONS, QuantisedVector};

pub use strangers::strangers;

/// The most dimensions that a model may have.
pub const MOST_DIMENSIONS: usize = 8_192;
/// What a question of another field reaches with the encoder, and seldom more.
const STRANGE_COSINE: f64 = 0.36;
/// So many of the greatest cosines are averaged: a bot may well have something on one of the questions.
const GREATEST: usize = 2;
/// Bounds of the fitted factor: a handful of texts must not make it absurd.
const FACTORS: (f64, f64) = (0.3, 1.5);

/// Which model of which endpoint gives the vectors.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EmbeddingModel {
    /// The endpoint's name in host.toml.
    pub endpoint: String,
    /// Which of its models.
    pub model: String,
    /// Put before what is asked, phrasings of Q&As included, if the model wants that.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub query_prefix: String,
    /// Put before passages.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub document_prefix: String,
}

/// What training found out about a model. In blob `model`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embeddings {
    /// The model.
    #[serde(flatten)]
    pub model: EmbeddingModel,
    /// The mean of the vectors of the bot's texts, in millionths; as many as the model has dimensions.
    pub mean_millionths: Vec<i64>,
    /// What a cosine counts in comparison with the encoder's, millionths.
    pub factor_millionths: i64,
    /// The vector of [`PROBE`], by which another model behind the same name is told.
    pub probe_millionths: Vec<i64>,
}

/// The text whose vector tells a model.
pub const PROBE: &str = "When are you open, and what does it cost to get in?";
/// Two vectors of [`PROBE`] by the same model are at least as alike, also where sums depend on the machine.
const SAME: f32 = 0.98;

/// The vector of [`PROBE`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe(Vec<i64>);

impl Probe {
    /// Asks a model. Errors: [`EmbedError`].
    pub fn of(embedder: &dyn Embedder, model: &EmbeddingModel) -> Result<Self, EmbedError> {
        let vectors = embedder.embed(model, &[PROBE.to_owned()])?;
        let dimensions = vectors.first().map_or(0, Vec::len);
        let vectors = checked(vectors, 1, None)?;
        let values = vectors.iter().flat_map(QuantisedVector::values).take(dimensions);
        Ok(Self(values.map(|value| (f64::from(value) * 1e6).round() as i64).collect()))
    }

    /// How many dimensions the model has.
    pub fn dimensions(&self) -> usize {
        self.0.len()
    }

    /// Whether both are of the same model. Errors: what tells them apart.
    pub fn same(&self, now: &Probe) -> Result<(), EmbedError> {
        if self.dimensions() != now.dimensions() {
            return Err(EmbedError(format!(
                "the endpoint gives vectors of {} dimensions, not of {} as before",
                now.dimensions(),
                self.dimensions()
            )));
        }
        let [before, now] = [self, now].map(|probe| {
            let values: Vec<f32> = probe.0.iter().map(|value| from_millionths(*value) as f32).collect();
            QuantisedVector::of_direction(&values).unwrap_or_default()
        });
        if before.cosine(&now) < SAME {
            return Err(EmbedError("the endpoint gives other vectors than before: its model was changed".to_owned()));
        }
        Ok(())
    }
}

impl Embeddings {
    /// Whether the endpoint still has the model that the release was trained with. Errors: why not, or that it can't be asked.
    pub fn check(&self, embedder: &dyn Embedder) -> Result<(), EmbedError> {
        self.probe().same(&Probe::of(embedder, &self.model)?)
    }

    /// The vector of [`PROBE`] when it was trained.
    pub fn probe(&self) -> Probe {
        Probe(self.probe_millionths.clone())
    }
}

/// A model that gave no vectors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EmbedError(pub String);

/// Turns texts into vectors by a model behind an endpoint.
pub trait Embedder: Debug + Send + Sync {
    /// The vectors of the texts, in their order. Errors: one sentence; none then, of any text.
    fn embed(&self, model: &EmbeddingModel, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError>;
}

/// What a model made of the texts that one message may be read as: it is asked once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Embedded {
    vectors: HashMap<String, QuantisedVector>,
    /// Why there are none.
    pub failure: Option<EmbedError>,
}

impl Embedded {
    /// Whether there is no more to be had of these texts.
    pub fn covers(&self, texts: &[String]) -> bool {
        self.failure.is_some() || texts.iter().all(|text| self.vectors.contains_key(text))
    }

    /// The vector of a text; one without blocks if it isn't known.
    pub fn vector(&self, text: &str) -> QuantisedVector {
        self.vectors.get(text).cloned().unwrap_or_default()
    }
}

/// A model as an engine asks it.
#[derive(Debug, Clone)]
pub struct Asker {
    model: EmbeddingModel,
    centre: Centre,
    embedder: Option<Arc<dyn Embedder>>,
}

impl Asker {
    /// Without an embedder, no text has a vector.
    pub fn new(embeddings: &Embeddings, embedder: Option<Arc<dyn Embedder>>) -> Self {
        Self { model: embeddings.model.clone(), centre: Centre::of(embeddings), embedder }
    }

    /// Asks for the vectors of questions, relative to the centre.
    pub fn ask(&self, texts: Vec<String>) -> Embedded {
        match self.vectors(&texts) {
            Ok(vectors) => Embedded { vectors: texts.into_iter().zip(vectors).collect(), failure: None },
            Err(failure) => Embedded { vectors: HashMap::new(), failure: Some(failure) },
        }
    }

    fn vectors(&self, texts: &[String]) -> Result<Vec<QuantisedVector>, EmbedError> {
        let Some(embedder) = &self.embedder else {
            return Err(EmbedError(format!("the endpoint `{}` isn't set up here", self.model.endpoint)));
        };
        let prefixed: Vec<String> = texts.iter().map(|text| format!("{}{text}", self.model.query_prefix)).collect();
        let vectors = embedder.embed(&self.model, &prefixed)?;
        let vectors = checked(vectors, texts.len(), Some(self.centre.mean.len()))?;
        Ok(vectors.iter().map(|vector| self.centre.of_vector(vector)).collect())
    }
}

/// Vectors as they came, as they are stored. Errors: not as many as texts, not of these dimensions, or no direction.
pub fn checked(
    vectors: Vec<Vec<f32>>,
    texts: usize,
    dimensions: Option<usize>,
) -> Result<Vec<QuantisedVector>, EmbedError> {
    if vectors.len() != texts {
        return Err(EmbedError(format!("the endpoint gives {} vectors for {texts} texts", vectors.len())));
    }
    let dimensions = dimensions.or(vectors.first().map(Vec::len)).unwrap_or_default();
    let check = |vector: Vec<f32>| {
        if vector.len() != dimensions {
            let found = vector.len();
            return Err(EmbedError(format!("the endpoint gives vectors of {found} dimensions, not of {dimensions}")));
        }
        if dimensions == 0 || dimensions > MOST_DIMENSIONS {
            return Err(EmbedError(format!(
                "the endpoint gives vectors of {dimensions} dimensions, 1 to {MOST_DIMENSIONS} can be used"
            )));
        }
        QuantisedVector::of_direction(&vector)
            .ok_or_else(|| EmbedError("the endpoint gives a vector without direction (zeros, or NaN)".to_owned()))
    };
    vectors.into_iter().map(check).collect()
}

/// The mean of a bot's texts, which vectors are taken relative to.
#[derive(Debug, Clone, PartialEq)]
pub struct Centre {
    mean: Vec<f32>,
}

impl Centre {
    /// That of a release.
    pub fn of(embeddings: &Embeddings) -> Self {
        Self { mean: embeddings.mean_millionths.iter().map(|value| from_millionths(*value) as f32).collect() }
    }

    /// The direction from the mean. A vector that is the mean, or has none of its dimensions, is as if it weren't known.
    pub fn of_vector(&self, vector: &QuantisedVector) -> QuantisedVector {
        if vector.blocks.len() != self.mean.len().div_ceil(DIMENSIONS) {
            return QuantisedVector::default();
        }
        let from: Vec<f32> = vector.values().zip(&self.mean).map(|(value, mean)| value - mean).collect();
        QuantisedVector::of_direction(&from).unwrap_or_default()
    }
}

/// Learns a model's mean, text by text in a fixed order.
#[derive(Debug, Default)]
pub struct Learner {
    sums: Vec<f64>,
    count: usize,
}

impl Learner {
    /// Takes in the vector of a text.
    pub fn add(&mut self, vector: &QuantisedVector) {
        self.sums.resize(self.sums.len().max(vector.blocks.len() * DIMENSIONS), 0.0);
        self.sums.iter_mut().zip(vector.values()).for_each(|(sum, value)| *sum += f64::from(value));
        self.count += 1;
    }

    /// What was learned of a model. What its cosines count is left open.
    pub fn learned(self, model: EmbeddingModel, probe: &Probe) -> Embeddings {
        let count = self.count.max(1) as f64;
        let mut mean: Vec<i64> = self.sums.iter().map(|sum| (sum / count * 1e6).round() as i64).collect();
        mean.resize(probe.dimensions(), 0);
        if self.count < 2 {
            // A single text is its own mean, and would have no direction from it.
            mean.fill(0);
        }
        Embeddings { model, mean_millionths: mean, factor_millionths: 1_000_000, probe_millionths: probe.0.clone() }
    }
}

/// Learns what cosines count, from the greatest that questions of another field reach with a bot's texts.
#[derive(Debug)]
pub struct Scale {
    centre: Centre,
    strangers: Vec<QuantisedVector>,
    greatest: Vec<f32>,
}

impl Scale {
    /// `strangers` are the vectors of such questions, as they came.
    pub fn new(embeddings: &Embeddings, strangers: &[QuantisedVector]) -> Self {
        let centre = Centre::of(embeddings);
        let strangers: Vec<_> = strangers.iter().map(|vector| centre.of_vector(vector)).collect();
        Self { centre, greatest: vec![0.0; strangers.len()], strangers }
    }

    /// Takes in the vector of a text that answers.
    pub fn add(&mut self, vector: &QuantisedVector) {
        let vector = self.centre.of_vector(vector);
        for (stranger, greatest) in self.strangers.iter().zip(&mut self.greatest) {
            *greatest = greatest.max(stranger.cosine(&vector));
        }
    }

    /// What a cosine counts in comparison with the encoder's, millionths.
    pub fn factor_millionths(mut self) -> i64 {
        self.greatest.sort_by(|left, right| right.total_cmp(left));
        let greatest: Vec<f64> = self.greatest.into_iter().take(GREATEST).map(f64::from).collect();
        let reached = greatest.iter().sum::<f64>() / greatest.len().max(1) as f64;
        if greatest.is_empty() {
            return 1_000_000;
        }
        ((STRANGE_COSINE / reached.max(f64::EPSILON)).clamp(FACTORS.0, FACTORS.1) * 1e6).round() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> EmbeddingModel {
        EmbeddingModel {
            endpoint: "local".to_owned(),
            model: "tiny".to_owned(),
            query_prefix: "query: ".to_owned(),
            document_prefix: String::new(),
        }
    }

    /// Directions around one that all texts share, as many models have them.
    fn narrow(text: usize) -> Vec<f32> {
        let mut values = vec![1.0_f32; 700];
        values.iter_mut().enumerate().for_each(|(at, value)| *value += 0.3 * ((at * (text + 7)) as f32).sin());
        values
    }

    #[test]
    fn vectors_that_all_point_one_way_are_told_apart_by_their_mean() {
        let vectors = checked((0..60).map(narrow).collect(), 60, None).expect("good vectors");
        let mut learner = Learner::default();
        vectors.iter().for_each(|vector| learner.add(vector));
        let embeddings = learner.learned(model(), &Probe(vec![1; 700]));
        assert!(vectors[0].cosine(&vectors[30]) > 0.9);
        let centre = Centre::of(&embeddings);
        let [one, other] = [0, 30].map(|at| centre.of_vector(&vectors[at]));
        assert!(one.cosine(&other).abs() < 0.2 && (one.cosine(&one) - 1.0).abs() < 0.01, "{}", one.cosine(&other));
        // The nearer strangers come to the texts, the less a cosine counts.
        let factor = |strangers: &[QuantisedVector]| {
            let mut scale = Scale::new(&embeddings, strangers);
            vectors.iter().for_each(|vector| scale.add(vector));
            scale.factor_millionths()
        };
        let own = factor(&vectors[..3]);
        assert!((355_000..365_000).contains(&own), "{own}: a text is as near to itself as can be");
        assert_eq!(factor(&[]), 1_000_000);
        let far = checked((100..103).map(narrow).collect(), 3, None).expect("good vectors");
        assert!(factor(&far) > 360_000, "{}", factor(&far));
    }

    #[test]
    fn what_an_endpoint_may_not_give_is_refused() {
        let good = vec![0.6_f32, 0.8];
        let cases = [
            (vec![good.clone()], None, "1 vectors for 2 texts"),
            (vec![good.clone(), vec![1.0]], None, "1 dimensions, not of 2"),
            (vec![good.clone(), good.clone()], Some(3), "2 dimensions, not of 3"),
            (vec![good.clone(), vec![f32::NAN, 1.0]], None, "without direction"),
            (vec![Vec::new(), Vec::new()], None, "0 dimensions"),
        ];
        for (vectors, dimensions, reason) in cases {
            let error = checked(vectors, 2, dimensions).expect_err(reason);
            assert!(error.0.contains(reason), "{error}");
        }
        let huge = vec![vec![1.0; MOST_DIMENSIONS + 1]];
        assert!(checked(huge, 1, None).is_err());
        assert_eq!(checked(vec![good.clone(), good], 2, Some(2)).map(|vectors| vectors.len()), Ok(2));
    }

    #[derive(Debug)]
    struct Fixed(Result<Vec<Vec<f32>>, EmbedError>);

    impl Embedder for Fixed {
        fn embed(&self, _: &EmbeddingModel, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
            assert!(texts.iter().all(|text| text.starts_with("query: ")), "{texts:?}");
            self.0.clone()
        }
    }

    #[test]
    fn a_model_that_fails_leaves_texts_without_vectors_and_says_why() {
        let embeddings = Embeddings {
            model: model(),
            mean_millionths: vec![0, 100_000],
            factor_millionths: 1_000_000,
            probe_millionths: vec![1_000_000, 0],
        };
        let asked = |answer: Option<Result<Vec<Vec<f32>>, EmbedError>>| {
            let embedder = answer.map(|answer| Arc::new(Fixed(answer)) as Arc<dyn Embedder>);
            Asker::new(&embeddings, embedder).ask(vec!["a".to_owned()])
        };
        let good = asked(Some(Ok(vec![vec![1.0, 0.0]])));
        assert_eq!((good.failure.clone(), good.vector("a").blocks.len()), (None, 1));
        assert_eq!(good.vector("b").cosine(&good.vector("a")), 0.0);
        for (answer, reason) in [
            (None, "`local` isn't set up here"),
            (Some(Err(EmbedError("it is slow".to_owned()))), "it is slow"),
            (Some(Ok(vec![vec![1.0]])), "1 dimensions"),
        ] {
            let failed = asked(answer);
            assert!(failed.failure.as_ref().is_some_and(|error| error.0.contains(reason)), "{failed:?}");
            assert!(failed.vector("a").blocks.is_empty());
        }
    }
}
