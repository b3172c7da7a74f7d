// Dropout or ReLU by itself; thread = (unit, quad).

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;

fn run(id: u32) {
    var value = x[id];
    if (RELU) {
        value = max(value, vec4f());
    }
    y[id] = value * kept(id / step.quads, id % step.quads);
}
