//! Measures the sentence encoder: `cargo bench --bench encoder -- [--kernel NAME]` prints a table of one row a kernel.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use botctl::answer::encoder::Encoder;
use botctl::answer::kernels::Kernel;

/// Bytes of a passage, about.
const PASSAGE: usize = 800;
/// Bytes of text that are encoded for the throughput.
const TEXT: usize = 300_000;
const QUESTIONS: usize = 60;
/// Pieces of a question: 20 tokens with begin and end.
const QUESTION_PIECES: usize = 18;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--kernel");
    let chosen = arguments.nth(1);
    let text = handbook();
    let passages = cut(&text, PASSAGE);
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "| kernel | load ms | 20 tokens, new: p50 ms | 20 tokens, seen: p50 ms | passages MB/s | tokens/s |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    for kernel in Kernel::available() {
        if chosen.as_deref().is_none_or(|name| name == kernel.name()) {
            writeln!(out, "{}", row(kernel, &passages))?;
        }
    }
    writeln!(out, "\nMean cosine to the full-precision vectors of Latin-script texts: {:.4}", mean_cosine())
}

fn row(kernel: Kernel, passages: &[&str]) -> String {
    let load = median((0..5).map(|_| timed(|| Encoder::with_kernel(kernel)).1).collect());
    let encoder = Encoder::with_kernel(kernel);
    let questions: Vec<String> =
        passages.iter().filter_map(|passage| question(&encoder, passage)).take(QUESTIONS).collect();
    // A fresh encoder for each: nothing of a new question has been seen.
    let new = questions.iter().step_by(4).map(|question| {
        let encoder = Encoder::with_kernel(kernel);
        encoder.encode("a");
        timed(|| encoder.encode(question)).1
    });
    let new = median(new.collect());
    questions.iter().for_each(|question| drop(encoder.encode(question)));
    let seen = median(questions.iter().map(|question| timed(|| encoder.encode(question)).1).collect());
    let tokens: usize = passages.iter().map(|passage| encoder.pieces(passage).len() + 2).sum();
    let bytes: usize = passages.iter().map(|passage| passage.len()).sum();
    let fresh = Encoder::with_kernel(kernel);
    let bulk = fresh.bulk();
    let took = timed(|| bulk.encode(passages)).1.as_secs_f64();
    let [load, new, seen] = [load, new, seen].map(|time| time.as_secs_f64() * 1e3);
    let (megabytes, rate) = (bytes as f64 / 1e6 / took, tokens as f64 / took);
    format!("| {} | {load:.0} | {new:.2} | {seen:.2} | {megabytes:.3} | {rate:.0} |", kernel.name())
}

/// Over the reference texts whose characters the cut vocabulary has.
fn mean_cosine() -> f64 {
    let lines = include_str!("../src/answer/encoder/encoder-vectors.jsonl").lines();
    let cosine = |line: &str| -> Option<f64> {
        let reference: serde_json::Value = serde_json::from_str(line).ok()?;
        let vector = Encoder::shared().encode(reference["text"].as_str()?);
        let is_foreign = Encoder::shared().pieces(reference["text"].as_str()?).contains(&"<unk>");
        let values = vector.values().iter().zip(reference["vector"].as_array()?);
        (!is_foreign).then(|| values.map(|(one, other)| f64::from(*one) * other.as_f64().unwrap_or(f64::NAN)).sum())
    };
    let cosines: Vec<f64> = lines.filter_map(cosine).collect();
    cosines.iter().sum::<f64>() / cosines.len() as f64
}

/// The first words of a passage that have 18 pieces.
fn question(encoder: &Encoder, passage: &str) -> Option<String> {
    let words: Vec<&str> = passage.split_whitespace().take(QUESTION_PIECES).collect();
    let starts = (1..=words.len()).map(|count| words[..count].join(" "));
    starts.into_iter().find(|start| encoder.pieces(start).len() == QUESTION_PIECES)
}

fn timed<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = std::hint::black_box(act());
    (result, start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The Markdown of the handbook example, one file after the other.
fn handbook() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/handbook/knowledge");
    let mut paths: Vec<_> = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).collect();
    paths.sort_by(|one, other| one.path().cmp(other.path()));
    let texts = paths.iter().filter_map(|entry| std::fs::read_to_string(entry.path()).ok());
    let mut text: String = texts.collect::<Vec<_>>().join("\n");
    text.truncate(text.floor_char_boundary(TEXT));
    text
}

/// Cuts a text at spaces.
fn cut(mut text: &str, length: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    while text.len() > length {
        let end = text[..text.floor_char_boundary(length)].rfind(' ').filter(|end| *end > 0).unwrap_or(text.len());
        parts.push(&text[..end]);
        text = &text[end..];
    }
    parts.push(text);
    parts
}
