//! Q&As and documents in every format that the README names, through the binary.

use super::scene::small;
use crate::harness::papers;

#[test]
fn qas_come_from_every_format_with_several_variants_each() {
    let scene = small();
    scene.write(
        "qa/sheet.xlsx",
        papers::workbook(&[
            &["ID", "Question", "Variants", "Answer", "Active"],
            &[
                "parking",
                "Where do I park?",
                "is there a car park\nmay I leave my car somewhere",
                "In the *eastern* yard.",
                "yes",
            ],
            &["closed", "Where is the secret door?", "", "Nowhere.", "no"],
        ]),
    );
    scene.write(
        "qa/table.csv",
        "question;answer;variants\r\nCan I feed the ducks?;\"No; they are \"\"on diet\"\".\";\"may I give bread to ducks\nduck food allowed\"\r\n",
    );
    scene.write("qa/more.yaml", "- id: wheelchairs\n  question: Are there wheelchairs?\n  variants:\n    - can I borrow a wheelchair\n    - barrier free visit\n  answer: |\n    Yes, at the **gate**.\n");
    scene.write(
        "qa/last.json",
        r#"[{"id":"dogs","question":"Are dogs allowed?","variants":["may my dog come in"],"answer":"On a leash."}]"#,
    );
    scene.run("train").status(0);
    for (question, answer) in [
        ("Where do I park?", "In the *eastern* yard."),
        ("is there a car park", "In the *eastern* yard."),
        ("may I leave my car somewhere", "In the *eastern* yard."),
        ("Can I feed the ducks?", "No; they are \"on diet\"."),
        ("may I give bread to ducks", "No; they are \"on diet\"."),
        ("duck food allowed", "No; they are \"on diet\"."),
        ("barrier free visit", "Yes, at the **gate**."),
        ("can I borrow a wheelchair", "Yes, at the **gate**."),
        ("may my dog come in", "On a leash."),
    ] {
        let ran = scene.words(&["ask", "--local", question]).run().status(0);
        assert_eq!(ran.stdout.trim_end(), answer, "{question}");
    }
    let inactive = scene.words(&["ask", "--local", "Where is the secret door?"]).run().status(0);
    assert_ne!(inactive.stdout.trim_end(), "Nowhere.");
    let check = scene.run("check --offline").stdout;
    assert!(check.contains("14 active Q&As"), "{check}");
}

#[test]
fn documents_of_every_kind_answer_and_name_themselves_as_the_source() {
    let scene = small();
    scene.write(
        "knowledge/guide.docx",
        papers::word_document(&[
            "Night walks",
            "A night walk through the bat cave begins at twenty two o'clock on Fridays.",
        ]),
    );
    scene.write("knowledge/rules.pdf", papers::pdf("Balloons and drums are forbidden near the flamingo lagoon."));
    scene.write(
        "knowledge/map.html",
        "<html><head><title>Map</title><script>var hidden = 'penguin cellar';</script></head><body><h1>Where is what</h1>\
         <p>The reptile greenhouse stands behind the old windmill.</p></body></html>",
    );
    scene.write("knowledge/notes.txt", "The miniature railway runs every twenty minutes around the lake.\n");
    scene.run("deploy --train").status(0);
    for (question, answer, source) in [
        ("when does the night walk through the bat cave begin?", "twenty two o'clock", "knowledge/guide.docx"),
        ("are drums forbidden near the flamingo lagoon?", "Balloons and drums", "knowledge/rules.pdf"),
        ("where is the reptile greenhouse?", "old windmill", "knowledge/map.html"),
        ("how often does the miniature railway run?", "twenty minutes", "knowledge/notes.txt"),
    ] {
        let reply = scene.words(&["ask", question, "--format", "json"]).run().status(0).object();
        assert!(reply["text"].as_str().is_some_and(|text| text.contains(answer)), "{reply}");
        assert_eq!(reply["sources"][0]["document"], source, "{reply}");
    }
    assert!(!scene.ask("where is the penguin cellar?").contains("penguin"));
}
