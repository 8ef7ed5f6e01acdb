//! `botctl init`: a new bot's folder, complete but for what only its owner can say.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::base::diagnostic::Diagnostic;
use crate::base::fs::{self, Access};
use crate::base::id::BotId;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::config::schema::bot_schema;
use crate::ui::Human;

/// Writes a new bot's folder, to be filled in.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder; made if it isn't there.
    #[arg(value_name = "DIR", default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub folder: PathBuf,
    /// What to begin with.
    #[arg(long, value_enum, default_value_t = Template::Support)]
    pub template: Template,
    /// The bot's id; default: the folder's name.
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
}

/// What to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Template {
    /// A company that answers its customers.
    Support,
    /// A hotel or guest house.
    Hotel,
}

/// A file of a template: its path in the bot's folder, and its text.
type File = (&'static str, &'static str);

const IGNORED: File = (".gitignore", ".botctl/\n");
const ID_MARK: &str = "{{id}}";

impl Template {
    fn files(self) -> [File; 5] {
        match self {
            Self::Support => [
                ("bot.toml", include_str!("../templates/support/bot.toml")),
                ("knowledge/welcome.md", include_str!("../templates/support/welcome.md")),
                ("qa/faq.toml", include_str!("../templates/support/faq.toml")),
                ("survey.toml", include_str!("../templates/support/survey.toml")),
                IGNORED,
            ],
            Self::Hotel => [
                ("bot.toml", include_str!("../templates/hotel/bot.toml")),
                ("knowledge/welcome.md", include_str!("../templates/hotel/welcome.md")),
                ("qa/faq.toml", include_str!("../templates/hotel/faq.toml")),
                ("survey.toml", include_str!("../templates/hotel/survey.toml")),
                IGNORED,
            ],
        }
    }
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let folder = context.settings.directory.join(&arguments.folder);
    let id = bot_id(arguments.id.as_deref(), &folder)?;
    let files = arguments.template.files();
    refuse_overwriting(&folder, &files)?;
    for (path, text) in files {
        fs::write_atomic(&folder.join(path), text.replace(ID_MARK, id.as_str()).as_bytes(), Access::Shared)?;
    }
    let schema = format!("{:#}\n", bot_schema());
    fs::write_cache(&folder.join(".botctl/bot.schema.json"), schema.as_bytes())?;
    Ok(written(&arguments.folder, &id, &files))
}

fn refuse_overwriting(folder: &Path, files: &[File]) -> Result<(), Failure> {
    let taken: Vec<&str> =
        files.iter().map(|(path, _)| *path).filter(|path| folder.join(path).symlink_metadata().is_ok()).collect();
    if taken.is_empty() {
        return Ok(());
    }
    let finding = Diagnostic::error("CFG912", format!("`{}` holds {} already", folder.display(), taken.join(", ")))
        .because("Nothing was written.")
        .fix("choose another folder: botctl init DIR");
    Err(Failure::usage(finding))
}

fn bot_id(given: Option<&str>, folder: &Path) -> Result<BotId, Failure> {
    let Some(given) = given else {
        return Ok(id_of_folder(folder).unwrap_or_else(|| "my-bot".parse().expect("a literal that obeys the rule")));
    };
    given.parse().map_err(|error: crate::base::id::IdError| {
        Failure::usage(Diagnostic::error("CFG904", error.to_string()).fix("give an id like --id acme-hotel"))
    })
}

// The folder's name as an id: letters lowered, everything else a hyphen.
fn id_of_folder(folder: &Path) -> Option<BotId> {
    let folder = std::path::absolute(folder).ok()?;
    let name = folder.components().next_back()?.as_os_str().to_string_lossy().to_lowercase();
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    let slug: String = slug.trim_start_matches(|letter: char| !letter.is_ascii_lowercase()).chars().take(40).collect();
    slug.trim_end_matches('-').parse().ok()
}

fn written(folder: &Path, id: &BotId, files: &[File]) -> Outcome {
    let shown = folder.display();
    let list: String = files.iter().map(|(path, _)| format!("  {path}\n")).collect();
    let at = if folder == Path::new(".") { String::new() } else { format!(" -C {shown}") };
    let terminal = format!(
        "Wrote the bot {id} to {shown}\n\n{list}\n\
         Next:\n  \
         1. Fill in [bot] of bot.toml and the 16 topics of survey.toml.\n  \
         2. Put your documents into knowledge/ and make the answers in qa/faq.toml yours.\n  \
         3. botctl check{at} --offline\n  \
         4. botctl deploy{at} --train\n"
    );
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let fields = json!({ "bot": id, "folder": folder, "files": paths });
    Outcome::short(Human { terminal, piped: format!("{shown}\n") }, fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folders_name_becomes_an_id() {
        let cases = [
            ("/a/Acme Hotel", Some("acme-hotel")),
            ("/a/2024--bot_", Some("bot")),
            ("/a/x", None),
            ("/a/ünïts", Some("n-ts")),
        ];
        for (folder, expected) in cases {
            let id = id_of_folder(Path::new(folder));
            assert_eq!(id.as_ref().map(BotId::as_str), expected, "{folder}");
        }
    }

    #[test]
    fn templates_are_toml_with_ten_answers_and_sixteen_topics() {
        for template in [Template::Support, Template::Hotel] {
            let table = |wanted: &str| -> toml::Table {
                let files = template.files();
                let (_, text) = files.iter().find(|(path, _)| *path == wanted).expect("every template has it");
                text.replace(ID_MARK, "ab").parse().expect("valid TOML")
            };
            let answers = table("qa/faq.toml")["qa"].as_array().expect("a list").len();
            assert!(answers >= 10, "{template:?}: {answers}");
            let topics: usize =
                table("survey.toml").values().filter_map(toml::Value::as_table).map(toml::Table::len).sum();
            assert_eq!(topics, 16, "{template:?}");
            assert_eq!(table("bot.toml")["bot"]["id"].as_str(), Some("ab"));
        }
    }
}
