//! The walk: from the fixed folders of the globs down, hidden folders left out, links never followed out of the folder.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use crate::base::diagnostic::Diagnostic;
use crate::config::bot::{BotConfig, Knowledge};
use crate::content::documents::address::address;
use crate::content::documents::problem::WalkProblem;
use crate::content::documents::{DocumentError, DocumentFile, DocumentList};
use crate::content::globs::{BadGlob, Globs};
use crate::content::kind::DocumentKind;

/// Lists the documents of a bot's folder; reads none.
///
/// Q&A files, the survey file and bot.toml are never documents. What is left out although a glob names it comes back
/// as a finding: files of unknown kind, empty or too large ones, links that loop or lead outside.
pub fn walk(config: &BotConfig) -> DocumentList {
    Walker::run(Scope {
        folder: &config.folder,
        file: &config.file,
        knowledge: &config.knowledge,
        qa_files: &config.qa_files,
        survey_file: &config.survey_file,
    })
}

/// What of a configuration decides which files are documents.
struct Scope<'a> {
    folder: &'a Path,
    file: &'a Path,
    knowledge: &'a Knowledge,
    qa_files: &'a [String],
    survey_file: &'a str,
}

struct Walker<'a> {
    scope: Scope<'a>,
    /// Canonical: links are compared with it.
    root: PathBuf,
    documents: Globs,
    exclude: Globs,
    qa: Globs,
    /// Which globs found a file, of any kind.
    matched: Vec<bool>,
    positions: Vec<usize>,
    list: DocumentList,
}

impl<'a> Walker<'a> {
    fn run(scope: Scope<'a>) -> DocumentList {
        let (documents, bad_documents) = Globs::compile(&scope.knowledge.documents);
        let (exclude, bad_exclude) = Globs::compile(&scope.knowledge.exclude);
        let (qa, _) = Globs::compile(scope.qa_files);
        let mut walker = Self {
            root: scope.folder.canonicalize().unwrap_or_else(|_| scope.folder.to_owned()),
            scope,
            matched: vec![false; documents.len()],
            documents,
            exclude,
            qa,
            positions: Vec::new(),
            list: DocumentList::default(),
        };
        walker.report_bad_globs("documents", bad_documents);
        walker.report_bad_globs("exclude", bad_exclude);
        walker.walk_roots();
        walker.finish()
    }

    fn report_bad_globs(&mut self, key: &'static str, bad: Vec<BadGlob>) {
        for BadGlob { glob, reason } in bad {
            self.report_in_config(&WalkProblem::BadGlob { key, glob, reason });
        }
    }

    fn walk_roots(&mut self) {
        let roots: Vec<PathBuf> = self.documents.roots().into_iter().map(|base| self.scope.folder.join(base)).collect();
        for root in roots {
            if self.leads_outside(&root) {
                let path = self.relative(&root).unwrap_or_default();
                self.report(&WalkProblem::Outside, &path);
            } else if root.symlink_metadata().is_ok() {
                self.walk_from(&root);
            }
        }
    }

