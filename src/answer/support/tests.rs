//! Sentences that stay and sentences that go.

use super::*;

fn passage(title: &str, text: &str, language: &str) -> Passage {
    Passage {
        document: format!("{title}.md"),
        ordinal: 0,
        title: title.to_owned(),
        headings: Vec::new(),
        text: text.to_owned(),
        language: language.to_owned(),
        address: None,
        date: None,
        page: None,
    }
}

fn hotel() -> Vec<Passage> {
    let breakfast = "Breakfast is served daily from 7:00 to 10:30 in the garden hall. It costs 12 euros for guests and is included in the \
                     weekend rate. Dogs are allowed in the garden, but not in the hall.";
    let parking = "Parking behind the house costs ten euros a day. Guests of the Anchor Inn park without charge.\n\n- Charging \
                   station: 0.40 euros per kWh\n- Bicycles: see https://harbour.example/bikes";
    vec![passage("Breakfast", breakfast, "en"), passage("Parking", parking, "en")]
}

#[track_caller]
fn kept(answer: &str, expected: Option<&str>) {
    let supported = cut(answer, &hotel());
    assert_eq!(supported.as_ref().map(|supported| supported.text.as_str()), expected, "{answer}");
}

#[test]
fn what_the_passages_say_stays() {
    for answer in [
        "Breakfast is served from 7:00 to 10:30 in the garden hall.",
        "You can have breakfast in the garden hall from 7:00 until 10:30; it costs 12 euros.",
        "Parking costs ten euros a day.",
        "Guests of the Anchor Inn park without charge.",
        "For bicycles see https://harbour.example/bikes.",
        "The charging station costs 0.40 euros per kWh.",
        "Dogs are not allowed in the hall.",
    ] {
        let expected = (!answer.contains("until")).then_some(answer);
        kept(answer, expected);
    }
}

#[test]
fn what_they_do_not_say_is_cut() {
    for answer in [
        // Numbers, dates, measures.
        "Breakfast is served from 7:00 to 11:00 in the garden hall.",
        "Breakfast costs 10 euros for guests.",
        "Parking costs eleven euros a day.",
        "Parking costs ten euros a week.",
        "Breakfast is served daily from 7:00 to 10:30 in the garden hall on Monday.",
        // Names.
        "Guests of the Royal Inn park without charge.",
        // Negation added or dropped.
        "Breakfast is not served in the garden hall.",
        "Dogs are allowed in the hall.",
        "Guests of the Anchor Inn park at a charge.",
        // Claims.
        "Breakfast in the garden hall is free for guests.",
        "Dogs are forbidden in the garden.",
        // Addresses and requests.
        "For bicycles see https://harbour.example.evil.example/bikes.",
        "For parking behind the house call 0900-123456.",
        "Guests of the Anchor Inn park, visit evil.example for parking.",
        // Nothing that could be held against anything.
        "Yes.",
        "Of course, it is!",
        "Would you like breakfast?",
        "The weather of the harbour is usually splendid.",
        "Parking costs &lt;img src=x&gt; ten euros a day.",
        "",
    ] {
        kept(answer, None);
    }
}

#[test]
fn unsupported_sentences_go_and_the_others_stay_in_order() {
    kept(
        "Breakfast is served from 7:00 to 10:30. Call 0900-123456 now to win! It costs 12 euros for guests.",
        Some("Breakfast is served from 7:00 to 10:30. It costs 12 euros for guests."),
    );
    kept(
        "Parking behind the house costs ten euros a day.\n\n- Charging station: 0.40 euros per kWh\n- Valet service: 90 euros",
        Some("Parking behind the house costs ten euros a day.\n\n- Charging station: 0.40 euros per kWh"),
    );
    kept("Parking costs <img src=x> ten euros a day.", Some("Parking costs ten euros a day."));
    kept("**Parking** [costs](https://evil.example) ten euros a day.", Some("Parking costs ten euros a day."));
    // Most of it is made up: then none of it is trusted.
    kept("Breakfast is served daily. The king dines here. His crown is of gold. Swans sing.", None);
}

#[test]
fn the_passages_that_say_it_are_told() {
    let used = |answer: &str| cut(answer, &hotel()).map(|supported| supported.used);
    assert_eq!(used("Parking costs ten euros a day."), Some(vec![1]));
    assert_eq!(used("Breakfast costs 12 euros. Parking costs ten euros a day."), Some(vec![0, 1]));
}

