//! Small talk: greetings, thanks and the like, answered without any Q&A. It never takes a question from the owner's content.
//!
//! A message is small talk if its words are phrases of one language and nothing else: "hi, can you help me" is, "can you help me with
//! my invoice" isn't, because `invoice` is left over. Nothing is guessed from likeness, so no question about a business can fall in.

mod pattern;
mod starter;

use serde::{Deserialize, Serialize};

use crate::answer::analysis;
use pattern::Pattern;

pub use starter::starter;

/// A message of more words says more than small talk.
const MOST_WORDS: usize = 16;

/// What a visitor means who doesn't ask about the business. In the order in which one wins over the next: "hello, I want to talk to
/// somebody" is about the second half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Wants to talk to a person.
    Person,
    /// Wants to complain, and doesn't say about what.
    Complaint,
    /// Asks whether a person answers.
    Human,
    /// Asks for help, and doesn't say with what.
    Help,
    /// Says thanks.
    Thanks,
    /// Takes leave.
    Goodbye,
    /// Says hello, or asks how the bot is.
    Greeting,
}

impl Topic {
    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "wants a person",
            Self::Complaint => "complaint",
            Self::Human => "asks who answers",
            Self::Help => "help",
            Self::Thanks => "thanks",
            Self::Goodbye => "goodbye",
            Self::Greeting => "greeting",
        }
    }

    /// Whether the visitor wants something, so that the owner's Q&As are offered rather than the starter set's words.
    pub fn is_request(self) -> bool {
        match self {
            Self::Person | Self::Complaint | Self::Human | Self::Help => true,
            Self::Thanks | Self::Goodbye | Self::Greeting => false,
        }
    }

    /// Whether the answer is best followed by how to reach a person.
    pub fn wants_contact(self) -> bool {
        matches!(self, Self::Person | Self::Complaint)
    }
}

/// The small talk of a language, as a release holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallTalk {
    /// Primary tag.
    pub language: String,
    /// Words that may stand beside a phrase and mean nothing by themselves.
    pub beside: Vec<String>,
    /// Phrases with their answers.
    pub topics: Vec<TopicPhrases>,
}

/// How a topic is put in a language, and what is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicPhrases {
    /// The topic.
    pub topic: Topic,
    /// Markdown.
    pub answer: String,
    /// Words, folded as [`analysis::canonical_question`] does; `(a|b c|)` stands for one of these, or nothing.
    pub phrases: Vec<String>,
}

/// What a message is, if it is small talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// The topic.
    pub topic: Topic,
    /// The answer, Markdown.
    pub answer: &'a str,
    /// Its language.
    pub language: &'a str,
}

/// The small talk of a bot, ready to be recognised.
#[derive(Debug, Default)]
pub struct Talker {
    tongues: Vec<Tongue>,
}

#[derive(Debug)]
struct Tongue {
    language: String,
    beside: Vec<Pattern>,
    topics: Vec<(Topic, String, Vec<Pattern>)>,
}

impl Talker {
    /// Small talk in the order of the bot's languages.
    pub fn new(talks: &[SmallTalk]) -> Self {
        let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::parse(text)).collect();
        let tongue = |talk: &SmallTalk| Tongue {
            language: talk.language.clone(),
            beside: patterns(&talk.beside),
            topics: talk.topics.iter().map(|one| (one.topic, one.answer.clone(), patterns(&one.phrases))).collect(),
        };
        Self { tongues: talks.iter().map(tongue).collect() }
    }

    /// What a message is, if it is small talk, in `language` if it is so there, else in the first of the bot's languages.
    pub fn said(&self, text: &str, language: &str) -> Option<Said<'_>> {
        let words: Vec<String> = analysis::canonical_question(text)
            .split_whitespace()
            .take(MOST_WORDS + 1)
            .map(pattern::without_runs)
            .collect();
        if words.is_empty() || words.len() > MOST_WORDS {
            return None;
        }
        let (own, others): (Vec<_>, Vec<_>) = self.tongues.iter().partition(|tongue| tongue.language == language);
        own.into_iter().chain(others).find_map(|tongue| tongue.said(&words))
    }
}

