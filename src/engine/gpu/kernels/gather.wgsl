// Takes the batch's images out of the data set and normalises them; thread = (pixel, quad).
// Pixels and labels are bytes, four in a word.

@group(0) @binding(1) var<storage, read> images: array<u32>;
@group(0) @binding(2) var<storage, read> digits: array<u32>;
/// Which image of the data set is in each lane.
@group(0) @binding(3) var<storage, read> indices: array<u32>;
@group(0) @binding(4) var<storage, read_write> pixels: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> labels: array<u32>;

fn run(id: u32) {
    let pixel = id / step.quads;
    let quad = id % step.quads;
    var values = vec4f();
    for (var at = 0u; at < 4u; at++) {
        let lane = quad * 4u + at;
        if (lane >= step.batch) {
            break;
        }
        let image = indices[step.first + lane];
        values[at] = ink(image, pixel, lane) * step.scale + step.offset;
        if (pixel == 0u) {
            labels[lane] = (digits[image / 4u] >> (8u * (image % 4u))) & 255u;
        }
    }
    pixels[id] = values;
}

/// A pixel of an image as it is in the data set, 0 to 255.
fn byte(image: u32, pixel: u32) -> u32 {
    let at = image * SIDE * SIDE + pixel;
    return (images[at / 4u] >> (8u * (at % 4u))) & 255u;
}
