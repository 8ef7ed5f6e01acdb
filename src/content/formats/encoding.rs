//! Bytes to text: byte order mark, then UTF-16 and UTF-8, then what the bytes look like.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

use crate::content::kind;

/// Decodes text of unknown encoding. What can't be decoded becomes U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    decode_with(bytes, None)
}

/// Decodes HTML: as [`decode`], but a `charset` in its first 1,024 bytes goes before a guess.
pub(super) fn decode_html(bytes: &[u8]) -> Cow<'_, str> {
    decode_with(bytes, declared_charset(bytes))
}

fn decode_with<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Cow<'a, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        return text;
    }
    // Zeros are valid UTF-8, but nobody writes them.
    if bytes.contains(&0)
        && let Some(encoding) = kind::utf_16(bytes)
    {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    // Before a declaration: a page that is valid UTF-8 with letters beyond ASCII isn't anything else, whatever it says.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let encoding = declared.unwrap_or_else(|| guess(bytes));
    encoding.decode_without_bom_handling(bytes).0
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

fn declared_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=").or_else(|| head.split_once("encoding="))?;
    let label: String =
        after.trim_start_matches(['"', '\'', ' ']).chars().take_while(|letter| is_label(*letter)).collect();
    Encoding::for_label(label.as_bytes())
}

fn is_label(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | ':' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_recognised() {
        assert_eq!(decode("perché".as_bytes()), "perché");
        assert_eq!(decode(b"\xef\xbb\xbfperch\xc3\xa9"), "perché");
        assert_eq!(decode(b"\xff\xfea\0\xe8\0"), "aè");
        assert_eq!(decode(b"\0c\0a\0f\0f\0\xe8"), "caffè");
        assert_eq!(
            decode(b"Il caff\xe8 \xe8 pronto perch\xe9 la citt\xe0 si sveglia."),
            "Il caffè è pronto perché la città si sveglia."
        );
    }

    #[test]
    fn a_declared_charset_goes_before_a_guess() {
        let page = b"<meta charset=\"iso-8859-5\"><p>\xbf\xe0\xd8\xd2\xd5\xe2";
        assert!(decode_html(page).ends_with("Привет"));
        let typo = b"<meta charset=\"nonsense\"><p>caf\xe9";
        assert!(decode_html(typo).ends_with("café"));
    }
}
