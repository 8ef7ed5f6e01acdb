//! Changes bytes by chance, the same way in every run.

/// Pieces that parsers stumble over.
const TOKENS: [&[u8]; 26] = [
    b"\0",
    b"\xff",
    b"\xf0\x9f",
    b"\xe2\x80\xae",
    b"\r",
    b"\n\n",
    b"\"",
    b"'",
    b"\\",
    b"<",
    b">",
    b"&#x110000;",
    b"]]>",
    b"<!--",
    b"{",
    b"}",
    b"[[",
    b"-1",
    b"18446744073709551616",
    b"1e400",
    b"%00",
    b"&a",
    b"*a",
    b" obj",
    b"/Length 99999999999",
    b"stream",
];

/// A source of mutants.
pub struct Mutator(u64);

impl Mutator {
    /// A source that gives the same mutants for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end.max(1)
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// The bytes with one to eight changes.
    pub fn mutant(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(8) {
            self.change(&mut bytes);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let start = self.below(bytes.len() + 1);
        let length = self.below(64).min(bytes.len() - start);
        match self.below(8) {
            0 if length > 0 => bytes[start] ^= 1 << self.below(8),
            1 if length > 0 => bytes[start] = self.below(256) as u8,
            2 => drop(bytes.drain(start..start + length)),
            3 => {
                let piece = bytes[start..start + length].to_vec();
                let count = 1 + self.below(40);
                bytes.splice(start..start, piece.repeat(count));
            }
            4 => bytes.truncate(start),
            5 => {
                let piece = bytes[start..start + length].to_vec();
                let target = self.below(bytes.len() + 1);
                bytes.splice(target..target, piece);
            }
            _ => {
                let token = self.pick(&TOKENS).to_vec();
                bytes.splice(start..start, token);
            }
        }
    }
}
