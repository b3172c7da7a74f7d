
fn value(x: vec4f) -> vec4f {
    return logistic(x);
}

fn slope(x: vec4f) -> vec4f {
    let y = logistic(x);
    return y * (1.0 - y);
}
