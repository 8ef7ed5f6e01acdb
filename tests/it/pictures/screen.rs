//! A terminal's screen after all that was written to it, drawn as SVG: as much of a terminal as the program makes use of.

const CELL_WIDTH: f64 = 8.4;
const LINE_HEIGHT: usize = 18;
const MARGIN: f64 = 16.0;
const TOP: usize = 52;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Style {
    bold: bool,
    dim: bool,
    colour: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    character: char,
    style: Style,
}

const BLANK: Cell = Cell { character: ' ', style: Style { bold: false, dim: false, colour: None } };

/// The screen; it grows downwards without end.
pub struct Screen {
    columns: usize,
    rows: Vec<Vec<Cell>>,
    row: usize,
    column: usize,
    style: Style,
}

impl Screen {
    /// An empty screen.
    pub fn new(columns: usize) -> Self {
        Self { columns, rows: vec![Vec::new()], row: 0, column: 0, style: Style::default() }
    }

    /// Writes text with control sequences.
    pub fn write(&mut self, text: &str) {
        let mut rest = text.chars();
        while let Some(character) = rest.next() {
            match character {
                '\x1b' => self.escape(&mut rest),
                '\r' => self.column = 0,
                '\n' => self.row += 1,
                '\x08' => self.column = self.column.saturating_sub(1),
                character if character.is_control() => {}
                character => self.put(character),
            }
            self.grow();
        }
    }

    fn grow(&mut self) {
        while self.rows.len() <= self.row {
            self.rows.push(Vec::new());
        }
    }

    fn put(&mut self, character: char) {
        if self.column == self.columns {
            self.column = 0;
            self.row += 1;
            self.grow();
        }
        let line = &mut self.rows[self.row];
        line.resize(line.len().max(self.column + 1), BLANK);
        line[self.column] = Cell { character, style: self.style };
        self.column += 1;
    }

    /// `ESC [ … letter`; others are skipped to their end.
    fn escape(&mut self, rest: &mut std::str::Chars<'_>) {
        if rest.next() != Some('[') {
            return;
        }
        let mut parameters = String::new();
        let end = rest.by_ref().find(|character| {
            let ends = character.is_ascii_alphabetic();
            if !ends {
                parameters.push(*character);
            }
            ends
        });
        let numbers: Vec<usize> = parameters.split(';').map(|number| number.parse().unwrap_or(0)).collect();
        let count = numbers[0].max(1);
        match end {
            Some('A' | 'F') => self.row = self.row.saturating_sub(count),
            Some('B' | 'E') => self.row += count,
            Some('C') => self.column += count,
            Some('D') => self.column = self.column.saturating_sub(count),
            Some('G') => self.column = count - 1,
            Some('J') => self.clear_below(numbers[0]),
            Some('K') => self.clear_line(numbers[0]),
            Some('m') => numbers.iter().for_each(|number| self.set_style(*number)),
            _ => {}
        }
        if matches!(end, Some('E' | 'F')) {
            self.column = 0;
        }
    }

    fn clear_below(&mut self, mode: usize) {
        assert_eq!(mode, 0, "the program clears only what is below");
        self.rows.truncate(self.row + 1);
        self.clear_line(0);
    }

    fn clear_line(&mut self, mode: usize) {
        match mode {
            0 => self.rows[self.row].truncate(self.column),
            _ => self.rows[self.row].clear(),
        }
    }

    fn set_style(&mut self, number: usize) {
        match number {
            0 => self.style = Style::default(),
            1 => self.style.bold = true,
            2 => self.style.dim = true,
            22 => (self.style.bold, self.style.dim) = (false, false),
            31 | 91 => self.style.colour = Some("#f28b82"),
            32 | 92 => self.style.colour = Some("#7bd88f"),
            33 | 93 => self.style.colour = Some("#f5c66b"),
            34 | 94 => self.style.colour = Some("#8ab4f8"),
            35 | 95 => self.style.colour = Some("#d7aefb"),
            36 | 96 => self.style.colour = Some("#78d9ec"),
            39 => self.style.colour = None,
            _ => {}
        }
    }

    /// The picture.
    pub fn svg(&self, label: &str) -> String {
        let mut rows = &self.rows[..];
        while rows.last().is_some_and(|row| row.iter().all(|cell| cell.character == ' ')) {
            rows = &rows[..rows.len() - 1];
        }
        let width = (MARGIN * 2.0 + CELL_WIDTH * self.columns as f64).round();
        let height = TOP + LINE_HEIGHT * rows.len();
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{label}\">\
             <rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"#171b22\"/><circle cx=\"20\" cy=\"17\" r=\"6\" fill=\"#f28b82\"/>\
             <circle cx=\"40\" cy=\"17\" r=\"6\" fill=\"#f5c66b\"/><circle cx=\"60\" cy=\"17\" r=\"6\" fill=\"#7bd88f\"/>\
             <g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace\" font-size=\"14\" fill=\"#e6e9ef\" xml:space=\"preserve\">\n"
        );
        for (index, row) in rows.iter().enumerate() {
            for (start, run) in runs(row) {
                out.push_str(&text(start, TOP + LINE_HEIGHT * index, &run));
            }
        }
        out.push_str("</g></svg>\n");
        out
    }
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
