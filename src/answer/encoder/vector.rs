//! What the encoder returns: a direction in 512 dimensions, as floats or in an eighth of the memory and more.

use crate::answer::encoder::format::DIMENSIONS;
use crate::answer::kernels::Kernel;

/// A text's vector, of unit length.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector(Box<[f32; DIMENSIONS]>);

impl Vector {
    /// Scales values to unit length. Zeros stay zeros.
    pub(super) fn of_direction(mut values: Box<[f32; DIMENSIONS]>) -> Vector {
        let square: f64 = values.iter().map(|value| f64::from(*value) * f64::from(*value)).sum();
        let factor = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
        for value in values.iter_mut() {
            *value = (f64::from(*value) * factor) as f32;
        }
        Vector(values)
    }

    /// That of a text of which nothing is known: zeros.
    pub(super) fn unknown() -> Vector {
        Vector(Box::new([0.0; DIMENSIONS]))
    }

    /// The 512 values.
    pub fn values(&self) -> &[f32; DIMENSIONS] {
        &self.0
    }

    /// The cosine of the angle between two vectors.
    pub fn cosine(&self, other: &Vector) -> f32 {
        let products = self.0.iter().zip(other.0.iter()).map(|(one, other)| f64::from(*one) * f64::from(*other));
        products.sum::<f64>() as f32
    }

    /// Rounds to steps of a 127th of the largest value.
    pub fn quantised(&self) -> QuantisedVector {
        QuantisedVector::rounded(self.0.as_slice())
    }
}

/// A vector in blocks of 512 bytes and a scale, whose products are exact: one block of the encoder's, as many as it takes of another model's.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QuantisedVector {
    /// Steps, within ±127; behind the last dimension zeros. No block: a text of which no vector is known.
    pub blocks: Box<[[i8; DIMENSIONS]]>,
    /// What a step is worth.
    pub scale: f32,
}

impl QuantisedVector {
    /// The vector of this direction, of any number of dimensions. Zeros, and what isn't finite, have no direction: `None`.
    pub fn of_direction(values: &[f32]) -> Option<Self> {
        let square: f64 = values.iter().map(|value| f64::from(*value) * f64::from(*value)).sum();
        if !square.is_finite() || square <= 0.0 {
            return None;
        }
        let factor = 1.0 / square.sqrt();
        let unit: Vec<f32> = values.iter().map(|value| (f64::from(*value) * factor) as f32).collect();
        Some(Self::rounded(&unit))
    }

    /// Rounds to steps of a 127th of the largest value.
    fn rounded(values: &[f32]) -> Self {
        let largest = values.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
        let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        let block = |floats: &[f32]| {
            let mut steps = [0; DIMENSIONS];
            steps.iter_mut().zip(floats).for_each(|(step, float)| *step = (float * inverse).round_ties_even() as i8);
            steps
        };
        Self { blocks: values.chunks(DIMENSIONS).map(block).collect(), scale: largest / 127.0 }
    }

    /// Whether it points anywhere: else nothing is known of its text.
    pub fn is_known(&self) -> bool {
        !self.blocks.is_empty() && self.scale > 0.0
    }

    /// The values, zeros behind the last dimension included.
    pub fn values(&self) -> impl Iterator<Item = f32> {
        self.blocks.iter().flatten().map(|step| f32::from(*step) * self.scale)
    }

    /// Appends the vector as it is stored: the scale and the steps, little-endian.
    pub fn push_bytes(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.scale.to_le_bytes());
        bytes.extend(self.blocks.iter().flatten().map(|value| value.cast_unsigned()));
    }

    /// Bytes of a stored vector of so many blocks.
    pub const fn stored_bytes(blocks: usize) -> usize {
        4 + blocks * DIMENSIONS
    }

    /// Reads so many stored vectors, which have the same number of blocks each. A step of −128, which none has, is read as −127: the
    /// kernels count on it. `None`: there aren't so many bytes.
    pub fn read_all(bytes: &[u8], count: usize) -> Option<Vec<Self>> {
        let size = bytes.len().checked_div(count).unwrap_or(0);
        let is_whole = size.checked_mul(count) == Some(bytes.len())
            && (count == 0 || size > 4 && (size - 4).is_multiple_of(DIMENSIONS));
        if !is_whole {
            return None;
        }
        let read = |bytes: &[u8]| {
            let (scale, steps) = bytes.split_first_chunk::<4>().expect("a vector is longer than its scale");
            let step = |byte: &u8| byte.cast_signed().max(-127);
            let blocks =
                steps.as_chunks::<DIMENSIONS>().0.iter().map(|block| std::array::from_fn(|at| step(&block[at])));
            Self { blocks: blocks.collect(), scale: f32::from_le_bytes(*scale) }
        };
        Some(bytes.chunks_exact(size.max(1)).map(read).collect())
    }

    /// The cosine of the angle between the vectors, within about 0.002 of the unrounded ones'; 0 where one isn't known.
    pub fn cosine(&self, other: &QuantisedVector) -> f32 {
        let kernel = Kernel::best();
        let products = self.blocks.iter().zip(&other.blocks).map(|(one, other)| kernel.dot_i8(one, other));
        products.sum::<i32>() as f32 * self.scale * other.scale
    }
}
