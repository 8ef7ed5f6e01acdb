//! The rules of the house, held by reading the sources: who imports whom, how long things are, what never happens where.

use std::path::{Path, PathBuf};

use crate::harness::{files, root};

/// Module → the modules that it may import. `lib.rs` holds the same table in words.
const LAYERS: [(&str, &[&str]); 14] = [
    ("base", &[]),
    ("config", &["base"]),
    ("content", &["base", "config"]),
    ("answer", &["base"]),
    ("endpoints", &["base", "config", "answer"]),
    ("bundle", &["base"]),
    ("wire", &["base", "bundle"]),
    ("train", &["base", "config", "content", "answer", "bundle"]),
    ("client", &["base", "bundle", "wire"]),
    ("checklist", &["base", "config", "content", "bundle", "client", "wire"]),
    ("deploy", &["base", "config", "bundle", "wire", "client"]),
    ("integrate", &["base", "config", "wire"]),
    ("host", &["base", "config", "bundle", "answer", "wire", "integrate", "endpoints"]),
    (
        "ui",
        &[
            "base",
            "config",
            "content",
            "answer",
            "bundle",
            "wire",
            "train",
            "client",
            "checklist",
            "deploy",
            "integrate",
        ],
    ),
];

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 80;

/// A word that stands only in the files of these prefixes, and why.
struct Rule {
    word: &'static str,
    except: &'static [&'static str],
    reason: &'static str,
}

const RULES: [Rule; 15] = [
    Rule { word: ".unwrap()", except: &[], reason: "say why it holds: expect(\"…\")" },
    Rule { word: "todo!(", except: &[], reason: "unfinished" },
    Rule { word: "unimplemented!(", except: &[], reason: "unfinished" },
    Rule { word: "dbg!(", except: &[], reason: "left behind" },
    Rule { word: "println!(", except: &[], reason: "only ui prints, through its streams" },
    Rule { word: "eprint!(", except: &[], reason: "only ui prints, through its streams" },
    Rule {
        word: "io::stdout()",
        // The reader of documents speaks its parent's protocol there; nothing of it is for people.
        except: &["ui/streams.rs", "cli/settings.rs", "cli/commands/internal_extract.rs"],
        reason: "only ui prints",
    },
    Rule { word: "io::stderr()", except: &["ui/streams.rs", "cli/settings.rs"], reason: "only ui prints" },
    Rule { word: "env::var", except: &["config/env"], reason: "only config::env reads the environment" },
    Rule { word: "process::exit", except: &[], reason: "only main ends the process, by returning" },
    Rule {
        word: "thread::spawn",
        except: &["host/jobs"],
        reason: "every task has an owner; the host's owner is host::jobs",
    },
    Rule {
        word: "tokio::spawn",
        except: &["host/jobs", "client/fake"],
        reason: "every task has an owner; the host's owner is host::jobs",
    },
    Rule { word: "sqlx::", except: &["host/store"], reason: "SQL only in host::store" },
    Rule { word: "object_store::", except: &["host/blobs"], reason: "object stores only in host::blobs" },
    Rule { word: "use super::super", except: &[], reason: "name the module by crate::" },
];

/// Words that must not stand in some module.
const ABSENT: [(&str, &str, &str); 3] = [
    ("host/store/", "axum", "the store doesn't know HTTP"),
    ("host/store/", "crate::wire", "the store doesn't know the wire"),
    ("host/api/", "SELECT ", "handlers don't know SQL"),
];

const DRAWERS: [&str; 6] = ["utils", "util", "helpers", "common", "manager", "misc"];

