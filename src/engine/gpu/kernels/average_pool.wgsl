// Average pooling; thread = (output unit, quad).

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;

fn run(id: u32) {
    let quad = id % step.quads;
    let unit = id / step.quads;
    let column = unit % OUT_WIDTH * STRIDE;
    let row = unit / OUT_WIDTH % OUT_HEIGHT * STRIDE;
    let channel = unit / (OUT_WIDTH * OUT_HEIGHT);
    let first = ((channel * HEIGHT + row) * WIDTH + column) * step.quads + quad;
    var sum = vec4f();
    for (var place = 0u; place < KERNEL * KERNEL; place++) {
        sum += x[first + (place / KERNEL * WIDTH + place % KERNEL) * step.quads];
    }
    y[id] = sum / f32(KERNEL * KERNEL);
}
