
fn value(x: vec4f) -> vec4f {
    return x * sigmoid(x);
}

fn slope(x: vec4f) -> vec4f {
    let y = sigmoid(x);
    return y * (1.0 + x * (1.0 - y));
}

fn sigmoid(x: vec4f) -> vec4f {
    // Beyond, the exponential would be too large for a number.
    return 1.0 / (1.0 + exp(-clamp(x, vec4f(-80.0), vec4f(80.0))));
}
