// Each image under its own similarity, resampled as `data::augment` does it: what `gather` asks for.

/// For each lane, in units of 2⁻¹⁶ pixel: how far the source moves for one column to the right (x, y),
/// and where in the source the first pixel comes from (x, y).
@group(0) @binding(6) var<storage, read> similarities: array<vec4i>;

fn ink(image: u32, pixel: u32, lane: u32) -> f32 {
    let similarity = similarities[step.first + lane];
    let row = i32(pixel / SIDE);
    let column = i32(pixel % SIDE);
    let x = similarity.z + column * similarity.x - row * similarity.y;
    let y = similarity.w + column * similarity.y + row * similarity.x;
    let left = x >> 16u;
    let top = y >> 16u;
    let across = u32(x >> 8u) & 255u;
    let down = u32(y >> 8u) & 255u;
    let upper = source(image, top, left) * (256u - across) + source(image, top, left + 1) * across;
    let lower = source(image, top + 1, left) * (256u - across) + source(image, top + 1, left + 1) * across;
    return f32(upper * (256u - down) + lower * down) / 65536.0;
}

/// A pixel of the source; outside of it is background.
fn source(image: u32, row: i32, column: i32) -> u32 {
    if (u32(row) >= SIDE || u32(column) >= SIDE) {
        return 0u;
    }
    return byte(image, u32(row) * SIDE + u32(column));
}
