// Which elements dropout keeps: `data::rng::keep_mask`, computed where it is needed instead of stored.

/// The finaliser of MurmurHash3, as `data::rng::hash32`.
fn hash(number: vec4u) -> vec4u {
    var x = number;
    x ^= x >> vec4u(16u);
    x *= HASH_MULTIPLIERS[0];
    x ^= x >> vec4u(13u);
    x *= HASH_MULTIPLIERS[1];
    return x ^ (x >> vec4u(16u));
}

/// 0 or 1/(1 − p) for the element at `unit` of [channel, row, column] in the four lanes of `quad`.
/// Elements are numbered as in [batch, channel, row, column],
/// neighbours that go together once.
fn kept(unit: u32, quad: u32) -> vec4f {
    let key = hash(vec4u(step.dropout_key ^ DROPOUT_LAYER));
    let lanes = vec4u(quad * 4u) + vec4u(0u, 1u, 2u, 3u);
    let element = lanes * (UNITS / DROPOUT_AREA) + vec4u(unit / DROPOUT_AREA);
    return select(vec4f(), vec4f(DROPOUT_SCALE), hash(element ^ key) >= vec4u(DROPOUT_THRESHOLD));
}
