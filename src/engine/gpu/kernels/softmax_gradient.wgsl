// Softmax backward: dx = y · (dy − Σ dy · y); thread = quad.

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> y: array<vec4f>;
@group(0) @binding(3) var<storage, read> dy: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> dx: array<vec4f>;

fn run(quad: u32) {
    var sum = vec4f();
    for (var feature = 0u; feature < FEATURES; feature++) {
        let at = feature * step.quads + quad;
        sum += dy[at] * y[at];
    }
    for (var feature = 0u; feature < FEATURES; feature++) {
        let at = feature * step.quads + quad;
        // Zero in dead lanes, whatever is in y there, and where the ReLU before this layer gave zero.
        let passes = live(quad) & (vec4<bool>(!MASK) | (x[at] > vec4f()));
        dx[at] = select(vec4f(), y[at] * (dy[at] - sum), passes);
    }
}
