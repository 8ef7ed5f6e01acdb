//! Globs of bot.toml: compiled, with the fixed folder that each begins with.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A glob that can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadGlob {
    /// The glob as written.
    pub(crate) glob: String,
    /// What is wrong with it.
    pub(crate) reason: String,
}

/// Globs relative to the bot's folder. `*` stays within a folder, `**` crosses them.
pub(crate) struct Globs {
    set: GlobSet,
    patterns: Vec<Pattern>,
}

struct Pattern {
    glob: String,
    base: String,
}

impl Globs {
    /// Compiles globs. Those that can't be used come back beside the rest.
    pub(crate) fn compile(globs: &[String]) -> (Self, Vec<BadGlob>) {
        let mut builder = GlobSetBuilder::new();
        let mut patterns = Vec::new();
        let mut bad = Vec::new();
        for glob in globs {
            let tidy = glob.strip_prefix("./").unwrap_or(glob);
            match compile_one(tidy) {
                Ok(compiled) => {
                    builder.add(compiled);
                    patterns.push(Pattern { glob: glob.clone(), base: fixed_base(tidy) });
                }
                Err(reason) => bad.push(BadGlob { glob: glob.clone(), reason }),
            }
        }
        match builder.build() {
            Ok(set) => (Self { set, patterns }, bad),
            Err(error) => {
                let reason = error.to_string();
                bad.push(BadGlob { glob: globs.join(", "), reason });
                (Self { set: GlobSet::empty(), patterns: Vec::new() }, bad)
            }
        }
    }

    /// Whether any glob matches a `/`-separated path.
    pub(crate) fn is_match(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// The positions of the globs that match, ascending.
    pub(crate) fn matches_into(&self, path: &str, positions: &mut Vec<usize>) {
        self.set.matches_into(path, positions);
    }

    /// The fixed folder of the glob at `position`, without a slash at its end; empty for the bot's folder itself.
    pub(crate) fn base(&self, position: usize) -> &str {
        self.patterns.get(position).map_or("", |pattern| pattern.base.as_str())
    }

    /// The glob at `position` as written.
    pub(crate) fn glob(&self, position: usize) -> &str {
        self.patterns.get(position).map_or("", |pattern| pattern.glob.as_str())
    }

    /// How many globs there are.
    pub(crate) fn len(&self) -> usize {
        self.patterns.len()
    }

    /// The folders (or files) to walk: every base that isn't reached from another one.
    pub(crate) fn roots(&self) -> Vec<&str> {
        let mut bases: Vec<&str> = self.patterns.iter().map(|pattern| pattern.base.as_str()).collect();
        bases.sort_unstable();
        bases.dedup();
        let all = bases.clone();
        bases.retain(|base| !all.iter().any(|other| other != base && is_reached(base, other)));
        bases
    }
}

/// Whether a walk from `root` comes to `path`; it doesn't enter hidden folders.
fn is_reached(path: &str, root: &str) -> bool {
    let rest =
        if root.is_empty() { Some(path) } else { path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/')) };
    rest.is_some_and(|rest| !rest.split('/').any(|part| part.starts_with('.')))
}

fn compile_one(glob: &str) -> Result<globset::Glob, String> {
    if glob.starts_with('/') || glob.contains('\\') || has_drive(glob) {
        return Err("it must be relative to the bot's folder, with `/` between folders".to_owned());
    }
    if glob.split('/').any(|part| part == "..") {
        return Err("it leads outside the bot's folder".to_owned());
    }
    GlobBuilder::new(glob).literal_separator(true).build().map_err(|error| error.kind().to_string())
}

fn has_drive(glob: &str) -> bool {
    let mut letters = glob.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic()) && letters.next() == Some(':')
}

/// The folders before the first one with a wildcard; the whole glob where it has none.
fn fixed_base(glob: &str) -> String {
    let has_wildcard = |part: &str| part.contains(['*', '?', '[', '{']);
    glob.split('/').take_while(|part| !has_wildcard(part)).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(list: &[&str]) -> Vec<String> {
        list.iter().map(|glob| (*glob).to_owned()).collect()
    }

    #[test]
    fn roots_are_the_fixed_folders_once() {
        let (compiled, bad) = Globs::compile(&globs(&["knowledge/**", "knowledge/deep/*.md", ".docs/**", "README.md"]));
        assert!(bad.is_empty());
        assert_eq!(compiled.roots(), [".docs", "README.md", "knowledge"]);
        let (all, _) = Globs::compile(&globs(&["**/*.md", "a/*.md", ".docs/*"]));
        assert_eq!(all.roots(), ["", ".docs"]);
    }

    #[test]
    fn a_star_stays_in_its_folder() {
        let (compiled, _) = Globs::compile(&globs(&["./qa/*", "knowledge/**"]));
        assert!(compiled.is_match("qa/a.csv") && compiled.is_match("knowledge/a/b.md"));
        assert!(!compiled.is_match("qa/deep/a.csv") && !compiled.is_match("knowledge"));
    }

    #[test]
    fn globs_outside_the_folder_are_refused() {
        for glob in ["../other/*", "/etc/*", "a/../../b", "C:/docs/*", "a\\b", "a[", "{a"] {
            let (_, bad) = Globs::compile(&globs(&[glob]));
            assert_eq!(bad.len(), 1, "{glob}");
        }
    }
}
