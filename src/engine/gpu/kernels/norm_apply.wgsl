// y = γ · (x − mean)/√(variance + ε) + β, then ReLU and dropout where they follow; thread = (unit, quad).

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> statistics: array<f32>;
@group(0) @binding(3) var<storage, read> parameters: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4f>;

fn run(id: u32) {
    let unit = id / step.quads;
    let channel = unit / AREA;
    let scale = parameters[GAMMA + channel] * statistics[CHANNELS + channel];
    var value = (x[id] - statistics[channel]) * scale + parameters[BETA + channel];
    if (RELU) {
        value = max(value, vec4f());
    }
    y[id] = value * kept(unit, id % step.quads);
}
