// Pooling backward: sums what each window that covers an input unit passes back. `passed` says how much.

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f>;

/// What comes back to a quad of the input.
fn passed_back(id: u32) -> vec4f {
    let quad = id % step.quads;
    let unit = id / step.quads;
    let column = unit % WIDTH;
    let row = unit / WIDTH % HEIGHT;
    let channel = unit / (WIDTH * HEIGHT);
    let bottom = min(row / STRIDE, OUT_HEIGHT - 1u);
    let right = min(column / STRIDE, OUT_WIDTH - 1u);
    var sum = vec4f();
    for (var up = bottom; row < up * STRIDE + KERNEL; up--) {
        for (var left = right; column < left * STRIDE + KERNEL; left--) {
            let window = ((channel * OUT_HEIGHT + up) * OUT_WIDTH + left) * step.quads + quad;
            sum += passed(window, (row - up * STRIDE) * KERNEL + column - left * STRIDE);
            if (left == 0u) {
                break;
            }
        }
        if (up == 0u) {
            break;
        }
    }
    let passes = vec4<bool>(!MASK) | (x[id] > vec4f());
    return select(vec4f(), sum, passes);
}
