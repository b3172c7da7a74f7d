
fn value(x: vec4f) -> vec4f {
    return max(x, vec4f()) + NUMBER * min(x, vec4f());
}

fn slope(x: vec4f) -> vec4f {
    return select(vec4f(NUMBER), vec4f(1.0), x > vec4f());
}
