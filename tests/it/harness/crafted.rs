//! Crafted files: archives, workbooks, decks, books, documents and PDFs, many meant badly, made when they are needed.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// An archive of these parts.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a new part");
        writer.write_all(bytes).expect("the part's bytes");
    }
    writer.finish().expect("the directory").into_inner()
}

/// A DOCX file with this body.
pub fn docx(body: &str) -> Vec<u8> {
    docx_of(&format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#), &[])
}

/// A DOCX file with this main part and more beside it.
pub fn docx_of(main: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut parts = vec![("word/document.xml", main.as_bytes())];
    parts.extend_from_slice(more);
    archive(&parts)
}

/// A PPTX file of one slide with these shapes.
pub fn pptx(shapes: &str) -> Vec<u8> {
    let slide =
        format!(r#"<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="r"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"#);
    pptx_of(slide.as_bytes())
}

/// A PPTX file whose one slide is this part.
pub fn pptx_of(slide: &[u8]) -> Vec<u8> {
    let main =
        br#"<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="s1"/></p:sldIdLst></p:presentation>"#;
    let links = br#"<Relationships><Relationship Id="s1" Type="x/slide" Target="slides/slide1.xml"/></Relationships>"#;
    archive(&[
        ("ppt/presentation.xml", main),
        ("ppt/_rels/presentation.xml.rels", links),
        ("ppt/slides/slide1.xml", slide),
    ])
}

/// An ODT file with this text.
pub fn odt(body: &str) -> Vec<u8> {
    odt_of(&format!(
        r#"<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b"><office:body><office:text>{body}</office:text></office:body></office:document-content>"#
    ))
}

/// An ODT file with this content.
pub fn odt_of(content: &str) -> Vec<u8> {
    archive(&[("content.xml", content.as_bytes())])
}

/// An EPUB file of one page, with more parts beside it.
pub fn epub(page: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let container = br#"<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>"#;
    let package = br#"<package><manifest><item id="p" href="p.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="p"/></spine></package>"#;
    let mut parts: Vec<(&str, &[u8])> =
        vec![("META-INF/container.xml", container), ("book.opf", package), ("p.xhtml", page)];
    parts.extend_from_slice(more);
    archive(&parts)
}

/// A workbook whose first sheet is this XML.
pub fn xlsx(sheet: &str) -> Vec<u8> {
    xlsx_with(sheet, &[])
}

/// A workbook whose first sheet is this XML, with more parts beside it; the one of shared strings is related.
pub fn xlsx_with(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let relationships = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    let workbook = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="qa" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let mut parts = vec![
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relationships.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(more);
    archive(&parts)
}

/// A sheet with one row of text cells for each list.
pub fn sheet(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#);
    let rows = rows.iter().map(|row| format!("<row>{}</row>", row.iter().map(cell).collect::<String>()));
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>"#,
        rows.collect::<String>()
    )
}

/// An archive whose directory names the one packed part `names.len()` times: its entries overlap.
pub fn overlapping(names: &[String], bytes: &[u8]) -> Vec<u8> {
    let single = archive(&[("x", bytes)]);
    let number = |at: usize| u32::from_le_bytes(single[at..at + 4].try_into().expect("four bytes")) as usize;
    let end = single.len() - 22;
    let directory = number(end + 16);
    let entry = &single[directory..end];
    let mut forged = single[..directory].to_vec();
    for name in names {
        let mut entry = entry.to_vec();
        entry[28..30].copy_from_slice(&u16::try_from(name.len()).expect("short").to_le_bytes());
        entry.splice(46..47, name.bytes());
        forged.extend(entry);
    }
    let size = u32::try_from(forged.len() - directory).expect("small").to_le_bytes();
    let count = u16::try_from(names.len()).expect("few").to_le_bytes();
    forged.extend(&single[end..end + 8]);
    forged.extend([count, count].concat());
    forged.extend(size);
    forged.extend(u32::try_from(directory).expect("small").to_le_bytes());
    forged.extend([0, 0]);
    forged
}

/// Bytes packed as PDF's `FlateDecode` wants them.
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let packed = archive(&[("x", bytes)]);
    let end = packed.len() - 22;
    let directory = u32::from_le_bytes(packed[end + 16..end + 20].try_into().expect("four bytes")) as usize;
    let length = u32::from_le_bytes(packed[directory + 20..directory + 24].try_into().expect("four bytes")) as usize;
    let extra = usize::from(u16::from_le_bytes([packed[28], packed[29]]));
    let start = 30 + 1 + extra;
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    [&[0x78, 0x9c], &packed[start..start + length], &(high << 16 | low).to_be_bytes()].concat()
}

/// A PDF of these objects, of which the first is the catalogue. Readers make up its cross-reference table themselves.
pub fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.5\n".to_vec();
    for (index, object) in objects.iter().enumerate() {
        bytes.extend(format!("{} 0 obj\n", index + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    bytes.extend(b"trailer\n<< /Root 1 0 R >>\n%%EOF\n");
    bytes
}

/// A stream object.
pub fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<< {dictionary} /Length {} >>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

/// A PDF of one page with this content stream.
pub fn pdf_page(content: Vec<u8>) -> Vec<u8> {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>";
    pdf(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into(),
        content,
    ])
}
