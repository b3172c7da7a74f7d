// Max pooling; thread = (output unit, quad). Keeps which place of the window won, row by row, a byte for
// each lane. The first of equals wins, as in PyTorch.

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> winners: array<u32>;

fn run(id: u32) {
    let quad = id % step.quads;
    let unit = id / step.quads;
    let column = unit % OUT_WIDTH * STRIDE;
    let row = unit / OUT_WIDTH % OUT_HEIGHT * STRIDE;
    let channel = unit / (OUT_WIDTH * OUT_HEIGHT);
    let first = ((channel * HEIGHT + row) * WIDTH + column) * step.quads + quad;
    var most = x[first];
    var winner = vec4u();
    for (var place = 1u; place < KERNEL * KERNEL; place++) {
        let value = x[first + (place / KERNEL * WIDTH + place % KERNEL) * step.quads];
        let larger = value > most;
        most = select(most, value, larger);
        winner = select(winner, vec4u(place), larger);
    }
    y[id] = most;
    winners[id] = winner.x | (winner.y << 8u) | (winner.z << 16u) | (winner.w << 24u);
}
