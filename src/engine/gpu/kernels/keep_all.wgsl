// No dropout: every element is kept.

fn kept(unit: u32, quad: u32) -> vec4f {
    return vec4f(1.0);
}
