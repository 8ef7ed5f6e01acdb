//! Q&As and documents in every format that the README names, through the binary.

use std::io::Write;

use super::scene::Scene;

/// A file of Office Open XML: a zip of parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("its text");
    }
    zip.finish().expect("a zip").into_inner()
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>OVERRIDES</Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/KIND" Target="TARGET"/></Relationships>"#;

fn relation(kind: &str, target: &str) -> String {
    RELATIONS.replace("KIND", kind).replace("TARGET", target)
}

fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>");
    let row = |cells: &&[&str]| format!("<row>{}</row>", cells.iter().map(cell).collect::<String>());
    let sheet = format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{}</sheetData></worksheet>",
        rows.iter().map(row).collect::<String>()
    );
    let book = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Q" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let overrides = format!(
        "<Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/><Override PartName=\"/xl/sheet.xml\" ContentType=\"{kind}.worksheet+xml\"/>"
    );
    archive(&[
        ("[Content_Types].xml", &TYPES.replace("OVERRIDES", &overrides)),
        ("_rels/.rels", &relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", &relation("worksheet", "sheet.xml")),
        ("xl/sheet.xml", &sheet),
    ])
}

fn word_document(paragraphs: &[&str]) -> Vec<u8> {
    let paragraph = |text: &&str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body: String = paragraphs.iter().map(paragraph).collect();
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let overrides = "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>";
    archive(&[
        ("[Content_Types].xml", &TYPES.replace("OVERRIDES", overrides)),
        ("_rels/.rels", &relation("officeDocument", "word/document.xml")),
        ("word/document.xml", &document),
    ])
}

/// A page with one line of text, its table of objects where it says.
fn pdf(line: &str) -> Vec<u8> {
    let stream = format!("BT /F1 12 Tf 72 720 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let (mut file, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let table = file.len();
    let entries: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    file.push_str(&format!(
        "xref\n0 6\n0000000000 65535 f \n{entries}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    file.into_bytes()
}

#[test]
fn qas_come_from_every_format_with_several_variants_each() {
    let scene = Scene::small();
    scene.write(
        "qa/sheet.xlsx",
        workbook(&[
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
    assert!(check.contains("14 active Q&As") || check.contains("14 of 15"), "{check}");
}

#[test]
fn documents_of_every_kind_answer_and_name_themselves_as_the_source() {
    let scene = Scene::small();
    scene.write(
        "knowledge/guide.docx",
        word_document(&["Night walks", "A night walk through the bat cave begins at twenty two o'clock on Fridays."]),
    );
    scene.write("knowledge/rules.pdf", pdf("Balloons and drums are forbidden near the flamingo lagoon."));
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
