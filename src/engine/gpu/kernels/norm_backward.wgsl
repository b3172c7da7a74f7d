// Batch normalisation backward, x̂ being the normalised input; a column of workgroups for each channel. First Σ dy, the
// gradient of β, and Σ dy · x̂, that of γ, of which `slopes` gives each thread's part; then
// dx = γ/√(variance + ε) · (dy − mean(dy) − x̂ · mean(dy · x̂)).
//
// Ioffe and Szegedy, "Batch Normalization", ICML 2015, section 3.

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f>;
/// [channel] each: mean, 1/√(variance + ε).
@group(0) @binding(3) var<storage, read> statistics: array<f32>;
@group(0) @binding(4) var<storage, read> parameters: array<f32>;
@group(0) @binding(5) var<storage, read_write> partials: array<f32>;
@group(0) @binding(6) var<storage, read_write> dx: array<vec4f>;

/// Σ dy and Σ dy · x̂.
alias Sum = vec2f;

fn run(channel: u32, share: u32, local: u32) {
    let about = vec2f(statistics[channel], statistics[CHANNELS + channel]);
    let sum = total(local, slopes(channel, local, about));
    if (share == 0u && local == 0u) {
        partials[PARTIAL + channel] = sum.y;
        partials[PARTIAL + CHANNELS + channel] = sum.x;
    }
    let means = sum / f32(AREA * step.batch);
    let scale = parameters[GAMMA + channel] * about.y;
    let values = AREA * step.quads;
    for (var at = share * WORKGROUP + local; at < values; at += SHARES * WORKGROUP) {
        let value = x[channel * values + at];
        let normalised = (value - about.x) * about.y;
        let slope = passed(channel, at) - means.x - normalised * means.y;
        // Zero in dead lanes, and where the ReLU before this layer gave zero.
        let passes = live(at % step.quads) & (vec4<bool>(!MASK) | (value > vec4f()));
        dx[channel * values + at] = select(vec4f(), slope * scale, passes);
    }
}

/// dy of a quad of the channel, through dropout where it follows.
fn passed(channel: u32, at: u32) -> vec4f {
    let unit = channel * AREA + at / step.quads;
    return dy[channel * AREA * step.quads + at] * kept(unit, at % step.quads);
}
