//! `botctl snippet install`: puts the integration code into the head of pages, once.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::fs::{self, Access, FsError};
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::integrate::{InstallError, Installed, Snippet, install};
use crate::ui::table::Table;

/// Puts the integration code into the head of pages, once.
#[derive(Debug, Args)]
pub struct Arguments {
    /// HTML files, or templates that hold a page's head.
    #[arg(value_name = "FILE", required = true, value_hint = clap::ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
}

/// What is to become of a page.
struct Change<'a> {
    file: &'a Path,
    /// Where it really stands: a link stays one.
    target: PathBuf,
    installed: Installed,
}

/// Runs it: reads all pages first, so that either every one is changed or none.
pub fn run(context: &Context, arguments: &Arguments, snippet: &Snippet) -> Result<Outcome, Failure> {
    let mut changes = Vec::new();
    let mut refused = Vec::new();
    for file in &arguments.files {
        match prepare(&context.settings.directory.join(file), file, snippet) {
            Ok(change) => changes.push(change),
            Err(finding) => refused.push(finding),
        }
    }
    if let Some((exit, _)) = refused.first() {
        return Err(Failure::of(*exit, refused.into_iter().map(|(_, finding)| finding).collect()));
    }
    for change in &changes {
        if let Installed::Added(page) | Installed::Updated(page) | Installed::Moved(page) = &change.installed {
            fs::write_atomic(&change.target, page, Access::AsBefore)?;
        }
    }
    let mut table = Table::new(&["FILE", "SNIPPET"]);
    for change in &changes {
        table.row([change.file.display().to_string(), outcome(&change.installed).to_owned()]);
    }
    let files: Vec<_> = changes
        .iter()
        .map(|change| json!({ "file": change.file.display().to_string(), "outcome": outcome(&change.installed) }))
        .collect();
    let fields = json!({ "snippet": snippet.html(), "bundle": snippet.bundle_url(), "files": files });
    Ok(Outcome::short(table.human(&context.ui.stdout_look(), ""), fields))
}

fn prepare<'a>(path: &Path, file: &'a Path, snippet: &Snippet) -> Result<Change<'a>, (Exit, Diagnostic)> {
    let target = std::fs::canonicalize(path).map_err(|error| unreadable(FsError::new("read", file, error)))?;
    let page = fs::read(&target).map_err(|error| unreadable(FsError { path: file.to_owned(), ..error }))?;
    let installed = install(&page, snippet).map_err(|error| (Exit::Usage, no_page(file, error)))?;
    Ok(Change { file, target, installed })
}

fn outcome(installed: &Installed) -> &'static str {
    match installed {
        Installed::Added(_) => "added",
        Installed::Updated(_) => "updated",
        Installed::Moved(_) => "moved to the head",
        Installed::Present => "already there",
    }
}

fn unreadable(error: FsError) -> (Exit, Diagnostic) {
    let exit = if error.is_not_found() { Exit::NotFound } else { Exit::Unexpected };
    let finding = Diagnostic::error("WID002", error.to_string())
        .because("No file was changed.")
        .fix("name HTML files that exist and that you may read");
    (exit, finding)
}

fn no_page(file: &Path, error: InstallError) -> Diagnostic {
    let name = file.display().to_string();
    let finding = Diagnostic::error("WID001", format!("`{name}` takes no snippet: {error}"))
        .at(Place::file(name))
        .because("No file was changed.");
    match error {
        InstallError::NoHead => finding
            .fix("name the file that holds the page's <head>: for a template, the layout or header part")
            .try_when("botctl snippet", "to paste it by hand"),
        InstallError::NotText => finding.fix("save the page as UTF-8"),
    }
}
