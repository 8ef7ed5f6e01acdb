//! `botctl completions`: the completion script of a shell, as `completions/` holds it.

use clap::{Args, ValueEnum};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Prints the completion script of a shell.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The shell.
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

/// A shell that can complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// Bash.
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
    /// PowerShell.
    #[value(name = "powershell")]
    #[allow(clippy::enum_variant_names)] // it is the shell's name
    PowerShell,
    /// Elvish.
    Elvish,
}

/// Runs it.
pub fn run(_context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    Ok(Outcome::text(script(arguments.shell)))
}

fn script(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => include_str!("../../../completions/botctl.bash"),
        Shell::Zsh => include_str!("../../../completions/_botctl"),
        Shell::Fish => include_str!("../../../completions/botctl.fish"),
        Shell::PowerShell => include_str!("../../../completions/_botctl.ps1"),
        Shell::Elvish => include_str!("../../../completions/botctl.elv"),
    }
}
