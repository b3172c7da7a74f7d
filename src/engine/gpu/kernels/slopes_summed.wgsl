// Σ dy and Σ dy · x̂ from all of x and dy.

/// A thread's part for a channel whose mean and 1/√(variance + ε) are `about`.
fn slopes(channel: u32, local: u32, about: vec2f) -> vec2f {
    // Four at a time, so that a thread waits for four loads together.
    var sum = mat2x4f();
    for (var at = local; at < AREA * step.quads; at += 4u * WORKGROUP) {
        let first = terms(channel, at, about) + terms(channel, at + WORKGROUP, about);
        let second = terms(channel, at + 2u * WORKGROUP, about) + terms(channel, at + 3u * WORKGROUP, about);
        sum += first + second;
    }
    return vec2f(dot(sum[0], vec4f(1.0)), dot(sum[1], vec4f(1.0)));
}

/// dy and dy · x̂ of a quad of the channel; zero where there is no such quad.
fn terms(channel: u32, at: u32, about: vec2f) -> mat2x4f {
    let values = AREA * step.quads;
    let there = min(at, values - 1u);
    let slope = select(vec4f(), passed(channel, there), vec4<bool>(at < values));
    return mat2x4f(slope, slope * ((x[channel * values + there] - about.x) * about.y));
}
