//! The words by which a message shows that it goes on from the turn before, in the languages of the encoder.

/// What a message that only adds something begins with, longest first.
pub(super) const CONNECTIVES: [&[&str]; 42] = [
    &["what", "about"],
    &["how", "about"],
    &["what", "if"],
    &["e", "se"],
    &["e", "per"],
    &["was", "ist", "mit"],
    &["wie", "ist", "es", "mit"],
    &["und", "für"],
    &["et", "pour"],
    &["y", "para"],
    &["qué", "tal"],
    &["e", "para"],
    &["and"],
    &["but"],
    &["or"],
    &["also"],
    &["so"],
    &["then"],
    &["ok"],
    &["e"],
    &["ed"],
    &["ma"],
    &["o"],
    &["anche"],
    &["invece"],
    &["allora"],
    &["quindi"],
    &["und"],
    &["aber"],
    &["oder"],
    &["auch"],
    &["et"],
    &["mais"],
    &["ou"],
    &["aussi"],
    &["y"],
    &["pero"],
    &["también"],
    &["mas"],
    &["também"],
    &["please"],
    &["scusa"],
];

/// How a visitor takes back what was said, longest first.
pub(super) const CORRECTIONS: [&[&str]; 22] = [
    &["i", "wanted", "to", "know"],
    &["what", "i", "meant", "was"],
    &["i", "was", "asking", "about"],
    &["i", "meant"],
    &["i", "mean"],
    &["volevo", "sapere"],
    &["volevo", "dire"],
    &["voglio", "dire"],
    &["mi", "riferivo", "a"],
    &["intendevo"],
    &["intendo"],
    &["dicevo"],
    &["ich", "meinte"],
    &["ich", "meine"],
    &["je", "voulais", "dire"],
    &["je", "veux", "dire"],
    &["quería", "decir"],
    &["quise", "decir"],
    &["me", "refería", "a"],
    &["me", "refiero", "a"],
    &["queria", "dizer"],
    &["quis", "dizer"],
];

/// What may stand before a correction.
pub(super) const DENIALS: [&str; 9] = ["no", "nope", "not", "nein", "non", "não", "sorry", "scusa", "sorry,"];

/// Words that stand for something said before.
pub(super) const PRONOUNS: [&str; 37] = [
    "it", "its", "that", "this", "they", "them", "their", "those", "these", "there", "one", "he", "she", "lo",
    "quello", "quella", "quelli", "quelle", "questo", "questa", "questi", "queste", "ci", "lì", "das", "es", "dies",
    "dort", "ça", "cela", "celui", "celle", "eso", "esto", "isso", "isto", "essa",
];

/// Words that ask, and tell nothing of what is asked for.
pub(super) const INTERROGATIVES: [&str; 42] = [
    "how", "much", "many", "what", "when", "where", "which", "who", "why", "long", "far", "time", "quanto", "quanta",
    "quanti", "quante", "quando", "dove", "che", "cosa", "come", "quale", "quali", "chi", "ora", "perché", "wie",
    "viel", "was", "wann", "wo", "combien", "quand", "où", "quoi", "cuánto", "cuándo", "dónde", "qué", "quanto",
    "onde", "qual",
];

/// Words that stand around the number of a choice.
pub(super) const FILLERS: [&str; 43] = [
    "the", "number", "option", "choice", "answer", "question", "please", "one", "no", "n", "i", "want", "take", "il",
    "la", "lo", "numero", "opzione", "scelta", "domanda", "per", "favore", "grazie", "die", "das", "der", "nummer",
    "bitte", "le", "numéro", "el", "número", "opción", "por", "favor", "o", "a", "opção", "s'il", "vous", "plaît",
    "quella", "quello",
];

/// Ordinals and numbers in words, by their place from 1; 0 is the last one.
pub(super) const PLACES: [(usize, &[&str]); 6] = [
    (
        1,
        &[
            "1",
            "1st",
            "first",
            "one",
            "primo",
            "prima",
            "uno",
            "erste",
            "ersten",
            "erster",
            "premier",
            "première",
            "primero",
            "primera",
            "primeiro",
            "primeira",
        ],
    ),
    (
        2,
        &[
            "2",
            "2nd",
            "second",
            "two",
            "secondo",
            "seconda",
            "due",
            "zweite",
            "zweiten",
            "zweiter",
            "deuxième",
            "segundo",
            "segunda",
        ],
    ),
    (
        3,
        &[
            "3",
            "3rd",
            "third",
            "three",
            "terzo",
            "terza",
            "tre",
            "dritte",
            "dritten",
            "dritter",
            "troisième",
            "tercero",
            "tercera",
            "terceiro",
            "terceira",
        ],
    ),
    (
        4,
        &[
            "4",
            "4th",
            "fourth",
            "four",
            "quarto",
            "quarta",
            "quattro",
            "vierte",
            "vierten",
            "vierter",
            "quatrième",
            "cuarto",
            "cuarta",
        ],
    ),
    (5, &["5", "5th", "fifth", "five", "quinto", "quinta", "cinque", "fünfte", "fünften", "fünfter", "cinquième"]),
    (0, &["last", "ultimo", "ultima", "letzte", "letzten", "letzter", "dernier", "dernière", "último", "última"]),
];
