//! Which language a text is in. The bot's languages and the page's language are a prior; short texts trust it.

use whatlang::{Detector, Lang};

use crate::answer::analysis;

/// Primary tags with the detector's languages.
const LANGUAGES: [(&str, Lang); 36] = [
    ("ar", Lang::Ara),
    ("bg", Lang::Bul),
    ("ca", Lang::Cat),
    ("cs", Lang::Ces),
    ("da", Lang::Dan),
    ("de", Lang::Deu),
    ("el", Lang::Ell),
    ("en", Lang::Eng),
    ("es", Lang::Spa),
    ("et", Lang::Est),
    ("fa", Lang::Pes),
    ("fi", Lang::Fin),
    ("fr", Lang::Fra),
    ("he", Lang::Heb),
    ("hi", Lang::Hin),
    ("hr", Lang::Hrv),
    ("hu", Lang::Hun),
    ("id", Lang::Ind),
    ("it", Lang::Ita),
    ("ja", Lang::Jpn),
    ("ko", Lang::Kor),
    ("lt", Lang::Lit),
    ("lv", Lang::Lav),
    ("nl", Lang::Nld),
    ("no", Lang::Nob),
    ("pl", Lang::Pol),
    ("pt", Lang::Por),
    ("ro", Lang::Ron),
    ("ru", Lang::Rus),
    ("sk", Lang::Slk),
    ("sl", Lang::Slv),
    ("sv", Lang::Swe),
    ("ta", Lang::Tam),
    ("tr", Lang::Tur),
    ("uk", Lang::Ukr),
    ("zh", Lang::Cmn),
];

/// Characters of a document that the detector looks at: more doesn't change its mind, and costs time.
const DOCUMENT_SAMPLE: usize = 600;
/// A document with fewer letters than this tells too little against the bot's default language.
const DOCUMENT_LEAST: usize = 60;
/// A question with fewer letters than this is left to its prior, unless its function words speak.
const QUESTION_LEAST: usize = 30;
const QUESTION_CONFIDENCE: f64 = 0.4;

/// The language of a document: what the detector is sure of, else the most likely of the bot's (`languages`, the default first).
pub fn of_document(text: &str, languages: &[String]) -> String {
    let default = languages.first().map_or("en", String::as_str);
    let sample: String = text.chars().take(DOCUMENT_SAMPLE).collect();
    if letters(&sample) < DOCUMENT_LEAST {
        return default.to_owned();
    }
    let sure = Detector::new().detect(&sample).filter(whatlang::Info::is_reliable);
    let tag = sure.and_then(|info| tag_of(info.lang())).or_else(|| among(&sample, languages).map(|(tag, _)| tag));
    tag.unwrap_or(default).to_owned()
}

/// The language of a question among the bot's (`languages`, the default first); `prior` is the page's or the visitor's.
pub fn of_question(text: &str, prior: Option<&str>, languages: &[String]) -> String {
    let default = languages.first().map_or("en", String::as_str);
    let prior = prior.filter(|tag| languages.iter().any(|language| language == tag)).unwrap_or(default);
    if languages.len() < 2 {
        return default.to_owned();
    }
    if let Some(language) = by_function_words(text, languages) {
        return language.to_owned();
    }
    if letters(text) < QUESTION_LEAST {
        return prior.to_owned();
    }
    match among(text, languages) {
        Some((tag, confidence)) if confidence >= QUESTION_CONFIDENCE => tag.to_owned(),
        _ => prior.to_owned(),
    }
}

/// The one language that at least two more of the words belong to than to any other, or one more where that is most of the words.
fn by_function_words<'a>(text: &str, languages: &'a [String]) -> Option<&'a str> {
    let words = analysis::words(text);
    let mut counts: Vec<(usize, &str)> = languages
        .iter()
        .map(|language| (analysis::count_function_words(&words, language), language.as_str()))
        .collect();
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let (first, second) = (counts.first()?, counts.get(1)?);
    let is_most = first.0 > second.0 && first.0 * 2 > words.len();
    (is_most || first.0 >= second.0 + 2).then_some(first.1)
}

fn among(text: &str, languages: &[String]) -> Option<(&'static str, f64)> {
    let allowed = LANGUAGES.iter().filter(|(tag, _)| languages.iter().any(|language| language == tag));
    let info = Detector::with_allowlist(allowed.map(|(_, lang)| *lang).collect()).detect(text)?;
    Some((tag_of(info.lang())?, info.confidence()))
}

