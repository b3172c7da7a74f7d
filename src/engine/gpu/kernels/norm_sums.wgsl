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
    let values = AREA * step.quads;
    let mean = statistics[channel];
    let inverse_deviation = statistics[CHANNELS + channel];

    var slopes = vec4f();
    var products = vec4f();
    for (var at = local; at < values; at += WORKGROUP) {
        let slope = dy[channel * values + at] * kept(channel * AREA + at / step.quads, at % step.quads);
        slopes += slope;
        products += slope * ((x[channel * values + at] - mean) * inverse_deviation);
    }
    add_up(local, vec2f(dot(slopes, vec4f(1.0)), dot(products, vec4f(1.0))));
    if (local == 0u) {
        statistics[2u * CHANNELS + channel] = sums[0].x;
        statistics[3u * CHANNELS + channel] = sums[0].y;
        partials[PARTIAL + channel] = sums[0].y;
        partials[PARTIAL + CHANNELS + channel] = sums[0].x;
    }
}
