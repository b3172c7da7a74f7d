// Batch normalisation in evaluation: by the running statistics.

/// Mean and 1/√(variance + ε) of a channel.
fn normalising(channel: u32, share: u32, local: u32) -> vec2f {
    let variance = running[RUNNING + CHANNELS + channel];
    return vec2f(running[RUNNING + channel], inverseSqrt(variance + EPSILON));
}
