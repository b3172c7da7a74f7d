// Softmax over the features; thread = quad.

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;

fn run(quad: u32) {
    var most = x[quad];
    for (var feature = 1u; feature < FEATURES; feature++) {
        most = max(most, x[feature * step.quads + quad]);
    }
    var total = vec4f();
    for (var feature = 0u; feature < FEATURES; feature++) {
        total += exp(x[feature * step.quads + quad] - most);
    }
    for (var feature = 0u; feature < FEATURES; feature++) {
        let at = feature * step.quads + quad;
        y[at] = exp(x[at] - most) / total;
    }
}
