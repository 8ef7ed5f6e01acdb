//! RTF's tokens: groups, control words with their numbers, bytes.

/// A piece of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`.
    Open,
    /// `}`.
    Close,
    /// `\word-12 `.
    Word(&'a str, Option<i32>),
    /// `\~` and the like.
    Symbol(u8),
    /// A byte of text in the encoding of its font: written as itself, or as `\'e8`.
    Byte(u8),
}

/// The tokens of a file.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// What follows a backslash.
    fn control(&mut self) -> Token<'a> {
        let letters = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).take(32).count();
        let word = self.rest.get(..letters).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or_default();
        self.take(letters);
        if word.is_empty() {
            return self.symbol();
        }
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest.iter().skip(sign).take_while(|byte| byte.is_ascii_digit()).take(10).count();
        let number = self.rest.get(..sign + digits).filter(|_| digits > 0);
        let number = number.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        if digits > 0 {
            self.take(sign + digits);
        }
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if word == "bin" {
            // So many bytes of a picture follow, whatever they look like.
            self.take(number.and_then(|count: i32| usize::try_from(count).ok()).unwrap_or(0));
        }
        Token::Word(word, number)
    }

    fn symbol(&mut self) -> Token<'a> {
        let Some(symbol) = self.rest.first().copied() else { return Token::Symbol(b' ') };
        self.take(1);
        match symbol {
            b'\'' => {
                let digits = self.rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    Some(byte) => {
                        self.take(2);
                        Token::Byte(byte)
                    }
                    None => Token::Symbol(symbol),
                }
            }
            // An escaped end of a line is a paragraph's.
            b'\r' | b'\n' => Token::Word("par", None),
            b'\t' => Token::Word("tab", None),
            b'{' | b'}' | b'\\' => Token::Byte(symbol),
            other => Token::Symbol(other),
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = *self.rest.first()?;
            self.take(1);
            return Some(match byte {
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => continue,
                b'\t' => Token::Word("tab", None),
                other => Token::Byte(other),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_told_apart() {
        let found: Vec<Token<'_>> = Tokens::new(b"{\\rtf1\\f-2 a\\'e8\\{\\~\r\n\\bin3 {}}\\par}\\'zz\\").collect();
        let expected = [
            Token::Open,
            Token::Word("rtf", Some(1)),
            Token::Word("f", Some(-2)),
            Token::Byte(b'a'),
            Token::Byte(0xe8),
            Token::Byte(b'{'),
            Token::Symbol(b'~'),
            Token::Word("bin", Some(3)),
            Token::Word("par", None),
            Token::Close,
            Token::Symbol(b'\''),
            Token::Byte(b'z'),
            Token::Byte(b'z'),
            Token::Symbol(b' '),
        ];
        assert_eq!(found, expected);
    }
}
