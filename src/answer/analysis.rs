//! Text → words → stems: NFKC, lower case, Unicode words, stop words, stemming by language, folding of diacritics.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use tantivy::tokenizer::{Language as Algorithm, SimpleTokenizer, Stemmer, StopWordFilter, TextAnalyzer};
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfkc};

/// Function words of English; the list of the search library holds only 33.
const ENGLISH_STOP_WORDS: &str = "a about all also am an and any are as at be been being but by can could d did do does doing don for from had has have having he her him his how i if in into is it its just ll m may me might my no not of on or our re s shall she should so some such t than that the their them then there these they this those to us ve was we were what when where which while who whom whose why will with would you your";

/// Languages with a stemmer: primary tag and algorithm.
const ALGORITHMS: [(&str, Algorithm); 18] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nl", Algorithm::Dutch),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

struct Chains {
    stem: TextAnalyzer,
    stem_content: TextAnalyzer,
    content: TextAnalyzer,
}

static CHAINS: LazyLock<BTreeMap<&'static str, Chains>> =
    LazyLock::new(|| ALGORITHMS.iter().map(|(tag, algorithm)| (*tag, Chains::new(*algorithm))).collect());

static PLAIN: LazyLock<TextAnalyzer> = LazyLock::new(|| TextAnalyzer::builder(SimpleTokenizer::default()).build());

impl Chains {
    fn new(algorithm: Algorithm) -> Self {
        let stop_words = if algorithm == Algorithm::English {
            StopWordFilter::remove(ENGLISH_STOP_WORDS.split(' ').map(str::to_owned))
        } else {
            StopWordFilter::new(algorithm).unwrap_or_else(|| StopWordFilter::remove(Vec::new()))
        };
        let words = SimpleTokenizer::default;
        Self {
            stem: TextAnalyzer::builder(words()).filter(Stemmer::new(algorithm)).build(),
            stem_content: TextAnalyzer::builder(words())
                .filter(stop_words.clone())
                .filter(Stemmer::new(algorithm))
                .build(),
            content: TextAnalyzer::builder(words()).filter(stop_words).build(),
        }
    }
}

/// Which words of a text are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Every word.
    All,
    /// Those that aren't function words of the language.
    Content,
}

/// Calls `receive` with every stem of `text` (primary language tag `language`), in order, folded.
pub fn for_each_stem(text: &str, language: &str, keep: Keep, mut receive: impl FnMut(&str)) {
    let chain = match (CHAINS.get(language), keep) {
        (Some(chains), Keep::All) => &chains.stem,
        (Some(chains), Keep::Content) => &chains.stem_content,
        (None, Keep::All | Keep::Content) => &*PLAIN,
    };
    run(chain, &normalise(text), |word| receive(&fold(word)));
}

/// The same, and the stems of what a hyphen joins as if it were one word: `Wi-Fi` is found by "wifi".
pub fn for_each_stem_and_joined(text: &str, language: &str, keep: Keep, mut receive: impl FnMut(&str)) {
    for_each_stem(text, language, keep, &mut receive);
    for (one, other) in joined(text) {
        for_each_stem(&format!("{one}{other}"), language, Keep::All, &mut receive);
    }
}

/// The parts of what a hyphen joins and many write as one word: two of letters, together at most [`MOST_JOINED`].
pub fn joined(text: &str) -> Vec<(&str, &str)> {
    let hyphens = text.match_indices(['-', '\u{2010}', '\u{2011}']);
    let part = |(at, hyphen): (usize, &str)| {
        let (before, after) = (&text[..at], &text[at + hyphen.len()..]);
        let start = before.rfind(|letter: char| !letter.is_alphabetic()).map_or(0, |at| at + 1);
        let start = (start..=before.len()).find(|at| before.is_char_boundary(*at)).unwrap_or(before.len());
        let end = after.find(|letter: char| !letter.is_alphabetic()).unwrap_or(after.len());
        let (one, other) = (&before[start..], &after[..end]);
        let is_longer = before[..start].ends_with(['-', '\u{2010}', '\u{2011}'])
            || after[end..].starts_with(['-', '\u{2010}', '\u{2011}']);
        let letters = one.chars().count() + other.chars().count();
        (!one.is_empty() && !other.is_empty() && !is_longer && letters <= MOST_JOINED).then_some((one, other))
    };
    hyphens.filter_map(part).collect()
}

/// The stems of a text.
pub fn stems(text: &str, language: &str, keep: Keep) -> Vec<String> {
    let mut stems = Vec::new();
    for_each_stem(text, language, keep, |stem| stems.push(stem.to_owned()));
    stems
}

/// The words of a text, lower-case and with their diacritics.
pub fn words(text: &str) -> Vec<String> {
    collect(&PLAIN, text)
}

/// The words of a text that aren't function words of the language; all words if it has only those.
pub fn content_words(text: &str, language: &str) -> Vec<String> {
    let content = CHAINS.get(language).map(|chains| collect(&chains.content, text)).unwrap_or_default();
    if content.is_empty() { words(text) } else { content }
}

