//! The layers' weights, read from the file and packed for the kernels.

use crate::answer::encoder::format::{DIMENSIONS, Matrix, ModelError, Reader, from_half};
use crate::answer::kernels::{Line, PANEL, Weights};

/// Values of a token in one branch.
pub(super) const WIDTH: usize = 256;
/// Values of a token in all three.
pub(super) const PROJECTED: usize = 3 * WIDTH;
/// Values of a token's features: its embedding and what the branches make of it.
pub(super) const FEATURES: usize = DIMENSIONS + PROJECTED;
/// Values between the dense layers.
pub(super) const HIDDEN: usize = 320;

/// How many tokens a branch sees at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) tokens: usize,
    /// How many of them lie before the token itself.
    pub(super) left: usize,
}

const WINDOWS: [Window; 3] =
    [Window { tokens: 2, left: 0 }, Window { tokens: 3, left: 1 }, Window { tokens: 5, left: 2 }];

/// Everything of the file behind the pieces.
pub(super) struct Network {
    pub(super) embeddings: Embeddings,
    pub(super) projection: Projection,
    pub(super) branches: [Branch; 3],
    pub(super) norm: Norm,
    pub(super) pooling: Dense,
    pub(super) pooling_bias: Vec<f32>,
    /// d0, p1, d1, d2, p3, d3.
    pub(super) dense: [Dense; 6],
}

/// The pieces' embeddings as they lie in the file, which is part of the program's image: no copy.
pub(super) struct Embeddings {
    lows: &'static [[u8; 2]],
    scales: &'static [[u8; 2]],
    steps: &'static [[u8; DIMENSIONS / 2]],
}

/// Embedding → the three branches' inputs.
pub(super) struct Projection {
    pub(super) weights: Weights,
    pub(super) scales: Vec<f32>,
    /// The sum of each column's weights.
    pub(super) sums: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) norm: Norm,
}

/// Two convolutions over a window of tokens.
pub(super) struct Branch {
    pub(super) window: Window,
    pub(super) first: Convolution,
    pub(super) second: Convolution,
}

pub(super) struct Convolution {
    /// One matrix for each place in the window.
    pub(super) places: Vec<Weights>,
    pub(super) scales: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// What follows a layer norm.
pub(super) struct Norm {
    pub(super) gain: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

pub(super) struct Dense {
    pub(super) weights: Weights,
    pub(super) scales: Vec<f32>,
}

impl Network {
    pub(super) fn read(reader: &mut Reader<'static>, pieces: usize) -> Result<Network, ModelError> {
        let embeddings = Embeddings::read(reader, pieces)?;
        let projection = Projection::read(reader)?;
        let [two, three, five] = WINDOWS;
        Ok(Network {
            embeddings,
            projection,
            branches: [Branch::read(reader, two)?, Branch::read(reader, three)?, Branch::read(reader, five)?],
            norm: Norm::read(reader, "final norm", FEATURES)?,
            pooling: Dense::read(reader, "pooling", FEATURES, DIMENSIONS)?,
            pooling_bias: reader.vector("pooling bias", DIMENSIONS)?,
            dense: [
                Dense::read(reader, "d0", DIMENSIONS, HIDDEN)?,
                Dense::read(reader, "p1", DIMENSIONS, HIDDEN)?,
                Dense::read(reader, "d1", HIDDEN, HIDDEN)?,
                Dense::read(reader, "d2", HIDDEN, DIMENSIONS)?,
                Dense::read(reader, "p3", HIDDEN, DIMENSIONS)?,
                Dense::read(reader, "d3", DIMENSIONS, DIMENSIONS)?,
            ],
        })
    }
}

impl Embeddings {
    fn read(reader: &mut Reader<'static>, pieces: usize) -> Result<Embeddings, ModelError> {
        Ok(Embeddings {
            lows: reader.take(pieces * 2)?.as_chunks().0,
            scales: reader.take(pieces * 2)?.as_chunks().0,
            steps: reader.take(pieces * DIMENSIONS / 2)?.as_chunks().0,
        })
    }

    /// A piece's 512 steps in 256 bytes.
    pub(super) fn steps(&self, piece: u32) -> &'static [u8; DIMENSIONS / 2] {
        &self.steps[piece as usize]
    }

    /// What a step of the piece is worth, and what its value is without a step.
    pub(super) fn scale_and_low(&self, piece: u32) -> (f32, f32) {
        (from_half(self.scales[piece as usize]), from_half(self.lows[piece as usize]))
    }
}

impl Projection {
    fn read(reader: &mut Reader<'static>) -> Result<Projection, ModelError> {
        let matrix = reader.matrix("projection", DIMENSIONS, PROJECTED)?;
        let mut sums = vec![0.0; PROJECTED];
        for row in matrix.values.chunks_exact(PROJECTED) {
            // Whole numbers below 2²⁴: exact as floats.
            row.iter().zip(&mut sums).for_each(|(weight, sum)| *sum += f32::from(*weight));
        }
        Ok(Projection {
            weights: Weights::pack(DIMENSIONS, PROJECTED, &matrix.values),
            scales: matrix.scales,
            sums,
            bias: reader.vector("projection bias", PROJECTED)?,
            norm: Norm::read(reader, "projection norm", PROJECTED)?,
        })
    }
}

impl Branch {
    fn read(reader: &mut Reader<'static>, window: Window) -> Result<Branch, ModelError> {
        let first = Convolution::read(reader, "first convolution", window)?;
        Ok(Branch { window, first, second: Convolution::read(reader, "second convolution", window)? })
    }
}

impl Convolution {
    fn read(reader: &mut Reader<'static>, part: &'static str, window: Window) -> Result<Convolution, ModelError> {
        let Matrix { scales, values } = reader.matrix(part, window.tokens * WIDTH, WIDTH)?;
        let places = values.chunks_exact(WIDTH * WIDTH).map(|place| Weights::pack(WIDTH, WIDTH, place)).collect();
        Ok(Convolution { places, scales, bias: reader.vector(part, WIDTH)? })
    }
}

impl Norm {
    fn read(reader: &mut Reader<'static>, part: &'static str, count: usize) -> Result<Norm, ModelError> {
        Ok(Norm { gain: reader.vector(part, count)?, bias: reader.vector(part, count)? })
    }
}

impl Dense {
    fn read(
        reader: &mut Reader<'static>,
        part: &'static str,
        inputs: usize,
        outputs: usize,
    ) -> Result<Dense, ModelError> {
        let Matrix { scales, values } = reader.matrix(part, inputs, outputs)?;
        Ok(Dense { weights: Weights::pack(inputs, outputs, &values), scales })
    }

    pub(super) fn outputs(&self) -> usize {
        self.scales.len()
    }

    /// The panels with the scales of their columns, and where these begin.
    pub(super) fn panels(&self) -> impl Iterator<Item = (usize, &[Line], &[f32])> {
        let scales = self.scales.chunks_exact(PANEL);
        self.weights.panels().zip(scales).enumerate().map(|(index, (panel, scales))| (index * PANEL, panel, scales))
    }
}
