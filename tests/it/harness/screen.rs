//! A terminal of 80 columns: what a person sees at the end of what a program wrote to it.

/// Where a terminal goes on in its next line by itself.
const COLUMNS: usize = 80;

/// The lines of a terminal, as far as cursor movement and erasing go; colours are counted and dropped.
#[derive(Debug, Default)]
pub struct Screen {
    rows: Vec<Row>,
    row: usize,
    column: usize,
    /// How many colour sequences came.
    pub colours: usize,
    /// How many other escape sequences came.
    pub movements: usize,
}

/// A row, and whether the terminal itself began it because the one before was full.
#[derive(Debug, Default, Clone)]
struct Row {
    letters: Vec<char>,
    goes_on: bool,
}

impl Screen {
    /// Shows a program's output.
    pub fn of(output: &str) -> Self {
        let mut screen = Self::default();
        let mut rest = output;
        while let Some(character) = rest.chars().next() {
            rest = &rest[character.len_utf8()..];
            match character {
                '\n' => (screen.row, screen.column) = (screen.row + 1, 0),
                '\r' => screen.column = 0,
                '\x1b' => rest = screen.escape(rest),
                other => screen.put(other),
            }
        }
        screen
    }

    /// The lines without trailing blanks, empty ones at the end left out. A line that was too wide comes whole.
    pub fn text(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for row in &self.rows {
            let letters: String = row.letters.iter().collect();
            match lines.last_mut() {
                Some(line) if row.goes_on => line.push_str(&letters),
                Some(_) | None => lines.push(letters),
            }
        }
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        let used = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        lines[..used].iter().map(|line| format!("{line}\n")).collect()
    }

    fn put(&mut self, character: char) {
        if self.column == COLUMNS {
            (self.row, self.column) = (self.row + 1, 0);
            self.current().goes_on = true;
        }
        let column = self.column;
        let row = &mut self.current().letters;
        if row.len() <= column {
            row.resize(column + 1, ' ');
        }
        row[column] = character;
        self.column += 1;
    }

    fn current(&mut self) -> &mut Row {
        if self.rows.len() <= self.row {
            self.rows.resize(self.row + 1, Row::default());
        }
        &mut self.rows[self.row]
    }

    /// Takes `[…X` behind an escape; returns what follows.
    fn escape<'a>(&mut self, rest: &'a str) -> &'a str {
        let Some(body) = rest.strip_prefix('[') else {
            self.movements += 1;
            return rest.get(1..).unwrap_or_default();
        };
        let end = body.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(body.len().saturating_sub(1));
        let (argument, after) = (&body[..end], &body[end..]);
        let letter = after.chars().next().unwrap_or('m');
        let number = argument.parse::<usize>().unwrap_or(1);
        self.movements += usize::from(letter != 'm');
        match letter {
            'm' => self.colours += 1,
            'A' => self.row = self.row.saturating_sub(number),
            'B' => self.row += number,
            'C' => self.column += number,
            'D' => self.column = self.column.saturating_sub(number),
            'G' => self.column = number - 1,
            'K' if argument == "2" => *self.current() = Row::default(),
            'K' => {
                let column = self.column;
                self.current().letters.truncate(column);
            }
            'J' => {
                let column = self.column;
                self.current().letters.truncate(column);
                self.rows.truncate(self.row + 1);
            }
            'h' | 'l' => {}
            other => panic!("this terminal doesn't know ESC [ {argument} {other}"),
        }
        after.get(1..).unwrap_or_default()
    }
}
