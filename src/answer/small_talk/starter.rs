//! The starter set: what is said in every shop, in six languages. Written for this program.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::answer::analysis;
use crate::answer::small_talk::{SmallTalk, Topic, TopicPhrases};

const STARTER: &str = include_str!("starter.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    beside: Vec<String>,
    topics: BTreeMap<Topic, WrittenTopic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTopic {
    answer: String,
    phrases: Vec<String>,
}

/// The starter set in those of `languages` in which there is one, in their order.
pub fn starter(languages: &[String]) -> Vec<SmallTalk> {
    let mut written: BTreeMap<String, Written> =
        toml::from_str(STARTER).expect("the starter set is part of the program and a test reads it");
    let talk = |language: &String| Some((language.clone(), written.remove(language)?));
    let found: Vec<(String, Written)> = languages.iter().filter_map(talk).collect();
    found.into_iter().map(|(language, written)| small_talk(language, written)).collect()
}

fn small_talk(language: String, written: Written) -> SmallTalk {
    let topic = |(topic, written): (Topic, WrittenTopic)| TopicPhrases {
        topic,
        answer: written.answer,
        phrases: written.phrases.iter().map(|phrase| folded(phrase)).collect(),
    };
    SmallTalk {
        language,
        beside: written.beside.iter().map(|phrase| folded(phrase)).collect(),
        topics: written.topics.into_iter().map(topic).collect(),
    }
}

/// The words as a message's are, with the marks of groups kept.
fn folded(phrase: &str) -> String {
    let mut out = String::with_capacity(phrase.len());
    let mut rest = phrase;
    while let Some(place) = rest.find(['(', '|', ')']) {
        let (words, mark) = (&rest[..place], &rest[place..=place]);
        out.push_str(&format!(" {} {mark}", analysis::canonical_question(words)));
        rest = &rest[place + 1..];
    }
    out.push_str(&format!(" {}", analysis::canonical_question(rest)));
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_topic() {
        let languages = ["en", "it", "de", "fr", "es", "pt"].map(str::to_owned);
        let talks = starter(&languages);
        assert_eq!(
            talks.iter().map(|talk| talk.language.as_str()).collect::<Vec<_>>(),
            ["en", "it", "de", "fr", "es", "pt"]
        );
        for talk in &talks {
            assert_eq!(talk.topics.len(), 7, "{}", talk.language);
            for topic in &talk.topics {
                assert!(
                    !topic.answer.trim().is_empty() && topic.phrases.len() >= 4,
                    "{} {:?}",
                    talk.language,
                    topic.topic
                );
            }
        }
    }

    #[test]
    fn phrases_are_folded_around_their_groups() {
        assert_eq!(folded("Ça va(|bien|)?"), "ca va ( | bien | )");
    }
}
