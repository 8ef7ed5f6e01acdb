//! A release that answers: matcher, index and thresholds together. Immutable and shared between threads; nothing is locked.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::answer::analysis;
use crate::answer::arithmetic::from_millionths;
use crate::answer::confidence::Judge;
use crate::answer::conversation::{Heard, Understood};
use crate::answer::embedding::{Asker, EmbedError, Embedded, Embedder};
use crate::answer::encoder::Encoder;
use crate::answer::index::{Hit, IndexError, KnowledgeIndex, Query, QuestionWord};
use crate::answer::language;
use crate::answer::matcher::{Asked, Match, Matcher};
use crate::answer::parts;
use crate::answer::question::{Question, Reply};
use crate::answer::release::{Model, Qa};
use crate::answer::reply::small_talk_reply;
use crate::answer::small_talk::{Said, Talker};

/// Passages that are looked at for an answer.
const CANDIDATES: usize = 5;
/// Q&As that score this share of the best one fit about as well: the visitor chooses, where choices are offered.
const TIE: f64 = 0.93;
/// How far a strong choice raises what a passage must reach to be given instead.
const CHOICE_WEIGHT: f64 = 0.5;

/// A release, ready to answer.
#[derive(Debug)]
pub struct Engine {
    pub(crate) model: Model,
    pub(crate) qas: Vec<Qa>,
    pub(crate) matcher: Matcher,
    index: Option<KnowledgeIndex>,
    talker: Talker,
    /// Instead of the encoder.
    asker: Option<Asker>,
}

/// What the engine found for a question, before it decides.
#[derive(Debug)]
pub(crate) struct Findings {
    pub(crate) language: String,
    pub(crate) words: Vec<QuestionWord>,
    /// Of each word, in the knowledge base; empty before it is asked.
    pub(crate) information: Vec<f64>,
    pub(crate) exact: Option<usize>,
    /// By tier of language: the visitor's, the default, the others.
    pub(crate) tiers: [Vec<Match>; 3],
    pub(crate) passages: Vec<(Hit, f64)>,
    /// Why nothing was looked up by meaning, where it should have been.
    pub(crate) unembedded: Option<EmbedError>,
}

/// What the engine does.
#[derive(Debug)]
pub(crate) enum Decision {
    Qa(usize, f64),
    Choices(Vec<Match>),
    Passage(usize, f64),
    Miss(f64),
}

impl Engine {
    /// Puts a release together. `qas` are the active ones in the order of the blob, which `matcher` was fitted to.
    pub fn new(model: Model, qas: Vec<Qa>, matcher: Matcher, index: Option<KnowledgeIndex>) -> Self {
        let talker = Talker::new(&model.small_talk);
        let asker = model.embeddings.as_ref().map(|embeddings| Asker::new(embeddings, None));
        Self { model, qas, matcher, index, talker, asker }
    }

    /// The same with what asks the release's model, if it has one behind an endpoint.
    #[must_use]
    pub fn with_embedder(self, embedder: Option<Arc<dyn Embedder>>) -> Self {
        let asker = self.model.embeddings.as_ref().map(|embeddings| Asker::new(embeddings, embedder));
        Self { asker, ..self }
    }

    /// Gives the index back, for an engine with other models over it.
    pub fn into_index(self) -> Option<KnowledgeIndex> {
        self.index
    }

    /// The Q&As, in order.
    pub fn qas(&self) -> &[Qa] {
        &self.qas
    }

    /// The thresholds and languages.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Answers a question. Errors: a segment of the index that can't be read any more.
    pub fn answer(&self, question: &Question) -> Result<Reply, IndexError> {
        if let Some(picked) = self.picked(question) {
            return Ok(self.qa_reply(picked, 1.0));
        }
        let understood = match self.heard(question)? {
            Heard::Picked(index) => {
                let read_as = Some(self.qas[index].question.clone());
                return Ok(Reply { read_as, ..self.qa_reply(index, 1.0) });
            }
            Heard::Asked(understood) => *understood,
        };
        let Understood { read_as, findings, decision } = understood;
        match self.small_talk(&question.text, &findings, &decision).filter(|_| read_as.is_none()) {
            Some(said) => Ok(small_talk_reply(&said)),
            None => {
                let unembedded = findings.unembedded.clone();
                Ok(Reply { read_as, unembedded, ..self.reply(&findings, decision) })
            }
        }
    }

