// A step of SGD without dampening, Adam or AdamW, as `fovea_cpu_kernels::Update` has its formulas; thread = parameter.
// First sums the parts in which each layer left its gradient.

@group(0) @binding(1) var<storage, read_write> parameters: array<f32>;
/// Velocity or first moment.
@group(0) @binding(2) var<storage, read_write> first: array<f32>;
@group(0) @binding(3) var<storage, read> partials: array<f32>;
@group(0) @binding(4) var<storage, read_write> second: array<f32>;

fn run(id: u32) {
    let weight = parameters[id];
    let slope = gradient(id) + step.decay * weight;
    let speed = step.momentum * first[id] + step.share * slope;
    first[id] = select(0.0, speed, step.momentum != 0.0);
    var direction = speed;
    if (step.second_momentum != 0.0) {
        let square = step.second_momentum * second[id] + step.second_share * slope * slope;
        second[id] = square;
        direction = speed / (sqrt(square) * step.root_scale + step.epsilon);
    } else if (step.nesterov != 0.0) {
        direction = slope + step.nesterov * speed;
    }
    parameters[id] = step.keep * weight - step.rate * direction;
}

/// Sum over `parts` of number `at` of a layer's `count` parameters.
fn total(begin: u32, count: u32, parts: u32, at: u32) -> f32 {
    var sum = 0.0;
    for (var part = 0u; part < parts; part++) {
        sum += partials[begin + part * count + at];
    }
    return sum;
}
