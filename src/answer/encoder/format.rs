//! The encoder's file: pieces, embeddings of 4 bits, matrices of 8. All numbers are little-endian.

use thiserror::Error;

/// Values of an embedding and of a sentence's vector.
pub const DIMENSIONS: usize = 512;
/// The first four bytes: the name of the network and the version of this layout.
const MAGIC: &[u8; 4] = b"USE7";

/// Why bytes are no encoder.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ModelError {
    /// Another kind of file, or another version.
    #[error("not a sentence encoder of this version: it doesn't begin with `USE7`")]
    Magic,
    /// The file ends too soon.
    #[error("the sentence encoder is cut short: {wanted} bytes wanted at {offset}")]
    Short {
        /// Where the reader stood.
        offset: usize,
        /// How many bytes it wanted there.
        wanted: usize,
    },
    /// The file goes on after its last matrix.
    #[error("{0} bytes follow the sentence encoder")]
    Trailing(usize),
    /// A matrix or vector of another size than the network's.
    #[error("`{part}` is {rows} × {columns}, not {wanted_rows} × {wanted_columns}")]
    Shape {
        /// Its name in the network.
        part: &'static str,
        /// Its rows in the file.
        rows: usize,
        /// Its columns in the file.
        columns: usize,
        /// The network's rows.
        wanted_rows: usize,
        /// The network's columns.
        wanted_columns: usize,
    },
    /// Pieces that can't be told apart from nothing, or too many of them.
    #[error("{0} pieces: an encoder has 4 to 1,000,000")]
    Pieces(usize),
    /// A piece that is no text.
    #[error("piece {0} isn't UTF-8")]
    NotText(usize),
}

/// Reads the file from its beginning to its end.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
}

/// A matrix as it lies in the file: rows of signed bytes, and what a step of each column is worth.
pub(super) struct Matrix {
    pub(super) scales: Vec<f32>,
    pub(super) values: Vec<i8>,
}

impl<'a> Reader<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Reader<'a>, ModelError> {
        if !bytes.starts_with(MAGIC) {
            return Err(ModelError::Magic);
        }
        Ok(Reader { bytes, offset: MAGIC.len() })
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let short = ModelError::Short { offset: self.offset, wanted: count };
        let end = self.offset.checked_add(count).ok_or(short)?;
        let short = ModelError::Short { offset: self.offset, wanted: count };
        let taken = self.bytes.get(self.offset..end).ok_or(short)?;
        self.offset = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        Ok(self.take(N)?.try_into().expect("as many as were taken"))
    }

    pub(super) fn byte(&mut self) -> Result<u8, ModelError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn count(&mut self) -> Result<usize, ModelError> {
        self.array().map(|bytes| u32::from_le_bytes(bytes) as usize)
    }

    pub(super) fn float(&mut self) -> Result<f32, ModelError> {
        self.array().map(f32::from_le_bytes)
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, ModelError> {
        let (values, _) = self.take(count.saturating_mul(4))?.as_chunks();
        Ok(values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    fn shape(&mut self, part: &'static str, wanted: (usize, usize)) -> Result<(), ModelError> {
        let (rows, columns) = (self.count()?, self.count()?);
        if (rows, columns) == wanted {
            return Ok(());
        }
        Err(ModelError::Shape { part, rows, columns, wanted_rows: wanted.0, wanted_columns: wanted.1 })
    }

    pub(super) fn matrix(&mut self, part: &'static str, rows: usize, columns: usize) -> Result<Matrix, ModelError> {
        self.shape(part, (rows, columns))?;
        let scales = self.floats(columns)?;
        let values = self.take(rows * columns)?.iter().map(|byte| byte.cast_signed()).collect();
        Ok(Matrix { scales, values })
    }

    pub(super) fn vector(&mut self, part: &'static str, count: usize) -> Result<Vec<f32>, ModelError> {
        self.shape(part, (1, count))?;
        self.floats(count)
    }

    pub(super) fn finish(self) -> Result<(), ModelError> {
        match self.bytes.len() - self.offset {
            0 => Ok(()),
            more => Err(ModelError::Trailing(more)),
        }
    }
}

/// Widens a float of 16 bits.
pub(super) fn from_half(bytes: [u8; 2]) -> f32 {
    let half = u32::from(u16::from_le_bytes(bytes));
    let (sign, exponent, fraction) = (half >> 15 << 31, half >> 10 & 31, half & 1023);
    let size = match exponent {
        0 => fraction as f32 / 16_777_216.0,
        31 => f32::from_bits(255 << 23 | fraction << 13),
        _ => f32::from_bits((exponent + 112) << 23 | fraction << 13),
    };
    f32::from_bits(sign | size.to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_widen() {
        let cases =
            [(0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (0x0001, 5.960_464_5e-8), (0x7bff, 65_504.0)];
        for (half, value) in cases {
            assert_eq!(from_half(u16::to_le_bytes(half)), value, "{half:#x}");
        }
        assert_eq!(from_half([0, 0x7c]), f32::INFINITY);
        assert_eq!(from_half([0, 0x80]).to_bits(), (-0.0f32).to_bits());
    }

    #[test]
    fn a_matrix_must_have_the_networks_size() {
        let bytes =
            [b"USE7".as_slice(), &2u32.to_le_bytes(), &1u32.to_le_bytes(), &1.0f32.to_le_bytes(), &[1, 255]].concat();
        let matrix = Reader::open(&bytes).and_then(|mut reader| reader.matrix("m", 2, 1)).expect("a matrix");
        assert_eq!((matrix.scales, matrix.values), (vec![1.0], vec![1, -1]));
        let error = Reader::open(&bytes).and_then(|mut reader| reader.matrix("m", 2, 2)).err().expect("an error");
        assert_eq!(error.to_string(), "`m` is 2 × 1, not 2 × 2");
        let error = Reader::open(&bytes[..17]).and_then(|mut reader| reader.matrix("m", 2, 1)).err();
        assert_eq!(error, Some(ModelError::Short { offset: 16, wanted: 2 }));
        assert_eq!(Reader::open(b"USE8....").err(), Some(ModelError::Magic));
        assert_eq!(Reader::open(b"USE7..").and_then(Reader::finish), Err(ModelError::Trailing(2)));
    }
}
