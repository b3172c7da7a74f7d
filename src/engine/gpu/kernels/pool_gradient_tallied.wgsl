
// Thread = (input unit, quad) of a channel; the workgroup tallies, what is put in below, as a tile of one channel and pixel.
const MADE_CHANNELS: u32 = CHANNELS;
const MADE_GROUP: u32 = CHANNELS;
const MADE_HEIGHT: u32 = HEIGHT;
const MADE_WIDTH: u32 = WIDTH;

fn run(id: u32, first: u32, part: u32, local: u32, there: bool) {
    let within = first;
    let vectors = step.quads;
    let vector = id % vectors;
    let x = id / vectors % WIDTH;
    let y = id / vectors / WIDTH;
    let corner = first * HEIGHT * WIDTH * vectors + id;
    var t0_0 = vec4f();
    if (there) {
        t0_0 = passed_back(corner);
        dx[corner] = t0_0;
    }
    // tally
}
