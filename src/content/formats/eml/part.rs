//! The parts of a mail: which of them hold its text, and what that is.

use encoding_rs::Encoding;

use super::head::{self, Head};
use super::transfer;
use crate::content::documents::DocumentError;
use crate::content::formats::{beyond, encoding};

/// Mails within mails, and parts within parts.
const MOST_DEPTH: usize = 16;
/// Each part costs its head and its border.
const MOST_PARTS: usize = 1_000;

/// What the text of a mail consists of, in its order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    Text(Text),
    /// A mail within this one begins: its subject.
    Forwarded(String),
}

/// A text part, decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Text {
    Plain(String),
    Html(String),
}

/// The leaves of a mail. Errors: encrypted, too deep, too many parts.
pub(super) fn leaves(head: &Head, body: &[u8]) -> Result<Vec<Leaf>, DocumentError> {
    let mut walk = Walk { leaves: Vec::new(), parts: 0 };
    walk.part(head, body, 0)?;
    Ok(walk.leaves)
}

struct Walk {
    leaves: Vec<Leaf>,
    parts: usize,
}

impl Walk {
    fn part(&mut self, head: &Head, body: &[u8], depth: usize) -> Result<(), DocumentError> {
        self.parts += 1;
        if depth > MOST_DEPTH || self.parts > MOST_PARTS {
            return Err(beyond("a mail of 16 levels and 1,000 parts"));
        }
        let kind =
            head.value("content-type").filter(|kind| kind.contains('/')).unwrap_or_else(|| "text/plain".to_owned());
        let is_attached = head.value("content-disposition").as_deref() == Some("attachment");
        match kind.as_str() {
            "multipart/encrypted" => Err(DocumentError::Encrypted),
            "application/pkcs7-mime" | "application/x-pkcs7-mime" if is_enveloped(head) => {
                Err(DocumentError::Encrypted)
            }
            kind if kind.starts_with("multipart/") => self.multipart(head, body, kind, depth),
            "text/plain" | "text/html" if !is_attached => self.text(head, body, kind == "text/html"),
            "message/rfc822" => {
                let whole = transfer::decoded(body, head.value("content-transfer-encoding").as_deref());
                let (inner, body) = head::split(&whole);
                self.leaves.push(Leaf::Forwarded(inner.text("subject").unwrap_or_default()));
                self.part(&inner, body, depth + 1)
            }
            _ => Ok(()),
        }
    }

    fn multipart(&mut self, head: &Head, body: &[u8], kind: &str, depth: usize) -> Result<(), DocumentError> {
        let Some(border) = head.parameter("content-type", "boundary") else { return self.text(head, body, false) };
        let parts = split(body, &border);
        if parts.len() > MOST_PARTS {
            return Err(beyond("a mail of 16 levels and 1,000 parts"));
        }
        match kind {
            "multipart/alternative" => self.best(&parts, depth),
            _ => parts.iter().try_for_each(|part| {
                let (head, body) = head::split(part);
                self.part(&head, body, depth + 1)
            }),
        }
    }

    /// Of several forms of one text, the one in HTML has its structure; the plain one is taken where that says less
    /// than half as much, because it is all pictures.
    fn best(&mut self, parts: &[&[u8]], depth: usize) -> Result<(), DocumentError> {
        let mut best: Option<(Vec<Leaf>, usize)> = None;
        for part in parts {
            let (head, body) = head::split(part);
            let mut walk = Walk { leaves: Vec::new(), parts: self.parts };
            walk.part(&head, body, depth + 1)?;
            self.parts = walk.parts;
            let letters = walk.leaves.iter().map(letters).sum();
            if letters > 0 && best.as_ref().is_none_or(|(_, before)| letters * 2 >= *before) {
                best = Some((walk.leaves, letters));
            }
        }
        self.leaves.extend(best.map(|(leaves, _)| leaves).unwrap_or_default());
        Ok(())
    }

    fn text(&mut self, head: &Head, body: &[u8], is_html: bool) -> Result<(), DocumentError> {
        let bytes = transfer::decoded(body, head.value("content-transfer-encoding").as_deref());
        let charset = head.parameter("content-type", "charset");
        let named = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
        // Programs that say `us-ascii`, which the web reads as Windows-1252, often send something else.
        let text = match named.filter(|_| std::str::from_utf8(&bytes).is_err()) {
            Some(encoding) => encoding.decode(&bytes).0.into_owned(),
            None if is_html => encoding::decode_html(&bytes).into_owned(),
            None => match named.filter(|encoding| !encoding.is_ascii_compatible()) {
                Some(encoding) => encoding.decode(&bytes).0.into_owned(),
                None => encoding::decode(&bytes).into_owned(),
            },
        };
        if text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
            return Err(DocumentError::Encrypted);
        }
        self.leaves.push(Leaf::Text(if is_html { Text::Html(text) } else { Text::Plain(text) }));
        Ok(())
    }
}

/// Signed mails of this type can be read by anyone who takes the signature apart, which this reader doesn't.
fn is_enveloped(head: &Head) -> bool {
    let kind = head.parameter("content-type", "smime-type");
    kind.is_none_or(|kind| kind.to_ascii_lowercase().contains("enveloped"))
}

fn letters(leaf: &Leaf) -> usize {
    let count = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).count();
    match leaf {
        Leaf::Forwarded(subject) => count(subject),
        Leaf::Text(Text::Plain(text)) => count(text),
        Leaf::Text(Text::Html(source)) => {
            let blocks = crate::content::formats::html::fragment(source);
            blocks.iter().map(|block| count(&block.text)).sum()
        }
    }
}

/// The parts between the borders. The end may be missing.
fn split<'a>(body: &'a [u8], border: &str) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let (mut start, mut offset) = (None, 0);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let after =
            line.strip_prefix(b"--").and_then(|line| line.strip_prefix(border.as_bytes())).map(<[u8]>::trim_ascii_end);
        if let Some(after) = after.filter(|after| after.is_empty() || *after == b"--") {
            parts.extend(start.and_then(|start| body.get(start..offset)));
            start = after.is_empty().then_some(offset + line.len());
        }
        offset += line.len();
    }
    parts.extend(start.and_then(|start| body.get(start..)));
    parts
}
