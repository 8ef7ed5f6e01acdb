//! What a restart would take over: the program and the configuration that stand on the disk.

use std::path::Path;

use crate::base::digest::Digest;
use crate::base::version::VERSION;
use crate::wire::hello::ProcessFacts;

/// The facts of what is on the disk now; taken at the start as well, they tell what runs.
///
/// The version is a digest of the program's size and time where it was replaced since the start: a program isn't run
/// just to ask its version.
pub fn facts(config_file: Option<&Path>) -> ProcessFacts {
    let config_digest = config_file
        .and_then(|path| std::fs::read(path).ok())
        .map_or_else(String::new, |bytes| Digest::of(&bytes).to_string());
    ProcessFacts { version: format!("{VERSION} {}", program_mark()), config_digest }
}

fn program_mark() -> String {
    let metadata = std::env::current_exe().ok().and_then(|path| {
        // After a replacement Linux appends this to the old program's name; the new one stands under the plain name.
        let plain = path.to_string_lossy().trim_end_matches(" (deleted)").to_owned();
        std::fs::metadata(plain).ok()
    });
    let mark = metadata.and_then(|metadata| {
        let modified = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(format!("{}-{}", metadata.len(), modified.as_nanos()))
    });
    Digest::of(mark.unwrap_or_default().as_bytes()).short()
}
