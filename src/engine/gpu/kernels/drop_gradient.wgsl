// Dropout by itself, backward; thread = (unit, quad).

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f>;

fn run(id: u32) {
    let passes = vec4<bool>(!MASK) | (x[id] > vec4f());
    dx[id] = select(vec4f(), dy[id] * kept(id / step.quads, id % step.quads), passes);
}
