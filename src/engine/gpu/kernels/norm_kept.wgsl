// What training keeps of a batch's statistics: for the way back, and for evaluation.

/// [channel] each: mean, 1/√(variance + ε).
@group(0) @binding(5) var<storage, read_write> statistics: array<f32>;

/// Mean and 1/√(variance + ε) of a channel, from its mean and the sum of squares about it. One thread of all keeps them,
/// and moves the running statistics towards the batch's, with the unbiased variance, as PyTorch.
fn kept_statistics(channel: u32, keeps: bool, mean: f32, square: f32) -> vec2f {
    let count = f32(AREA * step.batch);
    let inverse_deviation = inverseSqrt(square / count + EPSILON);
    if (keeps) {
        statistics[channel] = mean;
        statistics[CHANNELS + channel] = inverse_deviation;
        let unbiased = square / max(count - 1.0, 1.0);
        let at = RUNNING + channel;
        running[at] += RUNNING_SHARE * (mean - running[at]);
        running[at + CHANNELS] += RUNNING_SHARE * (unbiased - running[at + CHANNELS]);
    }
    return vec2f(mean, inverse_deviation);
}
