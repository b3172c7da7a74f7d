// Batch normalisation backward, second half:
// dx = γ/√(variance + ε) · (dy − mean(dy) − x̂ · mean(dy · x̂)); thread = (unit, quad).
//
// Ioffe and Szegedy, "Batch Normalization", ICML 2015, section 3.

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f>;
@group(0) @binding(3) var<storage, read> statistics: array<f32>;
@group(0) @binding(4) var<storage, read> parameters: array<f32>;
@group(0) @binding(5) var<storage, read_write> dx: array<vec4f>;

fn run(id: u32) {
    let unit = id / step.quads;
    let quad = id % step.quads;
    let channel = unit / AREA;
    let count = f32(AREA * step.batch);
    let inverse_deviation = statistics[CHANNELS + channel];
    let value = x[id];
    let normalised = (value - statistics[channel]) * inverse_deviation;
    let mean_slope = statistics[2u * CHANNELS + channel] / count;
    let mean_product = statistics[3u * CHANNELS + channel] / count;
    let slope = dy[id] * kept(unit, quad) - mean_slope - normalised * mean_product;
    // Zero in dead lanes, and where the ReLU before this layer gave zero.
    let passes = live(quad) & (vec4<bool>(!MASK) | (value > vec4f()));
    dx[id] = select(vec4f(), slope * (parameters[GAMMA + channel] * inverse_deviation), passes);
}
