//! The `botctl` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    botctl::cli::main(std::env::args_os())
}
