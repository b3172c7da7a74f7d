
fn value(x: vec4f) -> vec4f {
    return max(x, vec4f()) + NUMBER * (exp(min(x, vec4f())) - 1.0);
}

fn slope(x: vec4f) -> vec4f {
    return select(NUMBER * exp(min(x, vec4f())), vec4f(1.0), x > vec4f());
}
