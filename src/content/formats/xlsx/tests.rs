//! Workbooks as documents, and their rows as Q&As see them.

use super::*;
use crate::content::formats::archive::tests::archive_of;

fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let entry = |(index, (name, state, _)): (usize, &(&str, &str, &str))| {
        format!(r#"<sheet name="{name}" sheetId="{index}" state="{state}" r:id="r{index}"/>"#)
    };
    let list: String = sheets.iter().enumerate().map(entry).collect();
    let main = format!(r#"<workbook xmlns:r="r"><sheets>{list}</sheets></workbook>"#);
    let links: String = (0..sheets.len())
        .map(|index| format!(r#"<Relationship Id="r{index}" Type="x/worksheet" Target="worksheets/{index}.xml"/>"#))
        .collect();
    let links = format!("<Relationships>{links}</Relationships>");
    let parts: Vec<(String, String)> = sheets
        .iter()
        .enumerate()
        .map(|(index, (_, _, rows))| {
            (format!("xl/worksheets/{index}.xml"), format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
        })
        .collect();
    let mut all = vec![("xl/workbook.xml", main.as_bytes()), ("xl/_rels/workbook.xml.rels", links.as_bytes())];
    all.extend(parts.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())));
    archive_of(&all)
}

fn row(line: u32, cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|text| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#)).collect();
    format!(r#"<row r="{line}">{cells}</row>"#)
}

fn blocks(document: &Document) -> Vec<(BlockKind, &str)> {
    document.blocks.iter().map(|block| (block.kind, block.text.as_str())).collect()
}

const HEADING: BlockKind = BlockKind::Heading { level: 2 };

#[test]
fn sheets_are_sections_and_empty_rows_part_tables() {
    let prices = [
        row(1, &["Prices of 2024"]),
        row(2, &["Room", "Price"]),
        row(3, &["Single", "80"]),
        row(6, &["Meal", "Price"]),
    ];
    let bytes = workbook(&[
        ("Prices", "visible", &prices.concat()),
        ("Notes", "hidden", &row(1, &["no"])),
        ("Empty", "visible", ""),
    ]);
    let document = read(&bytes).expect("a workbook");
    let expected = [
        (HEADING, "Prices"),
        (BlockKind::Paragraph, "Prices of 2024"),
        (BlockKind::TableRow, "Room | Price"),
        (BlockKind::TableRow, "Single | 80"),
        (HEADING, "Prices"),
        (BlockKind::TableRow, "Meal | Price"),
    ];
    assert_eq!(blocks(&document), expected);
}

#[test]
fn a_programs_name_of_the_only_sheet_is_no_heading() {
    let document = read(&workbook(&[("Foglio1", "visible", &row(1, &["a", "b"]))])).expect("a workbook");
    assert_eq!(blocks(&document), [(BlockKind::TableRow, "a | b")]);
}

#[test]
fn rows_are_of_the_named_sheet_else_of_the_first() {
    let bytes = workbook(&[("One", "visible", &row(1, &["first"])), ("QA", "visible", &row(4, &["", "named"]))]);
    assert_eq!(rows(&bytes, "qa"), Ok(vec![Row { line: 4, cells: vec![String::new(), "named".to_owned()] }]));
    assert_eq!(rows(&bytes, "other"), Ok(vec![Row { line: 1, cells: vec!["first".to_owned()] }]));
    assert!(matches!(rows(&workbook(&[]), "qa"), Err(DocumentError::Damaged { .. })));
}