    /// What a message is if it is small talk and the owner's Q&As have nothing better: one that answers always has, one that is offered
    /// where the visitor wants something.
    pub(crate) fn small_talk(&self, text: &str, findings: &Findings, decision: &Decision) -> Option<Said<'_>> {
        let said = self.talker.said(text, &findings.language)?;
        let answer = from_millionths(self.model.answer_millionths);
        let is_owners = match decision {
            Decision::Qa(..) => true,
            Decision::Choices(choices) => {
                said.topic.is_request() || choices.first().is_some_and(|best| best.score >= answer)
            }
            Decision::Passage(..) | Decision::Miss(_) => false,
        };
        (!is_owners).then_some(said)
    }

    fn picked(&self, question: &Question) -> Option<usize> {
        let id = question.choice.as_deref()?;
        self.qas.iter().position(|qa| qa.id == id)
    }

    /// Looks the question up among Q&As and passages; passages only if no Q&A has it word for word.
    pub(crate) fn find(&self, question: &Question) -> Result<Findings, IndexError> {
        self.find_among(question, CANDIDATES)
    }

    /// The same among so many passages.
    pub(crate) fn find_among(&self, question: &Question, passages: usize) -> Result<Findings, IndexError> {
        let language = language::of_question(&question.text, question.language.as_deref(), &self.model.languages);
        let mut findings = Findings {
            exact: None,
            tiers: [Vec::new(), Vec::new(), Vec::new()],
            information: Vec::new(),
            words: self.question_words(&question.text, &language),
            passages: Vec::new(),
            unembedded: None,
            language,
        };
        if self.model.use_qa {
            findings.exact = self.exact(&question.text, &findings.language);
        }
        if findings.exact.is_some() {
            return Ok(findings);
        }
        let (asked, unembedded) = self.asked(question);
        findings.unembedded = unembedded;
        if self.model.use_qa {
            for found in self.matcher.rank(&asked) {
                findings.tiers[self.tier(found.qa, &findings.language)].push(found);
            }
        }
        if let (true, Some(index), Some(whole)) = (self.model.use_knowledge, &self.index, asked.first()) {
            let mut spelled = analysis::content_words(&question.text, &findings.language);
            let joined = analysis::joined(&question.text).into_iter();
            spelled.extend(joined.flat_map(|(one, other)| analysis::words(&format!("{one}{other}"))));
            let query = Query { words: &findings.words, spelled: &spelled, vector: &whole.vector };
            let factor = self.model.embeddings.as_ref().map_or(1.0, |model| from_millionths(model.factor_millionths));
            let judge = Judge {
                language: &findings.language,
                factor,
                has_meaning: whole.vector.is_known() && index.has_passage_vectors(),
            };
            let found = index.search(query, passages)?;
            findings.passages =
                found.hits.into_iter().map(|hit| (judge.confidence(&hit), hit)).map(|(c, hit)| (hit, c)).collect();
            findings.information = found.information;
        }
        Ok(findings)
    }

    /// The parts of a message that are looked up among the Q&As, each as written and, if words seem misspelt, as the bot reads it; and why
    /// they have no vectors, if they have none.
    pub(crate) fn asked(&self, question: &Question) -> (Vec<Asked>, Option<EmbedError>) {
        let texts = self.texts(&question.text);
        if let Some(asker) = &self.asker {
            let known = question.embedded.clone().filter(|embedded| embedded.covers(&texts));
            let embedded = known.unwrap_or_else(|| Arc::new(asker.ask(texts.clone())));
            let asked = texts.into_iter().map(|text| Asked { vector: embedded.vector(&text), text });
            return (asked.collect(), embedded.failure.clone());
        }
        // Together: to bring the layers' weights near costs as much as to use them for one text.
        let vectors = Encoder::shared().encode_batch(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let asked = texts.into_iter().zip(vectors).map(|(text, vector)| Asked { vector: vector.quantised(), text });
        let asked: Vec<Asked> = asked.collect();
        let is_unread =
            asked.first().is_some_and(|whole| !whole.vector.is_known() && whole.text.chars().any(char::is_alphabetic));
        (asked, is_unread.then(|| EmbedError("the encoder doesn't know the script".to_owned())))
    }

    /// What of a message has a vector.
    fn texts(&self, text: &str) -> Vec<String> {
        parts::of_message(text).into_iter().map(str::to_owned).chain(self.readings(text)).collect()
    }

    /// The question with the vectors of these readings of it, where a model behind an endpoint gives them: it is asked once a message.
    pub(crate) fn embedded(&self, question: &Question, readings: &[String]) -> Option<Arc<Embedded>> {
        let asker = self.asker.as_ref().filter(|_| question.embedded.is_none())?;
        let mut texts: Vec<String> = readings.iter().flat_map(|reading| self.texts(reading)).collect();
        texts.sort_unstable();
        texts.dedup();
        Some(Arc::new(asker.ask(texts)))
    }

    /// The parts of a message in which words seem misspelt, as the bot reads them; of a long one only the sentences.
    pub(crate) fn readings(&self, text: &str) -> Vec<String> {
        let parts = parts::of_message(text);
        let long = usize::from(parts.len() > 1);
        parts.into_iter().skip(long).filter_map(|part| self.matcher.read(part)).collect()
    }

    fn exact(&self, text: &str, language: &str) -> Option<usize> {
        let same = self.matcher.exact(text).iter().map(|index| *index as usize);
        same.min_by_key(|index| (self.tier(*index, language), *index))
    }

    fn tier(&self, qa: usize, language: &str) -> usize {
        let own = self.qas[qa].language.as_str();
        if own == language {
            0
        } else if self.model.languages.first().is_some_and(|default| default == own) {
            1
        } else {
            2
        }
    }

    /// The content words, each stemmed by the question's language and by those of the passages. Parts that a hyphen joins may also stand
    /// for the whole.
    fn question_words(&self, text: &str, language: &str) -> Vec<QuestionWord> {
        let mut words: Vec<QuestionWord> = Vec::new();
        let mut seen = BTreeSet::new();
        let others = self.index.as_ref().map(KnowledgeIndex::languages).unwrap_or_default();
        let joined = analysis::joined(text);
        for word in analysis::content_words(text, language) {
            let is_part = |part: &str| part.to_lowercase() == word;
            let wholes = joined.iter().filter(|(one, other)| is_part(one) || is_part(other));
            let forms = std::iter::once(word.clone()).chain(wholes.map(|(one, other)| format!("{one}{other}")));
            let mut stems: Vec<String> = Vec::new();
            for form in forms {
                for tag in std::iter::once(language).chain(others.iter().map(String::as_str)) {
                    for stem in analysis::stems(&form, tag, analysis::Keep::All) {
                        if !stems.contains(&stem) {
                            stems.push(stem);
                        }
                    }
                }
            }
            if stems.first().is_some_and(|first| seen.insert(first.clone())) {
                words.push(QuestionWord { stems });
            }
        }
        words
    }

    /// Word for word, then a sure Q&A or the choice between several that fit alike, then what is stronger: the first passage that
    /// is sure enough, or choices.
    pub(crate) fn decide(&self, findings: &Findings) -> Decision {
        if let Some(qa) = findings.exact {
            return Decision::Qa(qa, 1.0);
        }
        let answer = from_millionths(self.model.answer_millionths);
        let sure = |tier: &&Vec<Match>| tier.first().is_some_and(|best| best.score >= answer);
        if let Some([best, others @ ..]) = findings.tiers.iter().find(sure).map(Vec::as_slice) {
            let alike = others.iter().take_while(|other| other.score >= TIE * best.score);
            let alike: Vec<Match> =
                std::iter::once(best).chain(alike).take(self.model.choices as usize).copied().collect();
            return if alike.len() > 1 { Decision::Choices(alike) } else { Decision::Qa(best.qa, best.score) };
        }
        let choices = self.choices(findings);
        let threshold = self.passage_threshold(&choices);
        let passage = findings.passages.iter().position(|(_, confidence)| *confidence >= threshold);
        match passage {
            Some(index) => Decision::Passage(index, findings.passages[index].1),
            None if !choices.is_empty() => Decision::Choices(choices),
            None => Decision::Miss(findings.passages.iter().map(|(_, confidence)| *confidence).fold(0.0, f64::max)),
        }
    }

    /// The choices of the first language that has any.
    pub(crate) fn choices(&self, findings: &Findings) -> Vec<Match> {
        let least = from_millionths(self.model.choice_millionths);
        let most = self.model.choices as usize;
        let likely = |tier: &Vec<Match>| -> Vec<Match> {
            tier.iter().take_while(|found| found.score >= least).take(most).copied().collect()
        };
        findings.tiers.iter().map(likely).find(|choices| !choices.is_empty()).unwrap_or_default()
    }

    /// What a passage must reach: more, the nearer the best choice is to an answer.
    pub(crate) fn passage_threshold(&self, choices: &[Match]) -> f64 {
        let threshold = from_millionths(self.model.passage_millionths);
        let Some(best) = choices.first() else { return threshold };
        let low = from_millionths(self.model.choice_millionths);
        let high = from_millionths(self.model.answer_millionths).max(low + f64::EPSILON);
        let strength = ((best.score - low) / (high - low)).clamp(0.0, 1.0);
        threshold + (1.0 - threshold) * CHOICE_WEIGHT * strength
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    use crate::answer::index::{Share, build_segment, segment_key};
    use crate::answer::passage::Passage;
    use crate::answer::question::ReplyKind;

    fn qa(id: &str, language: &str, question: &str, variants: &[&str]) -> Qa {
        Qa {
            id: id.to_owned(),
            question: question.to_owned(),
            variants: variants.iter().map(|text| (*text).to_owned()).collect(),
            answer: format!("Answer {id}."),
            language: language.to_owned(),
            links: vec!["https://example.com/more".to_owned()],
        }
    }

    fn model() -> Model {
        Model {
            engine: crate::answer::release::ENGINE_VERSION,
            languages: vec!["en".to_owned(), "it".to_owned()],
            answer_millionths: 600_000,
            choice_millionths: 250_000,
            passage_millionths: 450_000,
            choices: 2,
            use_qa: true,
            use_knowledge: true,
            small_talk: Vec::new(),
            embeddings: None,
        }
    }

    fn engine(model: Model) -> (tempfile::TempDir, Engine) {
        let root = tempfile::tempdir().expect("folder");
        let folder = root.path().join("segment");
        let passage = Passage {
            document: "knowledge/boats.md".to_owned(),
            ordinal: 0,
            title: "Boats".to_owned(),
            headings: vec!["Hire".to_owned()],
            text: "Rowing boats are hired out at the pier from May to October.".to_owned(),
            language: "en".to_owned(),
            address: None,
            date: None,
            page: None,
        };
        build_segment(
            &folder,
            segment_key(&[]),
            std::iter::once(Ok(Share { passages: vec![passage], vectors: Vec::new() })),
        )
        .expect("a segment");
        let qas = vec![
            qa("a-parking", "en", "Where can I park my car?", &["Is there a car park nearby?"]),
            qa("b-parking-it", "it", "Dove posso parcheggiare la macchina?", &[]),
            qa("c-refund", "en", "How do I get a refund?", &["I want my money back"]),
            qa("d-wifi", "en", "WiFi", &[]),
            qa("e-wifi-it", "it", "wifi", &[]),
        ];
        let index = KnowledgeIndex::open(&[folder], None).expect("an index");
        let (matcher, _) = Matcher::fit(&qas, crate::answer::matcher::vectors(&qas, &HashMap::new()), None);
        (root, Engine::new(model, qas, matcher, Some(index)))
    }

    fn ask(engine: &Engine, text: &str, language: Option<&str>) -> Reply {
        let question = Question { text: text.to_owned(), language: language.map(str::to_owned), ..Question::default() };
        engine.answer(&question).expect("a reply")
    }

    #[test]
    fn small_talk_never_takes_a_question_from_the_owner() {
        let languages = ["en".to_owned(), "it".to_owned()];
        let (_root, talking) = engine(Model { small_talk: crate::answer::small_talk::starter(&languages), ..model() });
        for (text, is_small_talk) in [
            ("Hello!", true),
            ("grazie mille", true),
            ("wifi", false),
            ("thanks, I want my money back", false),
            ("hi, when are rowing boats hired out?", false),
            ("muchas gracias", false),
        ] {
            assert_eq!(ask(&talking, text, None).kind == ReplyKind::SmallTalk, is_small_talk, "{text}");
        }
        let (_root, silent) = engine(model());
        assert_ne!(ask(&silent, "Hello!", None).kind, ReplyKind::SmallTalk);
    }

    #[test]
    fn questions_are_decided() {
        let (_root, engine) = engine(model());
        for (text, language, kind, qa) in [
            ("where can i park my car", None, ReplyKind::Qa, Some("a-parking")),
            ("Dove posso parcheggiare la mia macchina?", None, ReplyKind::Qa, Some("b-parking-it")),
            ("wifi", Some("it"), ReplyKind::Qa, Some("e-wifi-it")),
            ("wifi", None, ReplyKind::Qa, Some("d-wifi")),
            ("when are rowing boats hired out?", None, ReplyKind::Knowledge, None),
            ("parking the car", None, ReplyKind::Choices, None),
            ("Who wrote the Divine Comedy?", None, ReplyKind::Miss, None),
            ("", None, ReplyKind::Miss, None),
            ("?!\u{0}\u{ffff} \u{1f600}", None, ReplyKind::Miss, None),
        ] {
            let reply = ask(&engine, text, language);
            assert_eq!((reply.kind, reply.qa_id.as_deref()), (kind, qa), "{text}: {reply:?}");
        }
    }

    #[test]
    fn a_picked_choice_is_answered_with_its_links() {
        let (_root, engine) = engine(model());
        let question =
            Question { text: "refund".to_owned(), choice: Some("c-refund".to_owned()), ..Question::default() };
        let reply = engine.answer(&question).expect("a reply");
        assert_eq!(reply.text, "Answer c-refund.\n\n- <https://example.com/more>");
        assert_eq!(reply.score, 1.0);
    }

    #[test]
    fn what_is_switched_off_does_not_answer() {
        let (_root, no_qa) = engine(Model { use_qa: false, ..model() });
        assert_eq!(ask(&no_qa, "Where can I park my car?", None).kind, ReplyKind::Miss);
        let (_root, no_knowledge) = engine(Model { use_knowledge: false, choices: 0, ..model() });
        assert_eq!(ask(&no_knowledge, "when are rowing boats hired out?", None).kind, ReplyKind::Miss);
        assert_eq!(ask(&no_knowledge, "parking the car", None).kind, ReplyKind::Miss);
    }

    #[test]
    fn an_explanation_agrees_with_the_answer() {
        let (_root, engine) = engine(model());
        let question = Question { text: "when are rowing boats hired out?".to_owned(), ..Question::default() };
        let explanation = engine.explain(&question).expect("an explanation");
        assert_eq!(explanation.passages[0].document, "knowledge/boats.md");
        assert!(explanation.decision.starts_with("a passage of `knowledge/boats.md`"), "{}", explanation.decision);
    }

    #[test]
    fn own_questions_are_sampled_as_tests_and_pass() {
        let (_root, engine) = engine(model());
        let tests = crate::answer::testing::sample_questions(engine.qas(), 3);
        assert_eq!(tests.len(), 3);
        let summary = crate::answer::testing::run_tests(&engine, &tests).expect("a summary");
        assert_eq!((summary.passed, summary.total), (3, 3), "{summary:?}");
    }

    #[test]
    fn numbers_and_misspelt_words_are_read_as_they_are_meant() {
        let qas = vec![
            qa("a-plan-2", "en", "How much does plan 2 cost?", &[]),
            qa("b-plan-3", "en", "How much does plan 3 cost?", &[]),
            qa("c-password", "en", "What is the wireless password?", &[]),
        ];
        let (matcher, _) = Matcher::fit(&qas, crate::answer::matcher::vectors(&qas, &HashMap::new()), None);
        let model = Model { answer_millionths: 350_000, choice_millionths: 200_000, ..model() };
        let engine = Engine::new(model, qas, matcher, None);
        for (text, expected) in [
            ("what's the price of plan 3", Some("b-plan-3")),
            ("how much is the plan 2", Some("a-plan-2")),
            ("How much does plan 7 cost?", None),
            ("waht is the wireles pasword", Some("c-password")),
        ] {
            assert_eq!(ask(&engine, text, None).qa_id.as_deref(), expected, "{text}");
        }
    }
}
