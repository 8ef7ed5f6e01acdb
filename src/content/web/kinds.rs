//! What kind of document an answer of a server is, and its bytes in an encoding that its reader can tell.

use encoding_rs::Encoding;

use super::problem::WebProblem;
use super::transport::Body;
use crate::base::text;
use crate::content::kind::{DocumentKind, Signature};

/// The kind by the media type; by the first bytes where the server names none, or only says that it is bytes.
pub(super) fn kind(body: &Body) -> Result<DocumentKind, WebProblem> {
    match body.media_type.as_str() {
        "text/html" | "application/xhtml+xml" => Ok(DocumentKind::Html),
        "text/plain" => Ok(DocumentKind::Text),
        "text/markdown" => Ok(DocumentKind::Markdown),
        "application/pdf" => Ok(DocumentKind::Pdf),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Ok(DocumentKind::Docx),
        "" | "application/octet-stream" => match Signature::of(&body.bytes) {
            Signature::Text => Ok(DocumentKind::Html),
            Signature::Pdf => Ok(DocumentKind::Pdf),
            Signature::Rtf => Ok(DocumentKind::Rtf),
            other @ (Signature::Zip | Signature::Ole | Signature::Binary) => {
                Err(WebProblem::OtherKind { found: other.name().to_owned() })
            }
        },
        other => Err(WebProblem::OtherKind { found: text::printable(other).chars().take(80).collect() }),
    }
}

/// The bytes as they are kept. Text in an encoding that only the header names becomes UTF-8: the file has no header.
pub(super) fn kept_bytes(kind: DocumentKind, body: Body) -> Vec<u8> {
    let is_text = matches!(kind, DocumentKind::Html | DocumentKind::Text | DocumentKind::Markdown);
    let named = body.charset.as_deref().and_then(|label| Encoding::for_label(label.as_bytes()));
    match named {
        Some(encoding)
            if is_text && std::str::from_utf8(&body.bytes).is_err() && Encoding::for_bom(&body.bytes).is_none() =>
        {
            encoding.decode_without_bom_handling(&body.bytes).0.into_owned().into_bytes()
        }
        _ => body.bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(media_type: &str, charset: Option<&str>, bytes: &[u8]) -> Body {
        Body {
            bytes: bytes.to_vec(),
            media_type: media_type.to_owned(),
            charset: charset.map(str::to_owned),
            etag: None,
            last_modified: None,
        }
    }

    #[test]
    fn kinds_go_by_the_media_type() {
        assert_eq!(kind(&body("text/html", None, b"")), Ok(DocumentKind::Html));
        assert_eq!(kind(&body("", None, b"<p>x")), Ok(DocumentKind::Html));
        assert_eq!(kind(&body("", None, b"%PDF-1.7")), Ok(DocumentKind::Pdf));
        assert!(kind(&body("image/png", None, b"")).is_err());
        assert!(kind(&body("application/octet-stream", None, b"\x7fELF\0")).is_err());
    }

    #[test]
    fn an_encoding_of_the_header_is_not_lost() {
        let kept = |charset, bytes: &[u8]| kept_bytes(DocumentKind::Html, body("text/html", charset, bytes));
        assert_eq!(kept(Some("iso-8859-1"), b"caff\xe8"), "caffè".as_bytes());
        assert_eq!(kept(Some("no-such"), b"caff\xe8"), b"caff\xe8");
        assert_eq!(kept(Some("iso-8859-1"), "caffè".as_bytes()), "caffè".as_bytes());
        assert_eq!(kept_bytes(DocumentKind::Pdf, body("application/pdf", Some("iso-8859-1"), b"\xe8")), b"\xe8");
    }
}