    fn walk_from(&mut self, root: &Path) {
        let mut entries = WalkDir::new(root).follow_links(true).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if entry.depth() > 0 && is_hidden(&entry) => skip(&entry, &mut entries),
                Ok(entry) if entry.path_is_symlink() && self.leads_outside(entry.path()) => {
                    self.report_if_wanted(entry.path(), &WalkProblem::Outside);
                    skip(&entry, &mut entries);
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => self.consider(&entry),
                Err(error) => self.unwalkable(&error),
            }
        }
    }

    /// Whether a path that may be a link ends outside the bot's folder. A link to nothing doesn't: it can't be walked.
    fn leads_outside(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|target| !target.starts_with(&self.root))
    }

    fn unwalkable(&mut self, error: &walkdir::Error) {
        let Some(path) = error.path() else { return };
        let problem = match (error.loop_ancestor(), error.io_error()) {
            (Some(ancestor), _) => WalkProblem::Loop { target: self.shown(ancestor) },
            (None, Some(error)) => WalkProblem::Unwalkable { reason: error.to_string() },
            (None, None) => WalkProblem::Unwalkable { reason: error.to_string() },
        };
        match problem {
            WalkProblem::Loop { .. } => {
                let place = self.shown(path);
                self.report(&problem, &place);
            }
            _ => self.report_if_wanted(path, &problem),
        }
    }

    /// Takes a file up, if a glob names it and nothing speaks against it.
    fn consider(&mut self, entry: &DirEntry) {
        let Some(path) = self.relative(entry.path()) else {
            let place = self.shown(entry.path());
            return self.report(&WalkProblem::Name, &place);
        };
        self.documents.matches_into(&path, &mut self.positions);
        let Some(first) = self.positions.first().copied() else { return };
        if self.is_left_out(&path) {
            return;
        }
        for position in &self.positions {
            if let Some(matched) = self.matched.get_mut(*position) {
                *matched = true;
            }
        }
        let extension = entry.path().extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match DocumentKind::from_extension(extension) {
            Some(kind) => self.take(entry, path, kind, first),
            None if is_secret_file(entry) => self.report(&WalkProblem::SecretFile, &path),
            None => self.report(&WalkProblem::UnknownKind { extension: extension_words(extension) }, &path),
        }
    }

    fn take(&mut self, entry: &DirEntry, path: String, kind: DocumentKind, glob: usize) {
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            Err(error) if error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound) => {
                return self.list.diagnostics.push(DocumentError::Vanished.diagnostic(&path));
            }
            Err(error) => {
                let reason = error.to_string();
                return self.list.diagnostics.push(DocumentError::Unreadable { reason }.diagnostic(&path));
            }
        };
        let most = u64::from(self.scope.knowledge.max_document_mb) * 1_000_000;
        if !metadata.is_file() {
            return self.report(&WalkProblem::Special, &path);
        }
        if metadata.len() > most {
            let error = DocumentError::TooLarge { size: metadata.len(), most };
            return self.list.diagnostics.push(error.diagnostic(&path));
        }
        if metadata.len() == 0 {
            return self.list.diagnostics.push(DocumentError::Empty.diagnostic(&path));
        }
        let address =
            self.scope.knowledge.address.as_deref().map(|pattern| address(pattern, &path, self.documents.base(glob)));
        self.list.documents.push(DocumentFile {
            path,
            absolute: entry.path().to_owned(),
            size: metadata.len(),
            modified_ns: modified_ns(&metadata),
            kind,
            address,
            date: None,
        });
    }

    /// Whether a file that a glob names is nevertheless no document.
    fn is_left_out(&self, path: &str) -> bool {
        let is_config = self.scope.folder.join(path) == self.scope.file || path == "bot.toml";
        let snapshot = &self.scope.knowledge.web.snapshot;
        let is_snapshot = path.strip_prefix(snapshot.as_str()).is_some_and(|below| below.starts_with('/'));
        is_config
            || is_snapshot
            || path == self.scope.survey_file
            || self.qa.is_match(path)
            || self.exclude.is_match(path)
    }

    fn report_if_wanted(&mut self, absolute: &Path, problem: &WalkProblem) {
        let path = self.shown(absolute);
        // A folder isn't matched by `knowledge/**`, but what stands in it would be.
        let is_wanted = |globs: &Globs| globs.is_match(&path) || globs.is_match(&format!("{path}/x.md"));
        if is_wanted(&self.documents) && !is_wanted(&self.exclude) {
            self.report(problem, &path);
        }
    }

    fn report(&mut self, problem: &WalkProblem, path: &str) {
        self.list.diagnostics.push(problem.diagnostic(path));
    }

    fn report_in_config(&mut self, problem: &WalkProblem) {
        let file = self.scope.file.file_name().map_or_else(|| "bot.toml".into(), |name| name.to_string_lossy());
        self.list.diagnostics.push(problem.diagnostic(&file));
    }

    /// The path below the bot's folder, `/`-separated; `None` if it isn't Unicode.
    fn relative(&self, path: &Path) -> Option<String> {
        let below = path.strip_prefix(self.scope.folder).unwrap_or(path);
        let text = below.to_str()?;
        if std::path::MAIN_SEPARATOR == '/' {
            Some(text.to_owned())
        } else {
            Some(text.replace(std::path::MAIN_SEPARATOR, "/"))
        }
    }

    fn shown(&self, path: &Path) -> String {
        let below = path.strip_prefix(self.scope.folder).unwrap_or(path);
        let text = below.to_string_lossy().into_owned();
        if text.is_empty() { ".".to_owned() } else { text }
    }

    fn finish(mut self) -> DocumentList {
        for position in 0..self.documents.len() {
            if self.matched.get(position) == Some(&false) {
                let glob = self.documents.glob(position).to_owned();
                self.report_in_config(&WalkProblem::NothingMatches { glob });
            }
        }
        self.list.documents.sort_unstable_by(|left, right| left.path.cmp(&right.path));
        self.list.documents.dedup_by(|left, right| left.path == right.path);
        self.list.diagnostics.sort_by(by_place);
        self.list.diagnostics.dedup();
        self.list
    }
}

