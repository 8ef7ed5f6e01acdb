//! What the sources may not do (`security.md`, T2 and T28): unsafe code, panics in what reads others' bytes, routes beside the list.

use std::path::Path;

use crate::harness::{files, root};

/// Unsafe code stands here alone: calls of the system, and arithmetic that the compiler doesn't find by itself.
const UNSAFE: [&str; 5] =
    ["answer/kernels", "base/memory.rs", "base/process.rs", "content/extract/confine.rs", "content/extract/limits.rs"];

/// Modules that read bytes which others wrote, with all that is below them.
const READERS: [&str; 9] = [
    "answer/bucket.rs",
    "answer/passage.rs",
    "answer/release.rs",
    "bundle/mod.rs",
    "client/mod.rs",
    "config/mod.rs",
    "content/mod.rs",
    "host/mod.rs",
    "wire/mod.rs",
];

const DENIED: &str = "#![deny(clippy::unwrap_used, clippy::indexing_slicing)]";

fn each_source(mut visit: impl FnMut(&str, &str)) {
    let folder = root().join("src");
    for file in files(&folder).iter().filter(|file| file.extension().is_some_and(|end| end == "rs")) {
        let path = file.strip_prefix(&folder).expect("below src").to_string_lossy();
        visit(&path, &std::fs::read_to_string(file).expect("sources are text"));
    }
}

#[test]
fn unsafe_code_is_denied_but_where_it_says_why_it_is_sound() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    assert!(manifest.contains("unsafe_code = \"deny\""));
    let mut blocks = 0;
    each_source(|path, text| {
        let may = UNSAFE.iter().any(|prefix| path.starts_with(prefix));
        assert!(may || !text.contains("allow(unsafe_code)"), "{path} allows unsafe code");
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.contains("unsafe {")) {
            blocks += 1;
            let before = &lines[index.saturating_sub(5)..index];
            assert!(
                before.iter().any(|line| line.contains("// SAFETY: ")),
                "{path}:{} says not why: {line}",
                index + 1
            );
        }
    });
    assert!(blocks >= 4, "{blocks}");
}

#[test]
fn what_reads_others_bytes_denies_unwrap_and_indexing() {
    for path in READERS {
        let text = std::fs::read_to_string(root().join("src").join(path)).expect("a module");
        assert!(text.lines().any(|line| line == DENIED), "src/{path} lacks {DENIED}");
    }
    each_source(|path, text| {
        let below = |reader: &&str| path.starts_with(reader.trim_end_matches("mod.rs").trim_end_matches(".rs"));
        let loosened = text.contains("allow(clippy::indexing_slicing)") || text.contains("allow(clippy::unwrap_used)");
        assert!(!(loosened && READERS.iter().any(below)), "src/{path} loosens the lints");
    });
}

#[test]
fn routes_are_made_from_the_list_alone() {
    each_source(|path, text| {
        if !path.starts_with("host/") || Path::new(path).ends_with("router.rs") {
            return;
        }
        for word in [".route(", ".nest(", ".merge(", "route_service(", "fallback_service(", "Router::new("] {
            assert!(!text.contains(word), "src/{path}: {word} stands in host/router.rs alone");
        }
    });
    let router = std::fs::read_to_string(root().join("src/host/router.rs")).expect("the router");
    assert_eq!(router.matches(".route(").count(), 1, "one call, over the list");
    assert!(!router.contains(".nest(") && !router.contains("_service("));
}
