//! Asking a person: y/N for what is ordinary, the bot's id for what destroys. Never without a person.

use std::io::BufRead;

use crate::base::secret::Secret;
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

    /// Reads a secret that a person pastes; the terminal doesn't show it. `None` where nobody can be asked.
    pub fn ask_secret(&self, question: &str) -> Option<Secret> {
        if !self.manner().may_ask {
            return None;
        }
        self.write_prompt(&self.stderr_look().paint(Tone::Strong, question));
        let secret = console::Term::stderr().read_secure_line().ok();
        secret.map(|text| Secret::new(text.trim()))
    }

    /// Reads a line that a person types. `None` where nobody can be asked.
    pub fn ask_line(&self, question: &str) -> Option<String> {
        self.manner().may_ask.then(|| self.read_answer(question)).flatten()
    }

    /// Ends the line of a question that gets no answer.
    pub fn end_line(&self) {
        self.write_prompt("\n");
    }

    /// The next line of standard input, without a prompt. `None` at its end.
    pub fn input_line(&self) -> Option<String> {
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
        }
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
        self.hold(true);
        if question.contains('\n') {
            for line in wrap::lines(before, look.width) {
                self.trace(Verbosity::Silent, &one_line(&line));
            }
        }
        self.write_prompt(&look.paint(Tone::Strong, last));
        let answer = self.input_line();
        if answer.is_none() {
            // The end of input leaves the cursor behind the question.
            self.end_line();
        }
        self.hold(false);
        answer
    }
}
