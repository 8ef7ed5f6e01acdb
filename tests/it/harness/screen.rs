//! A terminal: what a person sees at the end of what a program wrote to it, as much of one as the program makes use of.

/// A letter's look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is dim.
    pub dim: bool,
    /// Its colour as in CSS; none is the terminal's own.
    pub colour: Option<&'static str>,
}

/// A place of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// What stands there.
    pub character: char,
    /// How it looks.
    pub style: Style,
}

const BLANK: Cell = Cell { character: ' ', style: Style { bold: false, dim: false, colour: None } };

/// A row, and whether the terminal itself began it because the one before was full.
#[derive(Debug, Default, Clone)]
pub struct Row {
    /// Its places from the left, as far as something was written.
    pub cells: Vec<Cell>,
    goes_on: bool,
}

/// The screen; it grows downwards without end.
#[derive(Debug)]
pub struct Screen {
    /// Where it goes on in its next row by itself.
    pub columns: usize,
    rows: Vec<Row>,
    row: usize,
    column: usize,
    style: Style,
    /// How many sequences of colour and weight came.
    pub colours: usize,
    /// How many other escape sequences came.
    pub movements: usize,
}

impl Screen {
    /// An empty screen.
    pub fn new(columns: usize) -> Self {
        let rows = vec![Row::default()];
        Self { columns, rows, row: 0, column: 0, style: Style::default(), colours: 0, movements: 0 }
    }

    /// Shows a program's output on 80 columns.
    pub fn of(output: &str) -> Self {
        let mut screen = Self::new(80);
        screen.write(output);
        screen
    }

    /// Writes text with control sequences.
    pub fn write(&mut self, text: &str) {
        let mut rest = text.chars();
        while let Some(character) = rest.next() {
            match character {
                '\x1b' => self.escape(&mut rest),
                '\r' => self.column = 0,
                '\n' => (self.row, self.column) = (self.row + 1, 0),
                '\x08' => self.column = self.column.saturating_sub(1),
                character => self.put(character),
            }
            self.grow();
        }
    }

    /// The rows down to the last that shows something.
    pub fn used(&self) -> &[Row] {
        let is_blank = |row: &Row| row.cells.iter().all(|cell| cell.character == ' ');
        let used = self.rows.iter().rposition(|row| !is_blank(row)).map_or(0, |last| last + 1);
        &self.rows[..used]
    }

    /// The lines without trailing blanks, empty ones at the end left out. A line that was too wide comes whole.
    pub fn text(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for row in self.used() {
            let letters: String = row.cells.iter().map(|cell| cell.character).collect();
            match lines.last_mut() {
                Some(line) if row.goes_on => line.push_str(&letters),
                Some(_) | None => lines.push(letters),
            }
        }
        lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    fn grow(&mut self) {
        if self.rows.len() <= self.row {
            self.rows.resize(self.row + 1, Row::default());
        }
    }

    fn put(&mut self, character: char) {
        if self.column == self.columns {
            (self.row, self.column) = (self.row + 1, 0);
            self.grow();
            self.rows[self.row].goes_on = true;
        }
        let cells = &mut self.rows[self.row].cells;
        cells.resize(cells.len().max(self.column + 1), BLANK);
        cells[self.column] = Cell { character, style: self.style };
        self.column += 1;
    }

    /// Takes what stands behind an escape: `[ … letter`, or one character.
    fn escape(&mut self, rest: &mut std::str::Chars<'_>) {
        if rest.next() != Some('[') {
            self.movements += 1;
            return;
        }
        let mut parameters = String::new();
        let letter = loop {
            match rest.next() {
                Some(letter) if letter.is_ascii_alphabetic() => break letter,
                Some(other) => parameters.push(other),
                None => return,
            }
        };
        let numbers: Vec<usize> = parameters.split(';').map(|number| number.parse().unwrap_or(0)).collect();
        let count = numbers[0].max(1);
        match letter {
            'm' => self.colours += 1,
            _ => self.movements += 1,
        }
        match letter {
            'm' => numbers.iter().for_each(|number| self.set_style(*number)),
            'A' | 'F' => self.row = self.row.saturating_sub(count),
            'B' | 'E' => self.row += count,
            'C' => self.column += count,
            'D' => self.column = self.column.saturating_sub(count),
            'G' => self.column = count - 1,
            'K' if numbers[0] == 2 => self.rows[self.row] = Row::default(),
            'K' if numbers[0] == 0 => self.rows[self.row].cells.truncate(self.column),
            'J' if numbers[0] == 0 => {
                self.rows.truncate(self.row + 1);
                self.rows[self.row].cells.truncate(self.column);
            }
            'h' | 'l' => {}
            other => panic!("this terminal doesn't know ESC [ {parameters} {other}"),
        }
        if matches!(letter, 'E' | 'F') {
            self.column = 0;
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
}
