// The input gradient of a convolution at any stride; thread = (input unit, quad). Sums over the output
// units whose window covers the input unit.

@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f>;
@group(0) @binding(4) var<storage, read> x: array<vec4f>;

fn run(id: u32) {
    let quad = id % step.quads;
    let unit = id / step.quads;
    let column = unit % IN_WIDTH;
    let row = unit / IN_WIDTH % IN_HEIGHT;
    let channel = unit / (IN_WIDTH * IN_HEIGHT);
    let first = channel / IN_GROUP * OUT_GROUP;
    var sum = vec4f();
    for (var ky = 0u; ky < KERNEL; ky++) {
        // Where it would be negative it wraps around and is too large.
        let down = row + PADDING - ky * DILATION;
        if (down % STRIDE != 0u || down / STRIDE >= OUT_HEIGHT) {
            continue;
        }
        for (var kx = 0u; kx < KERNEL; kx++) {
            let along = column + PADDING - kx * DILATION;
            if (along % STRIDE != 0u || along / STRIDE >= OUT_WIDTH) {
                continue;
            }
            let at = (down / STRIDE * OUT_WIDTH + along / STRIDE) * step.quads + quad;
            let tap = WEIGHT + (channel % IN_GROUP * KERNEL + ky) * KERNEL + kx;
            for (var oc = first; oc < first + OUT_GROUP; oc++) {
                let weight = parameters[tap + oc * IN_GROUP * KERNEL * KERNEL];
                sum += weight * dy[oc * OUT_HEIGHT * OUT_WIDTH * step.quads + at];
            }
        }
    }
    dx[id] = select(vec4f(), sum, vec4<bool>(!MASK) | (x[id] > vec4f()));
}