/// A source file without its unit tests.
struct Source {
    path: String,
    code: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let mut sources: Vec<Source> = rust_files(&folder).iter().map(|path| source(&folder, path)).collect();
    sources.sort_by(|one, two| one.path.cmp(&two.path));
    assert!(sources.len() > 50, "the sources are found");
    sources
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files(folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs")).collect()
}

fn source(folder: &Path, path: &Path) -> Source {
    let text = std::fs::read_to_string(path).expect("sources are text");
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
    let path = path.strip_prefix(folder).expect("below src").to_string_lossy().replace('\\', "/");
    Source { path, code, lines: text.lines().count() }
}

#[track_caller]
fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

#[test]
fn modules_import_only_what_lies_below() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some((module, _)) = source.path.split_once('/') else { continue };
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else { continue };
        for (number, line) in source.code.lines().enumerate().filter(|(_, line)| !is_comment(line)) {
            for other in line.split("crate::").skip(1) {
                let other: String = other.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                let known = LAYERS.iter().any(|(name, _)| *name == other) || other == "cli";
                if known && other != module && !allowed.contains(&other.as_str()) {
                    faults.push(format!("src/{}:{}: {module} may not import {other}", source.path, number + 1));
                }
            }
        }
    }
    assert_none(faults);
}

#[test]
fn every_module_has_its_layer() {
    let library = std::fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let modules = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    for module in modules.filter(|module| *module != "cli") {
        assert!(LAYERS.iter().any(|(name, _)| *name == module), "{module}");
    }
}

#[test]
fn words_stand_only_where_they_belong() {
    let mut faults = Vec::new();
    for source in sources() {
        for (number, line) in source.code.lines().enumerate().filter(|(_, line)| !is_comment(line)) {
            for rule in &RULES {
                let excepted = rule.except.iter().any(|prefix| source.path.starts_with(prefix));
                if line.contains(rule.word) && !excepted {
                    faults.push(format!("src/{}:{}: {}: {}", source.path, number + 1, rule.word, rule.reason));
                }
            }
            for (prefix, word, reason) in ABSENT {
                if source.path.starts_with(prefix) && line.contains(word) {
                    faults.push(format!("src/{}:{}: {word}: {reason}", source.path, number + 1));
                }
            }
        }
    }
    assert_none(faults);
}

#[test]
fn files_are_one_idea() {
    let mut faults = Vec::new();
    for source in sources() {
        if source.lines > FILE_LINES {
            faults.push(format!("src/{}: {} lines", source.path, source.lines));
        }
        let drawer = source.path.split(['/', '.']).any(|part| DRAWERS.contains(&part));
        if drawer {
            faults.push(format!("src/{}: a drawer, not an idea", source.path));
        }
        if !source.code.starts_with("//!") {
            faults.push(format!("src/{}: the first line says what the file owns", source.path));
        }
    }
    assert_none(faults);
}

#[test]
fn functions_are_short() {
    let mut faults = Vec::new();
    for source in sources() {
        for (name, start, length) in functions(&source.code) {
            if length > FUNCTION_LINES {
                faults.push(format!("src/{}:{start}: {name} has {length} lines", source.path));
            }
        }
    }
    assert_none(faults);
}

/// Functions as rustfmt lays them out: name, first line, lines. The end is the brace at the beginning's indentation.
fn functions(code: &str) -> Vec<(String, usize, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let body = line.trim_start();
        let head = body.split('(').next().unwrap_or_default();
        let Some(name) = head.split_whitespace().skip_while(|word| *word != "fn").nth(1) else { continue };
        if is_comment(line) || body.ends_with(';') || body.ends_with('}') {
            continue;
        }
        let end = format!("{}}}", " ".repeat(line.len() - body.len()));
        let length = lines[index..].iter().position(|line| *line == end).map_or(0, |offset| offset + 1);
        found.push((name.to_owned(), index + 1, length));
    }
    found
}

#[test]
fn nothing_names_the_machine_it_was_made_on() {
    let mut faults = Vec::new();
    for folder in ["src", "tests", "completions", "examples", "benches"] {
        for file in files(&root().join(folder)) {
            // Pictures and fonts are no text.
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            for word in [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tmp", "/")] {
                if text.contains(word) {
                    faults.push(format!("{}: {word}", file.display()));
                }
            }
        }
    }
    assert_none(faults);
}
