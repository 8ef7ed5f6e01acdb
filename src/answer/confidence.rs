//! How sure the engine is that a passage answers.

use crate::answer::index::Hit;

/// How much of a page's coverage counts beside the passage's own.
const DOCUMENT_TRUST: f64 = 0.4;
/// What a cosine counts against a coverage, by itself. Measured: of questions about another field, 1 to 3 % reach 0.36, the threshold's
/// worth; of a page's own questions, three quarters and more.
const COSINE_TRUST: f64 = 1.25;
/// The same where the passage is in the question's language, whose words have their say too.
const OWN_COSINE_TRUST: f64 = 1.1;
/// What coverage and cosine count together. These, and the three below, were chosen on six knowledge bases asked their own and each other's
/// questions: of 984 own ones 636 are answered right and 316 wrong (with either measure by itself 631 and 326), of 1,240 others 90 % are
/// refused (83 %). Around them the figures are flat.
const BOTH: (f64, f64) = (0.75, 0.5);
/// Below this cosine a passage is about something else, and covers words by chance: its coverage counts less, the less its cosine is.
const RELATED: f64 = 0.25;
/// What share of a coverage counts at a cosine of 0.
const UNRELATED_SHARE: f64 = 0.3;
/// What decides how much a passage's words and meaning count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'a> {
    /// The question's.
    pub(super) language: &'a str,
    /// What a cosine counts in comparison with the encoder's.
    pub(super) factor: f64,
    /// Whether it is known what question and passages mean; else words decide alone.
    pub(super) has_meaning: bool,
}

impl Judge<'_> {
    /// How sure it is that the passage answers, 0 to 1: by what it covers of the question's information, with some trust in its page,
    /// together with its meaning; or by its meaning alone, for questions in other words or another language.
    pub(super) fn confidence(&self, hit: &Hit) -> f64 {
        let by_words = (1.0 - DOCUMENT_TRUST) * hit.passage_coverage + DOCUMENT_TRUST * hit.document_coverage;
        let cosine = self.factor * hit.cosine.max(0.0);
        if !self.has_meaning {
            return by_words.max(COSINE_TRUST * cosine).min(1.0);
        }
        let related = UNRELATED_SHARE + (1.0 - UNRELATED_SHARE) * (cosine / RELATED).min(1.0);
        let by_both = BOTH.0 * related * by_words + BOTH.1 * cosine;
        let trust = if hit.passage.language == self.language { OWN_COSINE_TRUST } else { COSINE_TRUST };
        by_both.max(trust * cosine).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::passage::Passage;
    use crate::answer::release::PASSAGE_MILLIONTHS;

    fn hit(language: &str, coverage: f64, cosine: f64) -> Hit {
        let passage = Passage {
            document: "a.md".to_owned(),
            ordinal: 0,
            title: String::new(),
            headings: Vec::new(),
            text: String::new(),
            language: language.to_owned(),
            address: None,
            date: None,
            page: None,
        };
        Hit { passage, score: 0.0, passage_coverage: coverage, document_coverage: coverage, cosine }
    }

    #[test]
    fn words_and_meaning_speak_together_and_each_alone_where_the_other_cannot() {
        let threshold = PASSAGE_MILLIONTHS as f64 / 1e6;
        let answers = |has_meaning, language, coverage, cosine| {
            let judge = Judge { language: "en", factor: 1.0, has_meaning };
            judge.confidence(&hit(language, coverage, cosine)) >= threshold
        };
        // Half of the words, from something that means nothing of the kind: chance. With some likeness they count.
        assert!(!answers(true, "en", 0.62, 0.09) && answers(true, "en", 0.5, 0.25));
        // All of the words are enough unless the passage means something else altogether.
        assert!(answers(true, "en", 1.0, 0.15) && !answers(true, "en", 1.0, 0.0));
        // Other words of the same language need more likeness than another language's.
        assert!(!answers(true, "en", 0.0, 0.38) && answers(true, "en", 0.0, 0.42) && answers(true, "it", 0.0, 0.38));
        // Where nothing is known of the meaning, words decide.
        assert!(answers(false, "en", 0.5, 0.0) && !answers(false, "en", 0.4, 0.0));
    }
}
