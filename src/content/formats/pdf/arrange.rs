//! Pieces of lines to lines in the order of reading: columns that the content paints line by line, and rows of tables.
//!
//! The order of the content is kept but where pieces beside each other follow each other: programs paint columns one
//! after the other, or line by line across the page, and both a column's text and a table's cells come out so.

use super::lines::Line;

/// Baselines closer than this, in units of the size, are one.
const SAME_LINE: f64 = 0.35;
/// Between columns, in units of the size.
const LEAST_GUTTER: f64 = 0.8;
/// Fewer lines beside each other are no columns.
const LEAST_COLUMN_LINES: usize = 4;
/// A column's lines have so many characters, and most of them fill so much of it; a table's cells are shorter.
const LEAST_PROSE_CHARACTERS: usize = 22;
const LEAST_FILLED: f64 = 0.6;
/// More cells than this are no table that anyone reads.
const MOST_CELLS: usize = 24;

/// The lines of a page, of its pieces.
pub(super) fn arranged(pieces: Vec<Line>) -> Vec<Line> {
    let rows = rows(pieces);
    let mut lines = Vec::with_capacity(rows.len());
    let mut rest = rows.as_slice();
    while let Some(first) = rest.first() {
        let columns = (first.len() > 1).then(|| columns(rest)).flatten();
        let (taken, arranged) = match columns {
            Some((count, gutter)) => (count, in_columns(rest.get(..count).unwrap_or_default(), gutter)),
            None => {
                let count = table_rows(rest);
                match rest.get(..count).filter(|rows| rows.len() > 1) {
                    Some(rows) => (count, table(rows)),
                    None => (1, joined(first)),
                }
            }
        };
        lines.extend(arranged);
        rest = rest.get(taken.max(1)..).unwrap_or_default();
    }
    lines
}

/// Pieces that stand beside each other, from left to right, and follow each other in the content.
type Row = Vec<Line>;

fn rows(pieces: Vec<Line>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if row.last().is_some_and(|last| is_beside(last, &piece)) => row.push(piece),
            _ => rows.push(vec![piece]),
        }
    }
    rows
}

fn is_beside(left: &Line, right: &Line) -> bool {
    let size = left.size.max(right.size);
    left.direction.dot(right.direction) > 0.99
        && (left.height - right.height).abs() < SAME_LINE * size
        && right.start > left.end
}

/// The space between two columns.
#[derive(Debug, Clone, Copy)]
struct Gutter {
    left: f64,
    right: f64,
}

impl Gutter {
    /// What is left of it beside a row; `None` if the row crosses it.
    fn beside(self, row: &Row) -> Option<Self> {
        let mut narrowed = self;
        for piece in row {
            let middle = (self.left + self.right) / 2.0;
            if piece.end <= middle {
                narrowed.left = narrowed.left.max(piece.end);
            } else if piece.start >= middle {
                narrowed.right = narrowed.right.min(piece.start);
            } else {
                return None;
            }
        }
        let size = row.first().map_or(0.0, |piece| piece.size);
        (narrowed.right - narrowed.left >= LEAST_GUTTER * size).then_some(narrowed)
    }
}

/// How many rows from the first on are columns of prose, and what is between the first two.
fn columns(rows: &[Row]) -> Option<(usize, f64)> {
    let first = rows.first()?;
    let gaps = first.iter().zip(first.iter().skip(1));
    let mut gutter = gaps.map(|(left, right)| Gutter { left: left.end, right: right.start }).next()?;
    let mut count = 0;
    for row in rows {
        let is_same =
            row.first().zip(first.first()).is_some_and(|(row, first)| row.direction.dot(first.direction) > 0.99);
        match gutter.beside(row).filter(|_| is_same) {
            Some(narrowed) => (gutter, count) = (narrowed, count + 1),
            None => break,
        }
    }
    let middle = (gutter.left + gutter.right) / 2.0;
    let taken = rows.get(..count)?;
    let left: Vec<&Line> = taken.iter().flatten().filter(|piece| piece.end <= middle).collect();
    let right: Vec<&Line> = taken.iter().flatten().filter(|piece| piece.start >= middle).collect();
    (is_prose(&left) && is_prose(&right)).then_some((count, middle))
}

