//! `botctl host logs`: prints the local host's log.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::fs::FsError;
use crate::base::text;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::local_host::{LocalHost, last_lines};
use crate::cli::outcome::Outcome;
use crate::ui::Human;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;

/// Prints the local host's log.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Go on as lines come, until Ctrl-C.
    #[arg(short, long)]
    pub follow: bool,
    /// How many of the last lines.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100)]
    pub lines: usize,
}

const POLL: Duration = Duration::from_millis(200);

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let file = LocalHost::of(&context.paths()?).log_file();
    if !file.is_file() {
        let finding = Diagnostic::error("NET026", "the local host has said nothing: it was never started here");
        return Err(Failure::new(Exit::NotFound, finding.fix("botctl host start")));
    }
    let lines = last_lines(&file, arguments.lines)?;
    if !arguments.follow {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        return Ok(Outcome::short(Human::same(text), serde_json::json!({ "lines": lines })));
    }
    for line in &lines {
        context.ui.result_line(line);
    }
    context.block_on_obeying(follow(context, &file))?;
    Ok(Outcome::short(Human::default(), serde_json::Value::Null))
}

/// Prints lines as they come, until the first signal.
async fn follow(context: &Context, path: &Path) -> Result<(), Failure> {
    let failed = |error| FsError::new("read", path, error);
    let mut file = std::fs::File::open(path).map_err(failed)?;
    file.seek(SeekFrom::End(0)).map_err(failed)?;
    let mut rest = Vec::new();
    loop {
        file.read_to_end(&mut rest).map_err(failed)?;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = rest.drain(..=end).collect();
            context.ui.result_line(&text::printable(String::from_utf8_lossy(&line).trim_end()));
        }
        tokio::select! {
            _ = context.signals.reach(1) => return Ok(()),
            () = tokio::time::sleep(POLL) => {}
        }
    }
}
