//! Tells a visitor the supported sentences of an answer while it is written.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use crate::answer::passage::Passage;
use crate::answer::support;
use crate::host::app::Shared;

/// Who gets the pieces of a text that is being written. They are those of the final text as long as nothing goes wrong.
pub type Heard = mpsc::Sender<String>;

/// Runs until no more is said: whenever another sentence is whole, tells what of the text so far is supported.
pub(super) async fn relay(
    app: &Shared,
    passages: &Arc<[Passage]>,
    mut said: watch::Receiver<String>,
    heard: Option<Heard>,
) {
    let Some(heard) = heard else { return };
    let (mut judged, mut told) = (0, String::new());
    while said.changed().await.is_ok() {
        let whole = whole_sentences(&said.borrow_and_update()).to_owned();
        if whole.len() <= judged {
            continue;
        }
        judged = whole.len();
        let passages = Arc::clone(passages);
        let Ok(cut) = app.jobs.blocking(move || support::cut(&whole, &passages)).await else { return };
        let Some(text) = cut.map(|supported| supported.text) else { continue };
        // What was told can't be taken back here; the whole reply mends it.
        let Some(new) = text.strip_prefix(told.as_str()).filter(|new| !new.is_empty()) else { continue };
        if heard.send(new.to_owned()).await.is_err() {
            return;
        }
        told = text;
    }
}

/// The text up to its last full stop or line end that something follows. What a model thinks aloud is none of it.
fn whole_sentences(text: &str) -> &str {
    let text = match text.rsplit_once("</think>") {
        Some((_, answer)) => answer,
        None if text.trim_start().starts_with("<think>") => "",
        None => text,
    };
    let ends = text.char_indices().zip(text.chars().skip(1)).filter_map(|((at, end), next)| match (end, next) {
        ('.' | '!' | ':', next) if next.is_whitespace() => Some(at + end.len_utf8()),
        ('\n', _) => Some(at + 1),
        _ => None,
    });
    ends.last().and_then(|end| text.get(..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_sentences_are_judged() {
        for (text, whole) in [
            ("Breakfast is", ""),
            ("Breakfast is at 7.", ""),
            ("Breakfast is at 7. It", "Breakfast is at 7."),
            ("At 7.30 it", ""),
            ("Two:\n- one\n- t", "Two:\n- one\n"),
            ("<think>Well. Now", ""),
            ("<think>Well. Now</think>At 7. It", "At 7."),
        ] {
            assert_eq!(whole_sentences(text), whole, "{text}");
        }
    }
}