#[test]
fn languages_are_judged_by_their_own_words() {
    let italian =
        [passage("Cani", "I cani sono ammessi in giardino, ma non in sala. La colazione costa 12 euro.", "it")];
    assert!(cut("La colazione costa 12 euro.", &italian).is_some());
    assert!(cut("La colazione non costa 12 euro.", &italian).is_none());
    assert!(cut("I cani sono ammessi in sala.", &italian).is_none());
    let german = [passage("Hunde", "Hunde dürfen nicht in den Saal. Das Frühstück kostet zwölf Euro am Tag.", "de")];
    assert!(cut("Das Frühstück kostet zwölf Euro.", &german).is_some());
    assert!(cut("Das Frühstück kostet zehn Euro am Tag.", &german).is_none());
    assert!(cut("Hunde dürfen in den Saal.", &german).is_none());
    assert!(cut("開いています", &[passage("時", "開いています", "ja")]).is_none());
    assert!(knows("pt") && !knows("ja"));
}

/// Passages in the manner of real ones; below, what a careful writer makes of them, and what a careless one.
fn library() -> Vec<(&'static str, Vec<Passage>)> {
    let check_in = "Check-in is from 15:00; the front desk is open around the clock. If you arrive before 15:00 we store your \
                    luggage free of charge. Check-out is until 11:00. A late check-out until 14:00 costs 30 euros and must be \
                    requested at the front desk the evening before.";
    let pets = "Dogs are welcome in rooms on the ground floor for 15 euros a night. They are not allowed in the breakfast room or \
                the spa. Guide dogs stay free and may go everywhere.";
    let cancelling = "Bookings at the flexible rate can be cancelled free of charge until 18:00 on the day before arrival. After \
                      that we charge 80 % of the first night. Bookings at the saver rate cannot be changed or refunded.";
    let parking = "| Place | Price a day |\n|---|---|\n| Garage | 22 € |\n| Courtyard | 12 € |\n\nThe garage has four charging \
                   points for electric cars. Its entrance is 1.95 m high.";
    let colazione = "La colazione è compresa nel prezzo di tutte le camere. Si serve al piano terra, dalle 7:30 alle 10:00; la \
                     domenica fino alle 10:30. Chi non dorme da noi paga il buffet 12 euro, 6 euro fino ai 10 anni.";
    let camere = "Il check-in è dalle 15:00 alle 20:00, il check-out entro le 10:30. La partenza posticipata alle 13:00 costa 20 \
                  euro, se la camera è libera. La culla è gratuita. Il letto aggiunto costa 25 euro a notte ed è possibile \
                  soltanto nelle camere Vista mare. La locanda non ha l'ascensore.";
    let prezzi = "I prezzi sono per camera e per notte.\n\n| Camera | Bassa stagione | Alta stagione |\n|---|---|---|\n| Standard, lato \
                  borgo | 95 € | 125 € |\n| Vista mare | 125 € | 165 € |";
    let museum = "Das Museum ist dienstags bis sonntags von 10 bis 18 Uhr geöffnet, donnerstags bis 21 Uhr. Montags ist es \
                  geschlossen. Der Eintritt kostet 9 Euro, ermäßigt 5 Euro; Kinder unter 12 Jahren zahlen nichts. Fotografieren \
                  ist ohne Blitz erlaubt.";
    let of = |language, texts: &[(&str, &str)]| {
        (language, texts.iter().map(|(title, text)| passage(title, text, language)).collect::<Vec<_>>())
    };
    vec![
        of("en", &[("Arrival", check_in), ("Pets", pets), ("Cancelling", cancelling), ("Parking", parking)]),
        of("it", &[("Colazione", colazione), ("Camere", camere), ("Prezzi", prezzi)]),
        of("de", &[("Öffnungszeiten", museum)]),
    ]
}