/// Whether the pieces on one side of a gutter are the lines of a text: long ones, that fill their column.
fn is_prose(pieces: &[&Line]) -> bool {
    let start = pieces.iter().map(|piece| piece.start).fold(f64::INFINITY, f64::min);
    let end = pieces.iter().map(|piece| piece.end).fold(f64::NEG_INFINITY, f64::max);
    let long = pieces.iter().filter(|piece| {
        let is_filling = piece.end - piece.start >= LEAST_FILLED * (end - start);
        is_filling && piece.text.chars().count() >= LEAST_PROSE_CHARACTERS
    });
    pieces.len() >= LEAST_COLUMN_LINES && long.count() * 2 > pieces.len()
}

/// The left column, then what is right of it, which may be columns again.
fn in_columns(rows: &[Row], middle: f64) -> Vec<Line> {
    let side = |is_wanted: &dyn Fn(&Line) -> bool| -> Vec<Line> {
        rows.iter().flatten().filter(|piece| is_wanted(piece)).cloned().collect()
    };
    let mut lines = arranged(side(&|piece| piece.end <= middle));
    lines.extend(arranged(side(&|piece| piece.end > middle)));
    lines
}

/// How many rows from the first on are a table's: cells beside each other, and lines that go on within a cell.
fn table_rows(rows: &[Row]) -> usize {
    let Some(first) = rows.first().filter(|row| is_cells(row)) else { return 0 };
    let mut count = 1;
    let mut last = first;
    for row in rows.iter().skip(1) {
        let is_near = row.first().zip(last.first()).is_some_and(|(below, above)| {
            let drop = above.height - below.height;
            below.direction.dot(above.direction) > 0.99 && (0.0..above.size * 4.0).contains(&drop)
        });
        if !is_near || !(is_cells(row) || continued_cell(last, row).is_some()) {
            break;
        }
        if is_cells(row) {
            last = row;
        }
        count += 1;
    }
    let cells = rows.iter().take(count).filter(|row| row.len() > 1);
    if cells.count() < 2 { 0 } else { count }
}

/// Whether a row is cells of a table, and not an item behind its number.
fn is_cells(row: &Row) -> bool {
    let Some(first) = row.first() else { return false };
    // Figures below each other are a table, whatever stands before them.
    let is_label = matches!(row.get(1), Some(second) if second.text.starts_with(char::is_alphabetic))
        && row.len() == 2
        && first.text.chars().filter(|letter| letter.is_alphanumeric()).count() <= 4
        && first.text.ends_with(|last: char| last.is_ascii_digit() || ".)•–-▪●".contains(last));
    (2..=MOST_CELLS).contains(&row.len()) && !is_label
}

/// The cell of the row above that a row of one piece goes on with: one that begins where it begins, but not the first.
fn continued_cell(above: &Row, row: &Row) -> Option<usize> {
    let [piece] = row.as_slice() else { return None };
    let begins = above.iter().position(|cell| (cell.start - piece.start).abs() < piece.size)?;
    (begins > 0).then_some(begins)
}

/// The lines of a table's rows. Rows with fewer cells are laid under the cells of the fullest one.
fn table(rows: &[Row]) -> Vec<Line> {
    let Some(fullest) = rows.iter().rev().max_by_key(|row| row.len()) else { return Vec::new() };
    let spans: Vec<(f64, f64)> = fullest.iter().map(|cell| (cell.start, cell.end)).collect();
    let mut lines: Vec<(Line, Vec<String>)> = Vec::new();
    let mut last: Option<&Row> = None;
    for row in rows {
        let continued = last.and_then(|above| continued_cell(above, row));
        if let (Some(_), Some((_, cells)), [piece]) = (continued, lines.last_mut(), row.as_slice()) {
            if let Some(cell) = cells.get_mut(nearest(&spans, piece)) {
                cell.push(' ');
                cell.push_str(&piece.text);
            }
            continue;
        }
        let Some(first) = row.first() else { continue };
        let mut cells = vec![String::new(); spans.len()];
        for piece in row {
            if let Some(cell) = cells.get_mut(nearest(&spans, piece)) {
                cell.push(' ');
                cell.push_str(&piece.text);
            }
        }
        let end = row.last().map_or(first.end, |piece| piece.end);
        lines.push((Line { end, is_row: true, ..first.clone() }, cells));
        last = Some(row);
    }
    let text = |(line, cells): (Line, Vec<String>)| {
        let row = crate::content::formats::table::row(&cells)?;
        Some(Line { text: row.text, ..line })
    };
    lines.into_iter().filter_map(text).collect()
}

