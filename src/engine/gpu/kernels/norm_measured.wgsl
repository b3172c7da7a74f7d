// The batch's mean and variance of each channel over batch and space, in two passes as the definition says. Threads sum
// strided parts, then the workgroup sums those.

alias Sum = f32;

/// Mean and 1/√(variance + ε) of a channel.
fn normalising(channel: u32, share: u32, local: u32) -> vec2f {
    let values = AREA * step.quads;
    let count = f32(AREA * step.batch);

    // Four at a time, so that a thread waits for four loads together.
    var sum = vec4f();
    for (var at = local; at < values; at += 4u * WORKGROUP) {
        let first = above(channel, at, 0.0) + above(channel, at + WORKGROUP, 0.0);
        sum += first + above(channel, at + 2u * WORKGROUP, 0.0) + above(channel, at + 3u * WORKGROUP, 0.0);
    }
    let mean = total(local, dot(sum, vec4f(1.0))) / count;

    var squares = vec4f();
    for (var at = local; at < values; at += 4u * WORKGROUP) {
        let a = above(channel, at, mean);
        let b = above(channel, at + WORKGROUP, mean);
        let c = above(channel, at + 2u * WORKGROUP, mean);
        let d = above(channel, at + 3u * WORKGROUP, mean);
        squares += a * a + b * b + c * c + d * d;
    }
    let square = total(local, dot(squares, vec4f(1.0)));
    return kept_statistics(channel, local == 0u, mean, square);
}

/// How far a quad of the channel lies above `level`; zero in dead lanes, and where there is no such quad.
fn above(channel: u32, at: u32, level: f32) -> vec4f {
    let values = AREA * step.quads;
    let there = live(at % step.quads) & vec4<bool>(at < values);
    return select(vec4f(), x[channel * values + min(at, values - 1u)] - level, there);
}