impl Tongue {
    /// As [`Tongue::covered`] has it; with a word of courtesy within a phrase ("can I please talk") the phrase is what is left.
    fn said(&self, words: &[String]) -> Option<Said<'_>> {
        self.covered(words).or_else(|| {
            let is_beside = |word: &String| {
                let word = std::slice::from_ref(word);
                self.beside.iter().any(|pattern| pattern.ends(word, 0) == [1])
            };
            let bare: Vec<String> = words.iter().filter(|word| !is_beside(word)).cloned().collect();
            if bare.len() < words.len() { self.covered(&bare) } else { None }
        })
    }

    /// Covers the words from the left with phrases and words beside them, as many ways as there are. The way with the fewest phrases
    /// wins, since one phrase for the whole message says best what it is; of those the topic that wins.
    fn covered(&self, words: &[String]) -> Option<Said<'_>> {
        // For each position: whether words that mean nothing lead there, and the phrases and the topic of the best other way.
        let mut reached: Vec<(bool, Option<(usize, usize)>)> = vec![(false, None); words.len() + 1];
        reached[0].0 = true;
        for at in 0..words.len() {
            let (is_bare, best) = reached[at];
            if !is_bare && best.is_none() {
                continue;
            }
            for end in self.beside.iter().flat_map(|pattern| pattern.ends(words, at)) {
                reached[end].0 |= is_bare;
                reached[end].1 = self.better(reached[end].1, best);
            }
            for (topic, (_, _, patterns)) in self.topics.iter().enumerate() {
                let first = is_bare.then_some((1, topic));
                let next = best.map(|(phrases, before)| (phrases + 1, self.stronger(before, topic)));
                for end in patterns.iter().flat_map(|pattern| pattern.ends(words, at)) {
                    reached[end].1 = self.better(reached[end].1, self.better(first, next));
                }
            }
        }
        let (topic, answer, _) = &self.topics[reached[words.len()].1?.1];
        Some(Said { topic: *topic, answer, language: &self.language })
    }

    /// The way with fewer phrases; of equals the one with the stronger topic.
    fn better(&self, one: Option<(usize, usize)>, two: Option<(usize, usize)>) -> Option<(usize, usize)> {
        match (one, two) {
            (Some((few, one)), Some((many, two))) if few == many => Some((few, self.stronger(one, two))),
            (Some(one), Some(two)) => Some(if one.0 < two.0 { one } else { two }),
            (one, two) => one.or(two),
        }
    }

    fn stronger(&self, one: usize, two: usize) -> usize {
        if self.topics[one].0 <= self.topics[two].0 { one } else { two }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talker(languages: &[&str]) -> Talker {
        let languages: Vec<String> = languages.iter().map(|language| (*language).to_owned()).collect();
        Talker::new(&starter(&languages))
    }

    #[test]
    fn small_talk_is_recognised_in_six_languages() {
        let talker = talker(&["en", "it", "de", "fr", "es", "pt"]);
        for (text, language, topic) in [
            ("Hello!", "en", Topic::Greeting),
            ("heyyyy there", "en", Topic::Greeting),
            ("Good mornig", "en", Topic::Greeting),
            ("hi, how are you today?", "en", Topic::Greeting),
            ("Thanks a lot, bye!", "en", Topic::Thanks),
            ("ok great, thank you very much for your help", "en", Topic::Thanks),
            ("Are you a robot or a real person?", "en", Topic::Human),
            ("Hello, can I please talk to a human?", "en", Topic::Person),
            ("I need help", "en", Topic::Help),
            ("I want to make a complaint", "en", Topic::Complaint),
            ("Buongiorno", "it", Topic::Greeting),
            ("ciao, come stai?", "it", Topic::Greeting),
            ("Grazie mille, arrivederci", "it", Topic::Thanks),
            ("sei una persona vera?", "it", Topic::Human),
            ("vorrei parlare con un operatore", "it", Topic::Person),
            ("mi serve aiuto", "it", Topic::Help),
            ("voglio fare un reclamo", "it", Topic::Complaint),
            ("Guten Tag", "de", Topic::Greeting),
            ("Vielen Dank und auf Wiedersehen", "de", Topic::Thanks),
            ("Bist du ein Mensch?", "de", Topic::Human),
            ("Ich möchte mit einem Mitarbeiter sprechen", "de", Topic::Person),
            ("Bonjour, ça va ?", "fr", Topic::Greeting),
            ("merci beaucoup", "fr", Topic::Thanks),
            ("je voudrais parler à un conseiller", "fr", Topic::Person),
            ("Es-tu un robot ?", "fr", Topic::Human),
            ("¡Hola! ¿Qué tal?", "es", Topic::Greeting),
            ("muchas gracias", "es", Topic::Thanks),
            ("quiero hablar con una persona", "es", Topic::Person),
            ("Olá, tudo bem?", "pt", Topic::Greeting),
            ("muito obrigado", "pt", Topic::Thanks),
            ("quero falar com um atendente", "pt", Topic::Person),
        ] {
            let said = talker.said(text, language).map(|said| (said.topic, said.language));
            assert_eq!(said, Some((topic, language)), "{text}");
        }
    }

    #[test]
    fn a_question_with_anything_left_over_is_none() {
        let talker = talker(&["en", "it", "de", "fr", "es", "pt"]);
        for text in [
            "help with my invoice",
            "Hi, where can I park?",
            "thank you, when do you open?",
            "can I talk to a person about my loan",
            "how are you handling refunds?",
            "are you open today?",
            "who can help me move house",
            "do you sell thank you cards",
            "vorrei parlare con un operatore del contratto",
            "ciao, quanto costa?",
            "Hallo, wo ist mein Paket?",
            "bonjour, je cherche ma commande",
            "hola, necesito una factura",
            "bom dia, onde fica o hotel",
            "",
            "?!",
            "👋",
        ] {
            assert_eq!(talker.said(text, "en"), None, "{text}");
        }
    }

    #[test]
    fn a_language_that_the_bot_does_not_speak_is_not_answered() {
        let talker = talker(&["it", "en"]);
        assert_eq!(talker.said("muchas gracias", "it"), None);
        assert_eq!(talker.said("hello", "it").map(|said| said.language), Some("en"));
        assert!(starter(&["xx".to_owned()]).is_empty());
    }
}
