//! Files as office programs write them: a workbook, documents, and some that open with a password only.

use super::crafted::archive;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>OVERRIDES</Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/KIND" Target="TARGET"/></Relationships>"#;

fn relation(kind: &str, target: &str) -> String {
    RELATIONS.replace("KIND", kind).replace("TARGET", target)
}

/// An XLSX workbook of one sheet with these rows.
pub fn workbook(rows: &[&[&str]]) -> Vec<u8> {
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
        ("[Content_Types].xml", TYPES.replace("OVERRIDES", &overrides).as_bytes()),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "sheet.xml").as_bytes()),
        ("xl/sheet.xml", sheet.as_bytes()),
    ])
}

/// A DOCX document of these paragraphs.
pub fn word_document(paragraphs: &[&str]) -> Vec<u8> {
    let paragraph = |text: &&str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body: String = paragraphs.iter().map(paragraph).collect();
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let overrides = "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>";
    archive(&[
        ("[Content_Types].xml", TYPES.replace("OVERRIDES", overrides).as_bytes()),
        ("_rels/.rels", relation("officeDocument", "word/document.xml").as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ])
}

/// A PDF of one page with one line of text.
pub fn pdf(line: &str) -> Vec<u8> {
    let stream = format!("BT /F1 12 Tf 72 720 Td ({line}) Tj ET");
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>";
    let text = format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len());
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
    pdf_of(&[page, &text, font], "")
}

/// A PDF of one page that opens with a password only.
pub fn encrypted_pdf() -> Vec<u8> {
    let key = "5a".repeat(32);
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>";
    let lock = format!("<< /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>");
    let id = "00".repeat(16);
    pdf_of(&[page, &lock], &format!("/Encrypt 4 0 R /ID [<{id}> <{id}>] "))
}

/// A PDF whose third object is its one page, with a table of its objects.
fn pdf_of(objects: &[&str], trailer: &str) -> Vec<u8> {
    let tree = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"];
    let (mut file, mut table) = ("%PDF-1.4\n".to_owned(), "0000000000 65535 f \n".to_owned());
    let size = tree.len() + objects.len() + 1;
    for (index, object) in tree.iter().chain(objects).enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = file.len();
    file.push_str(&format!(
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

/// What an office program makes of a DOCX with a password: a compound file with the stream `EncryptedPackage`.
pub fn encrypted_docx() -> Vec<u8> {
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.resize(512, 0);
    file.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    file.resize(1024, 0);
    file
}
