// Σ dy and Σ dy · x̂ from the parts that a convolution or a pool left.

/// [channel, part]: both sums, and two numbers that are not used.
@group(0) @binding(7) var<storage, read> tally: array<vec4f>;

/// A thread's part for a channel.
fn slopes(channel: u32, local: u32, about: vec2f) -> vec2f {
    var sum = vec2f();
    for (var part = local; part < parts(); part += WORKGROUP) {
        sum += tally[channel * parts() + part].xy;
    }
    return sum;
}
