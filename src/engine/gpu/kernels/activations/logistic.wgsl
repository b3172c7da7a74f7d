
fn logistic(x: vec4f) -> vec4f {
    // Beyond, the exponential would be too large for a number.
    return 1.0 / (1.0 + exp(-clamp(x, vec4f(-80.0), vec4f(80.0))));
}