/// The span that a piece overlaps most, else the nearest.
fn nearest(spans: &[(f64, f64)], piece: &Line) -> usize {
    let overlap = |(start, end): &(f64, f64)| end.min(piece.end) - start.max(piece.start);
    let best = spans.iter().enumerate().max_by(|(_, left), (_, right)| overlap(left).total_cmp(&overlap(right)));
    best.map_or(0, |(index, _)| index)
}

/// A row that is no table's: one line, with its wide gaps as spaces.
fn joined(row: &Row) -> Vec<Line> {
    let texts: Vec<&str> = row.iter().map(|piece| piece.text.as_str()).collect();
    let longest = row.iter().max_by_key(|piece| piece.text.len());
    let (Some(first), Some(last), Some(longest)) = (row.first(), row.last(), longest) else { return Vec::new() };
    vec![Line { text: texts.join(" "), end: last.end, size: longest.size, ..first.clone() }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, start: f64, height: f64) -> Line {
        let direction = kurbo::Vec2::new(1.0, 0.0);
        let end = start + text.chars().count() as f64 * 5.0;
        Line { text: text.to_owned(), start, end, height, size: 10.0, direction, is_row: false }
    }

    fn texts(pieces: Vec<Line>) -> Vec<String> {
        arranged(pieces)
            .into_iter()
            .map(|line| if line.is_row { format!("| {}", line.text) } else { line.text })
            .collect()
    }

    #[test]
    fn columns_painted_across_the_page_are_read_one_after_the_other() {
        let long = |side: &str, number: usize| format!("{side} line number {number} of a longish text");
        let mut pieces = vec![piece("A title over both columns of the page", 0.0, 100.0)];
        for number in 0..5 {
            let height = 80.0 - 12.0 * number as f64;
            pieces.push(piece(&long("left", number), 0.0, height));
            pieces.push(piece(&long("right", number), 220.0, height));
        }
        pieces.push(piece("A foot over both columns, as wide as the whole page is, from left to right", 0.0, 0.0));
        let mut expected = vec!["A title over both columns of the page".to_owned()];
        expected.extend((0..5).map(|number| long("left", number)));
        expected.extend((0..5).map(|number| long("right", number)));
        expected.push("A foot over both columns, as wide as the whole page is, from left to right".to_owned());
        assert_eq!(texts(pieces), expected);
    }

    #[test]
    fn rows_of_cells_are_tables_and_missing_cells_are_dashes() {
        let pieces = vec![
            piece("Room", 0.0, 100.0),
            piece("Summer", 100.0, 100.0),
            piece("Winter", 200.0, 100.0),
            piece("Single", 0.0, 88.0),
            piece("80", 100.0, 88.0),
            piece("and tax", 100.0, 76.0),
            piece("Suite", 0.0, 64.0),
            piece("150", 202.0, 64.0),
            piece("All prices are for one night and one room.", 0.0, 40.0),
        ];
        let expected = [
            "| Room | Summer | Winter",
            "| Single | 80 and tax",
            "| Suite | – | 150",
            "All prices are for one night and one room.",
        ];
        assert_eq!(texts(pieces), expected);
    }

    #[test]
    fn items_behind_their_numbers_and_single_rows_are_lines() {
        let pieces = vec![
            piece("1.", 0.0, 100.0),
            piece("First of all", 30.0, 100.0),
            piece("2.", 0.0, 88.0),
            piece("Second", 30.0, 88.0),
            piece("Signed", 0.0, 60.0),
            piece("the inn", 100.0, 60.0),
        ];
        assert_eq!(texts(pieces), ["1. First of all", "2. Second", "Signed the inn"]);
    }
}
