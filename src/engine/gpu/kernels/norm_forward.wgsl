// Batch normalisation: y = γ · (x − mean)/√(variance + ε) + β, then ReLU and dropout where they follow; a column of
// workgroups for each channel. `normalising` says by which mean and variance.

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> parameters: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;
/// [channel] each, from RUNNING on: mean, variance.
@group(0) @binding(4) var<storage, read_write> running: array<f32>;

fn run(channel: u32, share: u32, local: u32) {
    let about = normalising(channel, share, local);
    let scale = parameters[GAMMA + channel] * about.y;
    let shift = parameters[BETA + channel];
    let values = AREA * step.quads;
    for (var at = share * WORKGROUP + local; at < values; at += SHARES * WORKGROUP) {
        var value = (x[channel * values + at] - about.x) * scale + shift;
        if (RELU) {
            value = max(value, vec4f());
        }
        y[channel * values + at] = value * kept(channel * AREA + at / step.quads, at % step.quads);
    }
}
