//! Files of folders, and what is written into them and looked for in them.

use std::path::{Path, PathBuf};

/// Random for nobody but scanners: secrets are put together around it when a test runs, so that none stands in a source.
pub const NOISE: &str = "Zq7Rt2Lm9Xw4Kp8Vn3Bc6Ys1Hd5Jf0Ga2Qe9Uu7";

/// Copies a bot's folder, without what was trained in it.
pub fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("the bot's folder can be read");
        let relative = entry.path().strip_prefix(from).expect("below the folder");
        if relative.starts_with(".botctl") {
            continue;
        }
        let target = to.join(relative);
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).expect("folder is made");
        } else {
            std::fs::copy(entry.path(), target).expect("file is copied");
        }
    }
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("a readable folder"));
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// Whether bytes hold a text.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The line in which a text holds a part of it, counted from 1.
#[track_caller]
pub fn line_of(text: &str, part: &str) -> u64 {
    let (before, _) = text.split_once(part).unwrap_or_else(|| panic!("`{part}` is there"));
    before.matches('\n').count() as u64 + 1
}

/// A file of one Q&A whose answer tells which version of a folder answers.
pub fn qa(count: &str) -> String {
    format!(
        "[[qa]]\nid = \"bicycle-shed\"\nlanguage = \"en\"\nquestion = \"How many bicycles fit into the shed?\"\n\
         variants = [\"how big is the bicycle shed\"]\nanswer = \"The shed takes {count} bicycles.\"\n"
    )
}
