//! The numbers that change from step to step: the uniform of every kernel, in WGSL and in bytes.

use fovea_cpu_kernels::Update;

use crate::engine::optimiser::Optimiser;

/// What a step is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Images.
    pub batch: u32,
    /// Quads of lanes.
    pub quads: u32,
    pub dropout_key: u32,
    /// Where its metrics go.
    pub slot: u32,
    /// Where its images begin among the indices.
    pub first: u32,
    pub update: Update,
    /// Bytes of images become numbers by this factor and this summand.
    pub affine: (f32, f32),
}

/// A number of the uniform.
enum Word {
    Count(u32),
    Real(f32),
}

impl Step {
    /// Bytes of the uniform.
    pub const BYTES: u64 = 4 * Self::WORDS as u64;
    /// Steps that are recorded ahead at most: their uniforms lie in one buffer.
    pub const AHEAD: usize = 16;
    /// Bytes from one of them to the next: an offset that WebGPU's default limits allow.
    pub const STRIDE: u64 = 256;
    const WORDS: usize = 17;

    /// Every number with its name in WGSL, in order.
    fn words(&self) -> [(&'static str, Word); Self::WORDS] {
        let Step { batch, quads, dropout_key, slot, first, update, affine: (scale, offset) } = *self;
        [
            ("batch", Word::Count(batch)),
            ("quads", Word::Count(quads)),
            ("dropout_key", Word::Count(dropout_key)),
            ("slot", Word::Count(slot)),
            ("first", Word::Count(first)),
            ("rate", Word::Real(update.rate)),
            ("momentum", Word::Real(update.momentum)),
            ("share", Word::Real(update.share)),
            ("decay", Word::Real(update.decay)),
            ("keep", Word::Real(update.keep)),
            ("nesterov", Word::Real(update.nesterov)),
            ("second_momentum", Word::Real(update.second_momentum)),
            ("second_share", Word::Real(update.second_share)),
            ("root_scale", Word::Real(update.scale)),
            ("epsilon", Word::Real(update.epsilon)),
            ("scale", Word::Real(scale)),
            ("offset", Word::Real(offset)),
        ]
    }

    /// The uniform's numbers.
    pub fn bits(&self) -> [u32; Self::WORDS] {
        self.words().map(|(_, word)| match word {
            Word::Count(count) => count,
            Word::Real(real) => real.to_bits(),
        })
    }

    /// The uniform as a kernel declares it: `step`.
    pub fn wgsl() -> String {
        let (update, affine) = (Optimiser::REST.update(1), (0.0, 0.0));
        let none = Step { batch: 0, quads: 0, dropout_key: 0, slot: 0, first: 0, update, affine };
        let fields = none.words().map(|(name, word)| match word {
            Word::Count(_) => format!("    {name}: u32,\n"),
            Word::Real(_) => format!("    {name}: f32,\n"),
        });
        format!("struct Step {{\n{}}}\n@group(0) @binding(0) var<uniform> step: Step;\n", fields.concat())
    }
}
