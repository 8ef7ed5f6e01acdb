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
        let largest = self.0.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
        let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        let mut values = [0; DIMENSIONS];
        for (value, float) in values.iter_mut().zip(self.0.iter()) {
            *value = (float * inverse).round_ties_even() as i8;
        }
        QuantisedVector { values, scale: largest / 127.0 }
    }
}

/// A vector in 516 bytes, whose products are exact.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantisedVector {
    /// Steps, within ±127.
    pub values: [i8; DIMENSIONS],
    /// What a step is worth.
    pub scale: f32,
}

impl QuantisedVector {
    /// Bytes of a stored vector: the scale and the steps, little-endian.
    pub const BYTES: usize = 4 + DIMENSIONS;

    /// Appends the vector as it is stored.
    pub fn push_bytes(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.scale.to_le_bytes());
        bytes.extend(self.values.iter().map(|value| value.cast_unsigned()));
    }

    /// Reads a stored vector. A step of −128, which none has, is read as −127: the kernels count on it.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let (scale, steps) = bytes.split_first_chunk::<4>().expect("a vector is longer than its scale");
        let mut values = [0; DIMENSIONS];
        values.iter_mut().zip(steps).for_each(|(value, byte)| *value = byte.cast_signed().max(-127));
        Self { values, scale: f32::from_le_bytes(*scale) }
    }

    /// The cosine of the angle between the vectors, within about 0.002 of the unrounded ones'.
    pub fn cosine(&self, other: &QuantisedVector) -> f32 {
        Kernel::best().dot_i8(&self.values, &other.values) as f32 * self.scale * other.scale
    }
}
