//! What the engine ranks before any threshold: Q&As and documents, for measuring.

use crate::answer::engine::Engine;
use crate::answer::index::IndexError;
use crate::answer::question::Question;

/// Passages whose documents are ranked: a document may have several.
const PASSAGES: usize = 50;

/// Q&As and documents by what speaks for them, each once, best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranking {
    /// Q&As with their scores, 0 to 1.
    pub qas: Vec<(String, f64)>,
    /// Documents with the confidence in their best passage, 0 to 1.
    pub documents: Vec<(String, f64)>,
}

impl Engine {
    /// Ranks everything that speaks for a question, as [`Engine::answer`] finds it. Errors: a segment of the index that can't be read.
    pub fn ranking(&self, question: &Question) -> Result<Ranking, IndexError> {
        let findings = self.find_among(question, PASSAGES)?;
        let mut found: Vec<_> =
            findings.tiers.iter().flatten().filter(|found| Some(found.qa) != findings.exact).collect();
        found.sort_by(|left, right| right.score.total_cmp(&left.score).then(left.qa.cmp(&right.qa)));
        let exact = findings.exact.map(|qa| (qa, 1.0));
        let qas = exact.into_iter().chain(found.into_iter().map(|found| (found.qa, found.score)));
        let mut ranking =
            Ranking { qas: qas.map(|(qa, score)| (self.qas[qa].id.clone(), score)).collect(), documents: Vec::new() };
        for (hit, confidence) in &findings.passages {
            match ranking.documents.iter_mut().find(|(document, _)| *document == hit.passage.document) {
                Some((_, best)) => *best = best.max(*confidence),
                None => ranking.documents.push((hit.passage.document.clone(), *confidence)),
            }
        }
        Ok(ranking)
    }
}
