
fn value(x: vec4f) -> vec4f {
    return x * below(x);
}

fn slope(x: vec4f) -> vec4f {
    // Φ'(x) = exp(−x²/2)/√(2π).
    return below(x) + x * exp(-0.5 * x * x) * 0.3989422804;
}

/// Φ(x), the share of a normal distribution below x, to 1e-7: (1 + erf(x/√2))/2, the error function as in Abramowitz and
/// Stegun, "Handbook of Mathematical Functions", 7.1.26.
fn below(x: vec4f) -> vec4f {
    let z = min(abs(x) * 0.7071067812, vec4f(6.0));
    let t = 1.0 / (1.0 + 0.3275911 * z);
    let polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
    let tail = 0.5 * polynomial * exp(-z * z);
    return select(tail, 1.0 - tail, x > vec4f());
}
