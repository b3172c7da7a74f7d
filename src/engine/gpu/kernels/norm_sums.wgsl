// Batch normalisation backward, first half: for each channel Σ dy (the gradient of β) and
// Σ dy · x̂ (the gradient of γ), x̂ the normalised input; workgroup = channel.

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f>;
/// [channel] each: mean, 1/√(variance + ε), Σ dy, Σ dy · x̂.
@group(0) @binding(3) var<storage, read_write> statistics: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

/// Σ dy and Σ dy · x̂.
alias Sum = vec2f;

fn run(workgroup: vec3u, local: u32) {
    let channel = workgroup.x;
    let about = vec2f(statistics[channel], statistics[CHANNELS + channel]);
    // Four at a time, so that a thread waits for four loads together.
    var sum = mat2x4f();
    for (var at = local; at < AREA * step.quads; at += 4u * WORKGROUP) {
        let first = terms(channel, at, about) + terms(channel, at + WORKGROUP, about);
        let second = terms(channel, at + 2u * WORKGROUP, about) + terms(channel, at + 3u * WORKGROUP, about);
        sum += first + second;
    }
    add_up(local, vec2f(dot(sum[0], vec4f(1.0)), dot(sum[1], vec4f(1.0))));
    if (local == 0u) {
        statistics[2u * CHANNELS + channel] = sums[0].x;
        statistics[3u * CHANNELS + channel] = sums[0].y;
        partials[PARTIAL + channel] = sums[0].y;
        partials[PARTIAL + CHANNELS + channel] = sums[0].x;
    }
}

/// dy and dy · x̂ of a quad of the channel, whose mean and 1/√(variance + ε) are `about`; zero where there is no such quad.
fn terms(channel: u32, at: u32, about: vec2f) -> mat2x4f {
    let values = AREA * step.quads;
    let place = channel * values + min(at, values - 1u);
    let passes = kept(channel * AREA + at / step.quads, at % step.quads);
    let slope = select(vec4f(), dy[place] * passes, vec4<bool>(at < values));
    return mat2x4f(slope, slope * ((x[place] - about.x) * about.y));
}