fn by_place(left: &Diagnostic, right: &Diagnostic) -> std::cmp::Ordering {
    (&left.places, &left.code, &left.summary).cmp(&(&right.places, &right.code, &right.summary))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// Whether a file's name says that it holds secrets: files of variables, private keys, key stores.
fn is_secret_file(entry: &DirEntry) -> bool {
    const EXTENSIONS: [&str; 9] = ["env", "pem", "p12", "pfx", "jks", "keystore", "kdbx", "ppk", "tfstate"];
    const BEGINNINGS: [&str; 6] = [".env", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "credentials"];
    let name = entry.file_name().to_string_lossy().to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS.contains(&extension) || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

fn skip(entry: &DirEntry, entries: &mut walkdir::IntoIter) {
    if entry.file_type().is_dir() {
        entries.skip_current_dir();
    }
}

fn extension_words(extension: &str) -> String {
    if extension.is_empty() { "extensionless".to_owned() } else { format!(".{extension}") }
}

/// When a file was last changed: nanoseconds since 1970; 0 where the system doesn't say.
pub(crate) fn modified_ns(metadata: &std::fs::Metadata) -> u64 {
    let since = metadata.modified().ok().and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::bot::WebRules;

    fn knowledge(documents: &[&str], exclude: &[&str]) -> Knowledge {
        let owned = |list: &[&str]| list.iter().map(|glob| (*glob).to_owned()).collect();
        Knowledge {
            documents: owned(documents),
            exclude: owned(exclude),
            address: Some("https://x.org/{path}".to_owned()),
            max_document_mb: 1,
            pages: Vec::new(),
            sitemaps: Vec::new(),
            web: WebRules { snapshot: "b/web".to_owned(), ..WebRules::default() },
        }
    }

    fn walked(folder: &Path, knowledge: &Knowledge) -> (Vec<String>, Vec<(String, String)>) {
        let file = folder.join("bot.toml");
        let qa_files = ["qa/*".to_owned()];
        let list =
            Walker::run(Scope { folder, file: &file, knowledge, qa_files: &qa_files, survey_file: "survey.toml" });
        let findings = list
            .diagnostics
            .into_iter()
            .map(|finding| (finding.code, finding.places.first().map(ToString::to_string).unwrap_or_default()));
        (list.documents.into_iter().map(|document| document.path).collect(), findings.collect())
    }

    fn folder_with(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("temporary folder");
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            std::fs::write(path, "text").expect("file");
        }
        folder
    }

    #[test]
    fn documents_are_what_the_globs_name_and_nothing_else() {
        let folder = folder_with(&[
            "bot.toml",
            "survey.toml",
            "qa/a.md",
            "b/z.md",
            "b/A.md",
            "b/deep/c.txt",
            "b/skip/x.md",
            "b/web/snapshot.json",
            "b/.git/x.md",
            "b/.hidden.md",
            ".botctl/x.md",
            "b/slides.key",
            "b/server.pem",
            "b/production.env",
            "b/id_ed25519",
            "notes",
        ]);
        std::fs::write(folder.path().join("b/empty.md"), "").expect("file");
        std::fs::write(folder.path().join("b/large.md"), vec![b'a'; 1_000_001]).expect("file");
        let (paths, findings) = walked(folder.path(), &knowledge(&["**"], &["b/skip/**"]));
        assert_eq!(paths, ["b/A.md", "b/deep/c.txt", "b/z.md"]);
        let expected = [
            ("KB003", "b/empty.md"),
            ("KB028", "b/id_ed25519"),
            ("KB004", "b/large.md"),
            ("KB028", "b/production.env"),
            ("KB028", "b/server.pem"),
            ("KB022", "b/slides.key"),
            ("KB022", "notes"),
        ];
        assert_eq!(findings, expected.map(|(code, place)| (code.to_owned(), place.to_owned())));
    }

    #[test]
    fn globs_that_find_nothing_or_lead_outside_are_named() {
        let folder = folder_with(&["knowledge/a.md"]);
        let (paths, findings) = walked(folder.path(), &knowledge(&["knowledge/*", "docs/*", "../*"], &["["]));
        assert_eq!(paths, ["knowledge/a.md"]);
        assert_eq!(findings.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["KB020", "KB020", "KB021"]);
        assert!(findings.iter().all(|(_, place)| place == "bot.toml"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_the_folder_only() {
        use std::os::unix::fs::symlink;
        let folder = folder_with(&["knowledge/a/a.md", "shared/s.md"]);
        let outside = folder_with(&["secret.md"]);
        let link =
            |target: &Path, name: &str| symlink(target, folder.path().join("knowledge").join(name)).expect("link");
        link(&folder.path().join("knowledge"), "a/loop");
        link(&folder.path().join("shared"), "shared");
        link(outside.path(), "outside");
        link(&outside.path().join("secret.md"), "secret.md");
        link(Path::new("nothing.md"), "broken.md");
        let (paths, findings) = walked(folder.path(), &knowledge(&["knowledge/**"], &[]));
        assert_eq!(paths, ["knowledge/a/a.md", "knowledge/shared/s.md"]);
        let codes: Vec<&str> = findings.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes, ["KB023", "KB025", "KB024", "KB024"]);
    }
}
