// The batch's mean and variance of each channel, from the parts that a convolution left.
//
// Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.

/// [channel, part]: how many numbers, their mean, the squares about it.
@group(0) @binding(6) var<storage, read> tally: array<vec4f>;

alias Sum = f32;

/// Mean and 1/√(variance + ε) of a channel.
fn normalising(channel: u32, share: u32, local: u32) -> vec2f {
    let first = channel * parts();
    var sum = 0.0;
    for (var part = local; part < parts(); part += WORKGROUP) {
        let these = tally[first + part];
        sum += these.x * these.y;
    }
    let mean = total(local, sum) / f32(AREA * step.batch);
    var squares = 0.0;
    for (var part = local; part < parts(); part += WORKGROUP) {
        let these = tally[first + part];
        squares += these.z + these.x * (these.y - mean) * (these.y - mean);
    }
    return kept_statistics(channel, share == 0u && local == 0u, mean, total(local, squares));
}
