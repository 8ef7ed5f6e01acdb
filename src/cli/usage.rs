//! A command line that clap refuses, as a finding; and what clap prints when asked for help.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::base::diagnostic::Diagnostic;
use crate::base::text::printable;
use crate::cli::arguments::Cli;

/// What clap's answer is.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Help or version: the result.
    Text(Box<clap::builder::StyledStr>),
    /// A wrong call.
    Wrong(Diagnostic),
}

/// Reads clap's answer.
pub fn answer(error: &clap::Error) -> Answer {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Answer::Text(Box::new(error.render())),
        _ => Answer::Wrong(finding(error)),
    }
}

fn finding(error: &clap::Error) -> Diagnostic {
    let (code, summary) = fact(error);
    let finding = Diagnostic::error(code, printable(&summary).into_owned());
    match suggestion(error) {
        Some(meant) => finding.because(format!("Did you mean `{meant}`?")).fix(help_command(error)),
        None => finding.fix(help_command(error)),
    }
}

fn fact(error: &clap::Error) -> (&'static str, String) {
    let argument = text(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let verb = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            ("CFG901", format!("there is no command `{verb}`"))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ("CFG901", "a command is missing".to_owned())
        }
        ErrorKind::UnknownArgument => ("CFG902", format!("there is no flag or argument `{argument}` here")),
        ErrorKind::MissingRequiredArgument => ("CFG903", format!("missing: {argument}")),
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg).unwrap_or_default();
            ("CFG903", format!("`{argument}` can't be used with `{other}`"))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            ("CFG904", format!("`{argument}` needs a value{}", choices(error)))
        }
        ErrorKind::InvalidValue => ("CFG904", format!("`{value}` isn't a value of `{argument}`{}", choices(error))),
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
            ("CFG904", format!("`{value}` isn't a value of `{argument}`{reason}"))
        }
        ErrorKind::InvalidUtf8 => ("CFG904", "an argument isn't valid UTF-8".to_owned()),
        _ => ("CFG903", first_line(error)),
    }
}

fn choices(error: &clap::Error) -> String {
    text(error, ContextKind::ValidValue).map(|values| format!(": {values}")).unwrap_or_default()
}

fn suggestion(error: &clap::Error) -> Option<String> {
    [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(|kind| best(error.get(kind)?))
}

// clap lists candidates by rising likeness, commands that people never type among them.
fn best(value: &ContextValue) -> Option<String> {
    match value {
        ContextValue::String(text) => Some(text.clone()).filter(|text| !is_hidden(text)),
        ContextValue::Strings(texts) => texts.iter().rev().find(|text| !is_hidden(text)).cloned(),
        _ => None,
    }
}

fn is_hidden(name: &str) -> bool {
    Cli::command().find_subcommand(name).is_some_and(clap::Command::is_hide_set)
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) if !texts.is_empty() => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

// clap's usage line names the command that was meant: `Usage: botctl token create [OPTIONS] …`.
fn help_command(error: &clap::Error) -> String {
    let usage = text(error, ContextKind::Usage).unwrap_or_default();
    let words = usage.trim_start_matches("Usage:").split_whitespace();
    let names: Vec<&str> = words
        .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-'))
        .collect();
    match names.as_slice() {
        [] => "botctl --help".to_owned(),
        names => format!("{} --help", names.join(" ")),
    }
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or("the command line can't be read");
    line.trim_start_matches("error: ").to_owned()
}
