//! A terminal's screen, drawn as SVG.

use crate::harness::{Cell, Screen};

const CELL_WIDTH: f64 = 8.4;
const LINE_HEIGHT: usize = 18;
const MARGIN: f64 = 16.0;
const TOP: usize = 52;

/// The screen as a picture with this label.
pub fn svg(screen: &Screen, label: &str) -> String {
    let rows = screen.used();
    let width = (MARGIN * 2.0 + CELL_WIDTH * screen.columns as f64).round();
    let height = TOP + LINE_HEIGHT * rows.len();
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{label}\">\
         <rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"#171b22\"/><circle cx=\"20\" cy=\"17\" r=\"6\" fill=\"#f28b82\"/>\
         <circle cx=\"40\" cy=\"17\" r=\"6\" fill=\"#f5c66b\"/><circle cx=\"60\" cy=\"17\" r=\"6\" fill=\"#7bd88f\"/>\
         <g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace\" font-size=\"14\" fill=\"#e6e9ef\" xml:space=\"preserve\">\n"
    );
    for (index, row) in rows.iter().enumerate() {
        for (start, run) in runs(&row.cells) {
            out.push_str(&text(start, TOP + LINE_HEIGHT * index, &run));
        }
    }
    out.push_str("</g></svg>\n");
    out
}

/// Stretches of one style without two blanks in a row, with their first column.
fn runs(row: &[Cell]) -> Vec<(usize, Vec<Cell>)> {
    let mut found: Vec<(usize, Vec<Cell>)> = Vec::new();
    for (column, cell) in row.iter().enumerate() {
        let blank = |at: usize| row.get(at).is_none_or(|cell| cell.character == ' ');
        if cell.character == ' ' && (blank(column + 1) || column == 0 || blank(column - 1)) {
            continue;
        }
        match found.last_mut() {
            Some((start, run)) if *start + run.len() == column && run[0].style == cell.style => run.push(*cell),
            // A blank at the beginning would be dropped by what draws it.
            _ if cell.character == ' ' => {}
            _ => found.push((column, vec![*cell])),
        }
    }
    found
}

fn text(column: usize, y: usize, run: &[Cell]) -> String {
    let style = run[0].style;
    let mut attributes = String::new();
    if let Some(colour) = style.colour {
        attributes.push_str(&format!(" fill=\"{colour}\""));
    }
    if style.bold {
        attributes.push_str(" font-weight=\"700\"");
    }
    if style.dim {
        attributes.push_str(" opacity=\".65\"");
    }
    let content: String = run.iter().map(|cell| escaped(cell.character)).collect();
    let (x, length) = (MARGIN + CELL_WIDTH * column as f64, CELL_WIDTH * run.len() as f64);
    format!("<text x=\"{x:.1}\" y=\"{y}\" textLength=\"{length:.1}\"{attributes}>{content}</text>\n")
}

fn escaped(character: char) -> String {
    match character {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        other => other.to_string(),
    }
}
