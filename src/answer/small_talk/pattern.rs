//! A phrase with alternatives, held against words; a slip of the finger in a long word does no harm.

/// Words of fewer letters must be typed right: one letter makes another word of them.
const LEAST_LETTERS: usize = 5;

/// A sequence of words and groups of alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    elements: Vec<Vec<Vec<String>>>,
}

impl Pattern {
    /// Parses `words (alternative|other alternative|) words`. Groups don't nest; an empty alternative may be left out.
    pub(super) fn parse(text: &str) -> Self {
        let mut elements = Vec::new();
        let sequence = |text: &str| text.split_whitespace().map(without_runs).collect::<Vec<_>>();
        let mut rest = text;
        while let Some((before, group)) = rest.split_once('(') {
            elements.extend(sequence(before).into_iter().map(|word| vec![vec![word]]));
            let (group, after) = group.split_once(')').unwrap_or((group, ""));
            elements.push(group.split('|').map(sequence).collect());
            rest = after;
        }
        elements.extend(sequence(rest).into_iter().map(|word| vec![vec![word]]));
        Self { elements }
    }

    /// The positions at which it may end if it begins at `at`; never `at` itself.
    pub(super) fn ends(&self, words: &[String], at: usize) -> Vec<usize> {
        let mut ends = vec![at];
        for alternatives in &self.elements {
            let mut next: Vec<usize> = Vec::new();
            for end in ends {
                for alternative in alternatives {
                    let after = end + alternative.len();
                    let fits = words
                        .get(end..after)
                        .is_some_and(|found| found.iter().zip(alternative).all(|(a, b)| is_same(a, b)));
                    if fits && !next.contains(&after) {
                        next.push(after);
                    }
                }
            }
            ends = next;
        }
        ends.retain(|end| *end > at);
        ends
    }
}

/// `heyyyy` is `hey`: a letter that stands three times or more in a row stands once, and so it is on both sides.
pub(super) fn without_runs(word: &str) -> String {
    let mut kept = String::with_capacity(word.len());
    let letters: Vec<char> = word.chars().collect();
    for run in letters.chunk_by(|one, two| one == two) {
        kept.extend(run.iter().take(if run.len() > 2 { 1 } else { run.len() }));
    }
    kept
}

fn is_same(typed: &str, meant: &str) -> bool {
    typed == meant || (meant.chars().count() >= LEAST_LETTERS && is_one_slip(typed, meant))
}

/// One letter too many, too few, another, or two in the wrong order; the first letter is right.
fn is_one_slip(typed: &str, meant: &str) -> bool {
    let (typed, meant): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    if typed.first() != meant.first() || typed.len().abs_diff(meant.len()) > 1 {
        return false;
    }
    let same = typed.iter().zip(&meant).take_while(|(one, two)| one == two).count();
    let (typed, meant) = (&typed[same..], &meant[same..]);
    match typed.len().cmp(&meant.len()) {
        std::cmp::Ordering::Less => typed == &meant[1..],
        std::cmp::Ordering::Greater => &typed[1..] == meant,
        std::cmp::Ordering::Equal => {
            let swapped = typed.len() > 1 && typed[0] == meant[1] && typed[1] == meant[0] && typed[2..] == meant[2..];
            !typed.is_empty() && (swapped || typed[1..] == meant[1..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_end_where_their_words_do() {
        let words: Vec<String> = "i want to talk to a person now".split(' ').map(str::to_owned).collect();
        let ends = |text: &str| Pattern::parse(text).ends(&words, 0);
        assert_eq!(ends("(i want to|) talk to (a|) (person|human)"), [7]);
        assert_eq!(ends("i want"), [2]);
        assert_eq!(ends("(i|) (want|)"), [2, 1]);
        assert!(ends("(a|)").is_empty() && ends("talk").is_empty() && ends("").is_empty());
    }

    #[test]
    fn one_slip_is_forgiven_in_long_words() {
        for (typed, meant, same) in [
            ("helo", "hello", true),
            ("thnaks", "thanks", true),
            ("mornig", "morning", true),
            ("buongiorrno", "buongiorno", true),
            ("hells", "hello", true),
            ("jello", "hello", false),
            ("hi", "hey", false),
            ("by", "bye", false),
            ("persons", "person", true),
        ] {
            assert_eq!(is_same(typed, meant), same, "{typed}");
        }
        assert_eq!((without_runs("heyyyy"), without_runs("hello")), ("hey".to_owned(), "hello".to_owned()));
    }
}
