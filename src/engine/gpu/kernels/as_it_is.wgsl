// The images as they are: what `gather` asks for.

fn ink(image: u32, pixel: u32, lane: u32) -> f32 {
    return f32(byte(image, pixel));
}
