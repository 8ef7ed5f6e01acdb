//! How bytes travel in a mail: base64 and quoted-printable, read forgivingly.

use std::borrow::Cow;

/// A part's bytes by its `Content-Transfer-Encoding`.
pub(super) fn decoded<'a>(bytes: &'a [u8], encoding: Option<&str>) -> Cow<'a, [u8]> {
    match encoding {
        Some("base64") => Cow::Owned(base64(bytes)),
        Some("quoted-printable") => Cow::Owned(quoted(bytes)),
        _ => Cow::Borrowed(bytes),
    }
}

/// Decodes base64; what is none of its letters is passed over, and the end may be cut.
pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes.iter().take_while(|byte| **byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.extend(u8::try_from(bits >> count & 0xff));
        }
    }
    decoded
}

/// Decodes quoted-printable; an escape that is none stays as it is.
pub(super) fn quoted(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'=' {
            decoded.push(*first);
            continue;
        }
        // A line's end after `=` is none, whatever white space a gateway put between.
        let blank = after.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
        if matches!(after.get(blank), Some(b'\n')) || (after.get(blank).is_none()) {
            rest = after.get(blank + 1..).unwrap_or_default();
            continue;
        }
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => decoded.push(b'='),
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_decoded_forgivingly() {
        for (text, plain) in [("Y2FmZg==", "caff"), ("Y2Fm\r\nZsOo", "caffè"), ("Y2F", "ca"), ("", "")] {
            assert_eq!(base64(text.as_bytes()), plain.as_bytes(), "{text}");
        }
        for (text, plain) in
            [("a=C3=A8b", "aèb"), ("one=\r\n two", "one two"), ("1=2 =ZZ =", "1=2 =ZZ "), ("a= \t\nb", "ab")]
        {
            assert_eq!(String::from_utf8_lossy(&quoted(text.as_bytes())), plain, "{text}");
        }
    }
}