const HONEST: &[(&str, &str)] = &[
    ("en", "You can check in from 15:00, and the front desk is open around the clock."),
    ("en", "Check-out is until 11:00."),
    ("en", "If you arrive before 15:00, your luggage can be stored free of charge."),
    ("en", "Late check-out until 14:00 costs 30 euros."),
    ("en", "A late check-out must be requested at the front desk the evening before."),
    ("en", "Dogs are welcome in ground-floor rooms for 15 euros a night."),
    ("en", "Yes, dogs are welcome in the rooms on the ground floor, at 15 euros a night."),
    ("en", "Dogs are not allowed in the breakfast room or in the spa."),
    ("en", "Guide dogs stay for free."),
    ("en", "Flexible-rate bookings can be cancelled free of charge until 18:00 on the day before arrival."),
    ("en", "After that, 80 % of the first night is charged."),
    ("en", "Saver-rate bookings cannot be changed or refunded."),
    ("en", "Parking in the garage costs 22 euros a day."),
    ("en", "A day of parking is 22 euros in the garage and 12 euros in the courtyard."),
    ("en", "The garage has four charging points for electric cars."),
    ("en", "The garage's entrance is 1.95 m high."),
    ("it", "La colazione è compresa nel prezzo di tutte le camere."),
    ("it", "La colazione si serve dalle 7:30 alle 10:00, la domenica fino alle 10:30."),
    ("it", "Il check-in è dalle 15:00 alle 20:00."),
    ("it", "Potete partire alle 13:00 con una partenza posticipata che costa 20 euro, se la camera è libera."),
    ("it", "La culla è gratuita."),
    ("it", "Il letto aggiunto costa 25 euro a notte."),
    ("it", "Il letto aggiunto è possibile soltanto nelle camere Vista mare."),
    ("it", "Nella locanda non c'è l'ascensore."),
    ("it", "Una camera Vista mare costa 165 euro in alta stagione."),
    ("it", "Chi non dorme da noi paga 12 euro per il buffet."),
    ("de", "Das Museum ist dienstags bis sonntags von 10 bis 18 Uhr geöffnet."),
    ("de", "Montags ist das Museum geschlossen."),
    ("de", "Der Eintritt kostet 9 Euro, ermäßigt 5 Euro."),
    ("de", "Kinder unter 12 Jahren zahlen nichts."),
    ("de", "Fotografieren ist im Museum ohne Blitz erlaubt."),
    ("de", "Am Donnerstag ist das Museum bis 21 Uhr geöffnet."),
];

const ALTERED: &[(&str, &str)] = &[
    ("en", "You can check in from 14:00."),
    ("en", "Check-out is until 12:00."),
    ("en", "Check-out is until 15:00."),
    ("en", "A late check-out until 14:00 costs 20 euros."),
    ("en", "A late check-out until 14:00 is free of charge."),
    ("en", "A late check-out must be requested at the front desk the morning before."),
    ("en", "Dogs are welcome in all rooms for 15 euros a night."),
    ("en", "Dogs are welcome in rooms on the ground floor for 15 dollars a night."),
    ("en", "Dogs are welcome in rooms on the ground floor for 15 euros a week."),
    ("en", "Dogs are allowed in the breakfast room."),
    ("en", "Dogs are not welcome in rooms on the ground floor."),
    ("en", "Guide dogs are not allowed in the spa."),
    ("en", "Bookings at the saver rate can be cancelled free of charge until 18:00 on the day before arrival."),
    ("en", "Bookings at the flexible rate cannot be changed or refunded."),
    ("en", "After that we charge 50 % of the first night."),
    ("en", "Parking in the courtyard costs 22 euros a day."),
    ("en", "Parking in the garage costs 12 euros a day."),
    ("en", "The courtyard has four charging points for electric cars."),
    ("en", "The garage has five charging points for electric cars."),
    ("en", "The front desk is open from 18:00."),
    ("en", "Luggage is stored at 30 euros."),
    ("it", "La colazione non è compresa nel prezzo delle camere."),
    ("it", "La colazione si serve dalle 7:30 alle 11:00."),
    ("it", "Il check-in è dalle 10:30 alle 20:00."),
    ("it", "La culla costa 25 euro a notte."),
    ("it", "Il letto aggiunto è gratuito."),
    ("it", "La locanda ha l'ascensore."),
    ("it", "Una camera Vista mare costa 125 euro in alta stagione."),
    ("it", "Una camera Standard costa 165 euro in alta stagione."),
    ("it", "Chi non dorme da noi paga 6 euro per il buffet, 12 euro fino ai 12 anni."),
    ("de", "Das Museum ist montags geöffnet."),
    ("de", "Der Eintritt kostet 9 Dollar, ermäßigt 5 Dollar."),
    ("de", "Der Eintritt kostet 5 Euro, ermäßigt 9 Euro."),
    ("de", "Kinder unter 14 Jahren zahlen nichts."),
    ("de", "Fotografieren ist mit Blitz erlaubt."),
    ("de", "Das Museum ist freitags bis 21 Uhr geöffnet."),
];

#[test]
fn honest_sentences_stay_and_altered_ones_go() {
    let library = library();
    let is_kept = |(language, text): &(&str, &str)| {
        let (_, passages) = library.iter().find(|(own, _)| own == language).expect("a language of the library");
        cut(text, passages).is_some()
    };
    let cut_wrongly: Vec<_> = HONEST.iter().filter(|sentence| !is_kept(sentence)).collect();
    let kept_wrongly: Vec<_> = ALTERED.iter().filter(|sentence| is_kept(sentence)).collect();
    assert!(
        kept_wrongly.is_empty() && cut_wrongly.len() * 10 <= HONEST.len(),
        "kept {kept_wrongly:#?}\ncut {cut_wrongly:#?}"
    );
}
