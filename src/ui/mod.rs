//! Everything that is printed: one [`Ui`], made before the first command, owns standard output and standard error.
//!
//! stdout is the result, stderr everything else. Long work reports `base::event::Event`s; bars (`fancy`), lines (`plain`) and
//! NDJSON (`ndjson`) are three renderers of them. Who gets which is decided once, in [`manner`].

pub mod checklist;
pub mod diagnostic;
pub mod explain;
pub mod github;
pub mod junit;
pub mod look;
pub mod manner;
pub mod markdown;
pub mod outcome;
pub mod prompt;
pub mod release;
pub mod schema;
pub mod suite;
pub mod table;
pub mod wrap;

mod fancy;
mod markdown_table;
mod ndjson;
mod output_file;
mod plain;
mod run;
mod screen;
mod streams;
mod tally;

pub use output_file::OutputFileError;
pub use run::{Begin, Target};
pub use screen::{Finish, Human, Ui, completed};
