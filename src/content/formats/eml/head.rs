//! A head's fields: unfolded, with encoded words decoded, and their parameters.

use encoding_rs::Encoding;
use jiff::civil::Date;

use super::transfer;
use crate::content::formats::encoding;

/// A mail has some dozens; more than these are no mail's.
const MOST_FIELDS: usize = 2_000;

/// The fields of a mail or of a part.
#[derive(Default)]
pub(super) struct Head(Vec<(String, Vec<u8>)>);

/// Splits a head off: fields, an empty line, and what follows. A mailbox's `From ` line before them is passed over.
pub(super) fn split(bytes: &[u8]) -> (Head, &[u8]) {
    let mut head = Head::default();
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    while head.0.len() < MOST_FIELDS {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let (line, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        let text = line.trim_ascii_end();
        if text.is_empty() {
            // Also where the bytes end.
            return (head, after);
        }
        match (line.first(), head.0.last_mut()) {
            (Some(b' ' | b'\t'), Some((_, value))) => {
                value.push(b' ');
                value.extend_from_slice(text.trim_ascii_start());
            }
            _ => match field(text) {
                Some(field) => head.0.push(field),
                None if head.0.is_empty() && line.starts_with(b"From ") => {}
                // A body without an empty line before it.
                None => return (head, rest),
            },
        }
        rest = after;
    }
    (head, rest)
}

fn field(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = std::str::from_utf8(line.get(..colon)?).ok()?.trim_end();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    is_name.then(|| (name.to_ascii_lowercase(), line.get(colon + 1..).unwrap_or_default().trim_ascii().to_vec()))
}

impl Head {
    /// Whether there is no field.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_slice())
    }

    /// A field's text, if it has one.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = decoded_words(&encoding::decode(self.bytes(name)?));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }

    /// A field's value before its parameters, in lower case: `text/plain`.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(self.bytes(name)?).into_owned();
        Some(text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    /// A parameter of a field, without quotes: `charset`, `boundary`.
    pub(super) fn parameter(&self, name: &str, parameter: &str) -> Option<String> {
        let text = String::from_utf8_lossy(self.bytes(name)?).into_owned();
        let mut rest = text.split_once(';')?.1;
        loop {
            let (key, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let (value, next) = match after.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
                None => {
                    let end = after.find(';').unwrap_or(after.len());
                    after.split_at(end)
                }
            };
            if key.trim().trim_start_matches(';').trim().eq_ignore_ascii_case(parameter) {
                return Some(value.trim().to_owned());
            }
            rest = next.trim_start().trim_start_matches(';');
        }
    }
}

/// The day of a mail's date: `Mon, 6 May 2024 10:00:00 +0200`.
pub(super) fn day(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.split_once(',').map_or(text, |(_, rest)| rest);
    let mut words = text.split(|letter: char| letter == '-' || letter.is_whitespace()).filter(|word| !word.is_empty());
    let day: i8 = words.next()?.parse().ok()?;
    let name = words.next()?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| name.starts_with(month))? + 1;
    let year: i16 = words.next()?.parse().ok()?;
    let year = match year {
        0..50 => year + 2000,
        50..100 => year + 1900,
        year => year,
    };
    Date::new(year, i8::try_from(month).ok()?, day).ok().filter(|_| (1980..2100).contains(&year))
}

/// Decodes encoded words: `=?utf-8?Q?caff=C3=A8?=`. Space between two of them is none.
fn decoded_words(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    let mut is_after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, from) = rest.split_at(start);
        let word = encoded_word(from);
        if !(is_after_word && word.is_some() && before.trim().is_empty()) {
            decoded.push_str(before);
        }
        is_after_word = word.is_some();
        match word {
            Some((text, length)) => {
                decoded.push_str(&text);
                rest = from.get(length..).unwrap_or_default();
            }
            None => {
                decoded.push_str("=?");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

/// The text of the encoded word at the start, and its length in bytes.
fn encoded_word(text: &str) -> Option<(String, usize)> {
    let mut fields = text.get(2..)?.splitn(4, '?');
    let (charset, method, content) = (fields.next()?, fields.next()?, fields.next()?);
    if !fields.next()?.starts_with('=') || content.contains(' ') {
        return None;
    }
    let bytes = match method {
        "B" | "b" => transfer::base64(content.as_bytes()),
        "Q" | "q" => transfer::quoted(content.replace('_', " ").as_bytes()),
        _ => return None,
    };
    let label = charset.split('*').next().unwrap_or_default();
    let text = match Encoding::for_label(label.as_bytes()) {
        Some(encoding) => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
        None => encoding::decode(&bytes).into_owned(),
    };
    // `=?`, two question marks between the fields, `?=`.
    Some((text, 2 + charset.len() + 1 + method.len() + 1 + content.len() + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_unfolded_and_decoded() {
        let (head, body) = split(
            b"From a@b Mon\r\nSubject: =?utf-8?Q?Caff=C3=A8?=\r\n =?ISO-8859-1?b?IOg=?= =?x ok\r\nContent-Type: text/plain;\r\n\tname=\"a;b\"; Charset = utf-8 ;boundary=x=y\r\n\r\nbody",
        );
        assert_eq!(head.text("subject").as_deref(), Some("Caffè è =?x ok"));
        assert_eq!(head.value("content-type").as_deref(), Some("text/plain"));
        for (name, value) in
            [("charset", Some("utf-8")), ("name", Some("a;b")), ("boundary", Some("x=y")), ("none", None)]
        {
            assert_eq!(head.parameter("content-type", name).as_deref(), value, "{name}");
        }
        assert_eq!(body, b"body");
        let (none, rest) = split(b"just words\nand more");
        assert!(none.is_empty());
        assert_eq!(rest, b"just words\nand more");
    }

    #[test]
    fn dates_of_mails_are_days() {
        let date = jiff::civil::date(2024, 5, 6);
        for text in ["Mon, 6 May 2024 10:00:00 +0200", "06 May 24 10:00 GMT", "6-May-2024"] {
            assert_eq!(day(text), Some(date), "{text}");
        }
        for text in ["", "yesterday", "6 Brumaire 2024", "40 May 2024"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
