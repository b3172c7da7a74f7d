// A function of each number, backward: `slope`; thread = (unit, quad).

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f>;

fn run(id: u32) {
    // Zero in dead lanes, whatever is in x there, and where the ReLU before this layer gave zero.
    let passes = live(id % step.quads) & (vec4<bool>(!MASK) | (x[id] > vec4f()));
    dx[id] = select(vec4f(), dy[id] * slope(x[id]), passes);
}
