// A function of each number: `value`; thread = (unit, quad).

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;

fn run(id: u32) {
    y[id] = value(x[id]);
}