/// How many of `words` are function words of the language.
pub fn count_function_words(words: &[String], language: &str) -> usize {
    let Some(chains) = CHAINS.get(language) else { return 0 };
    let mut content = 0;
    run(&chains.content, &words.join(" "), |_| content += 1);
    words.len().saturating_sub(content)
}

/// The form in which two questions that differ only in case, punctuation, spacing or diacritics are equal.
pub fn canonical_question(text: &str) -> String {
    fold(&words(text).join(" ")).into_owned()
}

/// Longer compounds are hardly written as one word.
const MOST_JOINED: usize = 14;
/// Letters of a character n-gram of the index.
const GRAM: usize = 4;

/// Calls `receive` with every character 4-gram of a word, folded, with `_` at its bounds; a shorter word is a gram of its own.
pub fn for_each_gram(word: &str, mut receive: impl FnMut(&str)) {
    let bounded = format!("_{}_", fold(word));
    let starts: Vec<usize> = bounded.char_indices().map(|(at, _)| at).chain([bounded.len()]).collect();
    if starts.len() <= GRAM {
        return receive(&bounded);
    }
    starts.windows(GRAM + 1).for_each(|window| receive(&bounded[window[0]..window[GRAM]]));
}

/// Drops diacritics, so that `perche` finds `perché`.
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let mut folded = String::with_capacity(word.len());
    for character in word.nfd().filter(|character| !is_combining_mark(*character)) {
        match character {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
    Cow::Owned(folded)
}

/// Compatibility form in lower case. Scripts without spaces get one around each character, so that each is a word.
fn normalise(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let mut normal = String::with_capacity(text.len());
    let mut push = |character: char| {
        if is_unspaced(character) {
            normal.extend([' ', character, ' ']);
        } else {
            normal.extend(character.to_lowercase());
        }
    };
    if is_nfkc(text) {
        text.chars().for_each(&mut push)
    } else {
        text.nfkc().for_each(&mut push)
    }
    Cow::Owned(normal)
}

/// Ideographs, kana and the South-East Asian scripts that are written without spaces.
fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3134f)
}

fn collect(chain: &TextAnalyzer, text: &str) -> Vec<String> {
    let mut words = Vec::new();
    run(chain, &normalise(text), |word| words.push(word.to_owned()));
    words
}

fn run(chain: &TextAnalyzer, text: &str, mut receive: impl FnMut(&str)) {
    let mut chain = chain.clone();
    let mut stream = chain.token_stream(text);
    while stream.advance() {
        receive(&stream.token().text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_stemmed_by_language_and_folded() {
        for (language, text, expected) in [
            ("en", "Refunds for the returned ORDERS", vec!["refund", "return", "order"]),
            ("it", "Quali sono gli orari dell'ufficio?", vec!["qual", "orar", "uffic"]),
            ("it", "perché", vec![]),
            ("de", "Öffnungszeiten", vec!["offnungszeit"]),
            ("xx", "Öffnungszeiten", vec!["offnungszeiten"]),
            ("ja", "営業時間 ABC", vec!["営", "業", "時", "間", "abc"]),
        ] {
            assert_eq!(stems(text, language, Keep::Content), expected, "{language}: {text}");
        }
        assert_eq!(stems("The refunds", "en", Keep::All), ["the", "refund"]);
    }

    #[test]
    fn what_a_hyphen_joins_is_also_one_word() {
        assert_eq!(
            joined("Wi-Fi, check\u{2011}in, e-mail; è-è"),
            [("Wi", "Fi"), ("check", "in"), ("e", "mail"), ("è", "è")]
        );
        assert!(joined("state-of-the-art - 24-7 -x y- telecommunication-provider").is_empty());
        let mut found = Vec::new();
        for_each_stem_and_joined("Wi-Fi in rooms", "en", Keep::Content, |stem| found.push(stem.to_owned()));
        assert_eq!(found, ["wi", "fi", "room", "wifi"]);
    }

    #[test]
    fn grams_stay_within_a_word() {
        let grams = |word| {
            let mut grams = Vec::new();
            for_each_gram(word, |gram| grams.push(gram.to_owned()));
            grams
        };
        assert_eq!(grams("a"), ["_a_"]);
        assert_eq!(grams("été"), ["_ete", "ete_"]);
        assert_eq!(grams("boats"), ["_boa", "boat", "oats", "ats_"]);
    }

    #[test]
    fn a_question_of_function_words_keeps_them() {
        assert_eq!(content_words("Who are you?", "en"), ["who", "are", "you"]);
        assert_eq!(content_words("Who is Ada?", "en"), ["ada"]);
        assert_eq!(count_function_words(&words("what is the price"), "en"), 3);
        assert_eq!(count_function_words(&words("what is the price"), "it"), 0);
    }

    #[test]
    fn questions_that_read_the_same_are_the_same() {
        assert_eq!(canonical_question("  Perché   NO?! "), canonical_question("perche no"));
        assert_eq!(canonical_question("ﬁne"), "fine");
    }
}