fn tag_of(lang: Lang) -> Option<&'static str> {
    LANGUAGES.iter().find(|(_, known)| *known == lang).map(|(tag, _)| *tag)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|character| character.is_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_follow_their_words_and_short_ones_their_prior() {
        let languages = ["en".to_owned(), "it".to_owned(), "de".to_owned()];
        for (text, prior, expected) in [
            ("What is the price of a ticket?", Some("it"), "en"),
            ("Quanto costa un biglietto per la mostra?", Some("en"), "it"),
            ("Wo kann ich mein Auto in der Nähe parken?", None, "de"),
            ("wifi", Some("it"), "it"),
            ("wifi", None, "en"),
            ("wifi", Some("fr"), "en"),
            ("", Some("de"), "de"),
        ] {
            assert_eq!(of_question(text, prior, &languages), expected, "{text}");
        }
        assert_eq!(of_question("Quanto costa un biglietto?", Some("it"), &languages[..1]), "en");
    }

    /// Short questions, as visitors type them; each is asked on a page of every other language.
    const SHORT: [(&str, [&str; 8]); 6] = [
        (
            "en",
            [
                "I am coeliac",
                "and on Sundays?",
                "do you have wifi",
                "is it free?",
                "who are you",
                "where is the beach",
                "can we pay by card?",
                "what about dogs",
            ],
        ),
        (
            "it",
            [
                "sono celiaca",
                "e la domenica?",
                "avete il wifi",
                "è gratis?",
                "chi sei",
                "dov'è la spiaggia",
                "si può pagare con la carta?",
                "e i cani?",
            ],
        ),
        (
            "de",
            [
                "ich habe Zöliakie",
                "und am Sonntag?",
                "haben Sie WLAN",
                "ist das kostenlos?",
                "wer bist du",
                "wo ist der Strand",
                "kann man mit Karte zahlen?",
                "und mit Hund?",
            ],
        ),
        (
            "fr",
            [
                "je suis cœliaque",
                "et le dimanche ?",
                "avez-vous le wifi",
                "c'est gratuit ?",
                "qui êtes-vous",
                "où est la plage",
                "on peut payer par carte ?",
                "et les chiens ?",
            ],
        ),
        (
            "es",
            [
                "soy celíaca",
                "¿y los domingos?",
                "tienen wifi",
                "¿es gratis?",
                "quién eres",
                "dónde está la playa",
                "¿se puede pagar con tarjeta?",
                "¿y los perros?",
            ],
        ),
        (
            "pt",
            [
                "sou celíaca",
                "e aos domingos?",
                "vocês têm wifi",
                "é grátis?",
                "quem é você",
                "onde fica a praia",
                "posso pagar com cartão?",
                "e os cães?",
            ],
        ),
    ];

    #[test]
    fn short_questions_are_read_in_their_own_language_on_a_page_of_another() {
        let (mut right, mut asked, mut lost) = (0, 0, Vec::new());
        for (own, questions) in SHORT {
            for (other, _) in SHORT.iter().filter(|(other, _)| *other != own) {
                let languages = [(*other).to_owned(), own.to_owned()];
                for question in questions {
                    asked += 1;
                    if of_question(question, Some(other), &languages) == own {
                        right += 1;
                    } else {
                        lost.push(format!("{question} ({own} on {other})"));
                    }
                }
            }
        }
        assert!(right * 100 >= asked * 66, "{right} of {asked}: {lost:?}");
    }

    #[test]
    fn names_and_single_words_are_left_to_the_page() {
        let languages = ["en".to_owned(), "it".to_owned(), "de".to_owned(), "fr".to_owned(), "es".to_owned()];
        for text in ["Hotel La Perla", "wifi", "check-in", "Via Roma 3", "Villa der Rosen", "menu", "La Rochelle"] {
            for prior in ["en", "it", "de", "fr"] {
                assert_eq!(of_question(text, Some(prior), &languages), prior, "{text}");
            }
        }
    }

    #[test]
    fn documents_are_judged_by_their_text() {
        let languages = ["en".to_owned(), "it".to_owned()];
        let italian = "La colazione è servita ogni mattina dalle sette alle dieci nella sala grande, al primo piano dell'albergo.";
        assert_eq!(of_document(italian, &languages), "it");
        assert_eq!(of_document("12:30 – 14:00", &languages), "en");
    }
}
