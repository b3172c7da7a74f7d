// SGD as PyTorch's without dampening: g += weight_decay · w, v = momentum · v + g,
// w −= learning_rate · v; thread = parameter. First sums the parts in which each layer left its gradient.

@group(0) @binding(1) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> velocity: array<f32>;
@group(0) @binding(3) var<storage, read> partials: array<f32>;

fn run(id: u32) {
    let weight = parameters[id];
    let slope = gradient(id) + step.weight_decay * weight;
    let speed = step.momentum * velocity[id] + slope;
    velocity[id] = select(0.0, speed, step.momentum != 0.0);
    parameters[id] = weight - step.learning_rate * speed;
}

/// Sum over `parts` of number `at` of a layer's `count` parameters.
fn total(first: u32, count: u32, parts: u32, at: u32) -> f32 {
    var sum = 0.0;
    for (var part = 0u; part < parts; part++) {
        sum += partials[first + part * count + at];
    }
    return sum;
}
