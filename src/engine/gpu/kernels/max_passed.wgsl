// A window of max pooling passes its gradient to the place that won.

@group(0) @binding(4) var<storage, read> winners: array<u32>;

fn passed(window: u32, place: u32) -> vec4f {
    let winner = (vec4u(winners[window]) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u);
    return select(vec4f(), dy[window], winner == vec4u(place));
}
