// A window of average pooling passes an equal share to each place.

fn passed(window: u32, place: u32) -> vec4f {
    return dy[window] / f32(KERNEL * KERNEL);
}
