//! The end of every command: result file, result, findings, GitHub's files, exit code. One place for all verbs.

use std::io::Write;
use std::path::Path;

use crate::base::diagnostic::Diagnostic;
use crate::cli::Called;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::cli::settings::Settings;
use crate::ui::outcome::Object;
use crate::ui::{Finish, Ui, completed, github};

/// Prints how a command ended and returns the process's exit code. `settings` are absent where they couldn't be resolved.
pub(crate) fn finish(ui: &Ui, called: &Called, settings: Option<&Settings>, ended: Result<Outcome, Failure>) -> u8 {
    let mut end = match ended {
        Ok(outcome) => succeeded(called, outcome),
        Err(failure) => failed(called, failure),
    };
    if let Object::Long(result) = &mut end.object
        && result.elapsed_ms == 0
    {
        result.elapsed_ms = ui.elapsed_ms();
    }
    if let Some(settings) = settings {
        leave_files(ui, called, settings, &mut end);
    }
    match ui.finish(&end) {
        Ok(()) => end.exit_code,
        Err(reason) => {
            let lost = Failure::stdout_lost(&reason);
            lost.diagnostics.iter().for_each(|finding| ui.diagnose(finding));
            if end.ok { lost.exit.code() } else { end.exit_code }
        }
    }
}

fn succeeded(called: &Called, outcome: Outcome) -> Finish {
    Finish {
        command: called.name.clone(),
        exit_code: outcome.exit.code(),
        ok: outcome.exit.is_ok(),
        retryable: false,
        human: outcome.human,
        closing: outcome.closing,
        object: outcome.object,
        pictured: false,
        diagnostics: Vec::new(),
        request_id: None,
    }
}

fn failed(called: &Called, failure: Failure) -> Finish {
    let object =
        if called.long { Object::Long(Box::new(failure.result_line())) } else { Object::Short(failure.fields.clone()) };
    Finish {
        command: called.name.clone(),
        exit_code: failure.exit.code(),
        ok: failure.exit.is_ok(),
        retryable: failure.exit.is_retryable(),
        human: failure.human,
        closing: String::new(),
        object,
        pictured: failure.pictured,
        diagnostics: failure.diagnostics,
        request_id: failure.request_id,
    }
}

fn leave_files(ui: &Ui, called: &Called, settings: &Settings, end: &mut Finish) {
    if let Some(path) = &settings.output_file
        && let Err(error) = ui.save(path, end)
    {
        undelivered(end, Failure::from(error));
    }
    let Object::Long(result) = &end.object else { return };
    let result = &completed(result, end);
    let environment = settings.environment.as_ref().map_or("default", |name| name.as_str());
    let files = [
        (&settings.github_summary, github::summary(&called.name, environment, result)),
        (&settings.github_output, github::outputs(result)),
    ];
    for (path, text) in files {
        if let Some(path) = path
            && let Err(error) = append(path, &text)
        {
            let finding = Diagnostic::warning("INT007", format!("can't write to `{}`: {error}", path.display()));
            ui.diagnose(&finding.fix("check what GITHUB_STEP_SUMMARY and GITHUB_OUTPUT name"));
        }
    }
}

// The deed stands; what failed is telling about it. So the outcome stays, and the exit code and `ok` say the rest.
fn undelivered(end: &mut Finish, failure: Failure) {
    end.diagnostics.extend(failure.diagnostics);
    if end.ok {
        (end.ok, end.exit_code) = (false, Exit::Unexpected.code());
        if let Object::Long(result) = &mut end.object {
            (result.ok, result.exit_code) = (false, end.exit_code);
        }
    }
}

fn append(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())
}
