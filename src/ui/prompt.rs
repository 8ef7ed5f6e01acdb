//! Asking a person: y/N for what is ordinary, the bot's id for what destroys. Never without a person.

use std::io::BufRead;

use crate::ui::look::{Tone, one_line};
use crate::ui::manner::Verbosity;
use crate::ui::{Ui, wrap};

/// What a person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Go on.
    Yes,
    /// Stop; also the answer of an empty line and of the end of input.
    No,
    /// Nobody can be asked.
    Nobody,
}

impl Ui {
    /// Asks a question whose default is No.
    pub fn confirm(&self, question: &str) -> Answer {
        self.ask(&format!("{question} [y/N] "), |answer| matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// Asks for a word to be typed, for what destroys.
    pub fn confirm_by_typing(&self, question: &str, word: &str) -> Answer {
        self.ask(&format!("{question}\nType {word} to go on: "), |answer| answer == word)
    }

    /// Reads a line that isn't shown to programs: a token that a person pastes. `None` where nobody can be asked.
    pub fn ask_line(&self, question: &str) -> Option<String> {
        self.manner().may_ask.then(|| self.read_answer(question)).flatten()
    }

    fn ask(&self, question: &str, accepts: impl Fn(&str) -> bool) -> Answer {
        if !self.manner().may_ask {
            return Answer::Nobody;
        }
        match self.read_answer(question) {
            Some(answer) if accepts(answer.trim()) => Answer::Yes,
            Some(_) | None => Answer::No,
        }
    }

    fn read_answer(&self, question: &str) -> Option<String> {
        let look = self.stderr_look();
        let (before, last) = question.rsplit_once('\n').unwrap_or(("", question));
        for line in wrap::lines(before, look.width) {
            if !before.is_empty() {
                self.trace(Verbosity::Silent, &one_line(&line));
            }
        }
        self.write_prompt(&look.paint(Tone::Strong, last));
        let mut answer = String::new();
        match std::io::stdin().lock().read_line(&mut answer) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(answer.trim_end_matches(['\r', '\n']).to_owned()),
        }
    }
}
