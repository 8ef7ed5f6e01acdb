//! The answer of `/chat/completions` as it streams in: server-sent events of JSON up to `[DONE]`.

use reqwest::header;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::watch;

use crate::base::sse::Parser;
use crate::endpoints::{Endpoint, Failure, failed};

/// A stream longer than this isn't read to its end, bytes.
const MOST_BYTES: usize = 512 << 10;
/// An answer longer than this is none, bytes.
const MOST_TEXT: usize = 16 << 10;

/// Asks, and collects the answer; `said` has what came so far. Errors: [`Failure`].
pub(super) async fn exchange(
    endpoint: &Endpoint,
    body: &Value,
    said: watch::Sender<String>,
) -> Result<String, Failure> {
    let mut response = endpoint.post(body, "text/event-stream").await?;
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("text/event-stream") {
        return Err(Failure::Unreadable("it sends no event stream"));
    }
    let mut collected = Collected::default();
    while let Some(bytes) = response.chunk().await.map_err(|error| failed(&error))? {
        let is_whole = collected.push(&bytes).map_err(Failure::Unreadable)?;
        said.send_if_modified(|text| collected.add_to(text));
        if is_whole {
            break;
        }
    }
    collected.end().map_err(Failure::Unreadable)
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    #[serde(default)]
    error: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Option<Delta>,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    #[serde(default)]
    content: Option<String>,
}

/// What has come so far.
#[derive(Default)]
pub(super) struct Collected {
    parser: Parser,
    bytes: usize,
    text: String,
    /// The model said that it has finished; with the reason.
    finish: Option<String>,
    is_done: bool,
}

impl Collected {
    /// Adds bytes; true once the answer is whole. Errors: it isn't what the protocol says, a fragment.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<bool, &'static str> {
        self.bytes += bytes.len();
        if self.bytes > MOST_BYTES {
            return Err("its stream doesn't end");
        }
        for message in self.parser.push(bytes).map_err(|_| "it sends no event stream")? {
            if message.data.trim() == "[DONE]" {
                self.is_done = true;
                break;
            }
            self.take(&message.data)?;
        }
        Ok(self.is_done)
    }

    fn take(&mut self, data: &str) -> Result<(), &'static str> {
        let chunk: Chunk =
            serde_json::from_str(data).map_err(|_| "it sends events that aren't those of the protocol")?;
        if chunk.error.is_some() {
            return Err("it breaks off with an error");
        }
        // Only one answer is asked for; the last event of some servers counts tokens and has none.
        let Some(choice) = chunk.choices.into_iter().next() else { return Ok(()) };
        let content = choice.delta.and_then(|delta| delta.content);
        self.text.push_str(content.as_deref().unwrap_or_default());
        self.finish = choice.finish_reason.or(self.finish.take());
        if self.text.len() > MOST_TEXT { Err("its answer is too long") } else { Ok(()) }
    }

    /// Brings an earlier copy of the text up to date; true if it has changed.
    pub(super) fn add_to(&self, copy: &mut String) -> bool {
        let new = self.text.get(copy.len()..).unwrap_or_default();
        copy.push_str(new);
        !new.is_empty()
    }

    /// The answer at the stream's end. Errors: the stream ended before it, a fragment.
    pub(super) fn end(self) -> Result<String, &'static str> {
        if !self.is_done && self.finish.is_none() {
            return Err("its stream ends too early");
        }
        // What a model of the reasoning kind thought aloud is no answer.
        let text = self.text.rsplit_once("</think>").map_or(self.text.as_str(), |(_, answer)| answer).trim();
        match self.finish.as_deref() {
            // Out of tokens: the last sentence is a torso.
            Some("length") => {
                Ok(text.rfind(['.', '!', '\n']).and_then(|at| text.get(..=at)).unwrap_or_default().to_owned())
            }
            _ => Ok(text.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected(stream: &str) -> Result<String, &'static str> {
        let mut collected = Collected::default();
        for piece in stream.as_bytes().chunks(7) {
            if collected.push(piece)? {
                break;
            }
        }
        collected.end()
    }

    fn event(content: &str, finish: Option<&str>) -> String {
        let choice = serde_json::json!({ "index": 0, "delta": { "content": content }, "finish_reason": finish });
        format!("data: {}\n\n", serde_json::json!({ "object": "chat.completion.chunk", "choices": [choice] }))
    }

    #[test]
    fn an_answer_is_put_together_from_its_events() {
        let role = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n";
        let usage = "data: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\n";
        let done = "data: [DONE]\n\n";
        for (stream, expected) in [
            (
                format!("{role}{}{}{usage}{done}", event("Breakfast è ", None), event("at 7.", Some("stop"))),
                "Breakfast è at 7.",
            ),
            (format!(": alive\n\n{}", event("At 7.", Some("stop"))), "At 7."),
            (format!("{}{done}", event("<think>Hm.</think>\nAt 7.", None)), "At 7."),
            (event("At 7. And then the", Some("length")), "At 7."),
            (
                format!(
                    "{}data: {{\"choices\":[{{\"delta\":null,\"finish_reason\":\"stop\"}}]}}\n\n",
                    event("At 7.", None)
                ),
                "At 7.",
            ),
            (done.to_owned(), ""),
            (format!("{done}{}", event("more", None)), ""),
        ] {
            assert_eq!(collected(&stream).as_deref(), Ok(expected), "{stream}");
        }
    }

    #[test]
    fn what_is_no_answer_is_told() {
        for (stream, expected) in [
            ("".to_owned(), "its stream ends too early"),
            (event("At 7.", None), "its stream ends too early"),
            ("data: nonsense\n\n".to_owned(), "it sends events that aren't those of the protocol"),
            ("data: {\"error\":{\"message\":\"quota\"}}\n\n".to_owned(), "it breaks off with an error"),
            (event(&"x".repeat(MOST_TEXT + 1), None), "its answer is too long"),
            (format!(": {}\n", "x".repeat(1_000)).repeat(1_000), "its stream doesn't end"),
        ] {
            assert_eq!(collected(&stream), Err(expected));
        }
        assert_eq!(Collected::default().push(b"data: \xff\n"), Err("it sends no event stream"));
    }
}
