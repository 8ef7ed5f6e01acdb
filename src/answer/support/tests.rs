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
