//! Tags with so many attributes that the tokenizer, which compares each with all before it, would take minutes.

/// No page has a tag with more.
const MOST_ATTRIBUTES: u32 = 4096;

/// Whether a tag of the source has too many attributes.
pub(super) fn has_monstrous(source: &str) -> bool {
    let mut scan = Scan::Text;
    source.bytes().any(|byte| {
        scan = scan.after(byte);
        matches!(scan, Scan::Tag { attributes: MOST_ATTRIBUTES.., .. })
    })
}

#[derive(Clone, Copy)]
enum Scan {
    Text,
    /// After `<`.
    Opened,
    /// Within a tag: attributes so far, and the last byte that is no white space, with whether white space followed it.
    Tag {
        attributes: u32,
        last: u8,
        spaced: bool,
    },
    /// Within an attribute's quoted value.
    Quoted {
        attributes: u32,
        quote: u8,
    },
}

impl Scan {
    fn after(self, byte: u8) -> Self {
        match self {
            Self::Text if byte == b'<' => Self::Opened,
            Self::Text => Self::Text,
            Self::Opened if byte.is_ascii_alphabetic() => Self::Tag { attributes: 0, last: byte, spaced: false },
            Self::Opened if byte == b'<' => Self::Opened,
            Self::Opened => Self::Text,
            Self::Tag { .. } if byte == b'>' => Self::Text,
            // A quote opens a value only behind `=`; elsewhere it is a part of a name.
            Self::Tag { attributes, last: b'=', .. } if matches!(byte, b'"' | b'\'') => {
                Self::Quoted { attributes, quote: byte }
            }
            Self::Tag { attributes, last, .. } if byte.is_ascii_whitespace() => {
                Self::Tag { attributes, last, spaced: true }
            }
            Self::Tag { attributes, last, spaced } => {
                let begins = (spaced || matches!(last, b'/' | b'"' | b'\'')) && last != b'=' && byte != b'=';
                Self::Tag { attributes: attributes + u32::from(begins), last: byte, spaced: false }
            }
            Self::Quoted { attributes, quote } if byte == quote => Self::Tag { attributes, last: byte, spaced: false },
            Self::Quoted { .. } => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_tag_by_tag() {
        let many = |attribute: &str, count: usize| format!("<p{}>", attribute.repeat(count));
        for attribute in [" a", " a=b", " a = 'b >'", "/a", " a=\"b\"", "\ta\n=\nb", " a='b'c"] {
            assert!(has_monstrous(&many(attribute, 5000)), "{attribute}");
            assert!(!has_monstrous(&many(attribute, 1000).repeat(10)), "{attribute}");
        }
        assert!(!has_monstrous(&format!("<p title=\"{}\">", "a ".repeat(10_000))));
        assert!(!has_monstrous(&"a < b and ".repeat(10_000)));
    }
}
