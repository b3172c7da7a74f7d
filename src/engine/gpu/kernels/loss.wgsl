// Log-softmax, cross-entropy, their gradient and the count of right answers, in one workgroup; a thread
// takes every WORKGROUP-th lane.
//
// loss = log Σ exp(z) − z[label];  ∂ mean loss / ∂z = (softmax(z) − onehot(label)) / batch.

@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;
/// For each slot: summed loss, number classified right.
@group(0) @binding(4) var<storage, read_write> metrics: array<vec2f>;

/// Loss, and images classified right.
alias Sum = vec2f;

fn run(column: u32, row: u32, local: u32) {
    let lanes = step.quads * 4u;
    var sum = vec2f();
    for (var lane = local; lane < lanes; lane += WORKGROUP) {
        sum += judge(lane, lanes);
    }
    add_up(local, sum);
    if (local == 0u) {
        metrics[step.slot] = sums[0];
    }
}

/// Writes the gradient of a lane's logits; gives its loss, and 1 if the label's logit is the first of
/// the largest.
fn judge(lane: u32, lanes: u32) -> vec2f {
    if (lane >= step.batch) {
        for (var digit = 0u; digit < CLASSES; digit++) {
            gradient[digit * lanes + lane] = 0.0;
        }
        return vec2f();
    }
    let label = labels[lane];
    var best = 0u;
    var most = logits[lane];
    for (var digit = 1u; digit < CLASSES; digit++) {
        let logit = logits[digit * lanes + lane];
        if (logit > most) {
            most = logit;
            best = digit;
        }
    }
    var total = 0.0;
    for (var digit = 0u; digit < CLASSES; digit++) {
        total += exp(logits[digit * lanes + lane] - most);
    }
    let share = 1.0 / f32(step.batch);
    for (var digit = 0u; digit < CLASSES; digit++) {
        let logit = logits[digit * lanes + lane];
        let slope = exp(logit - most) / total - select(0.0, 1.0, digit == label);
        // Where a last ReLU gave zero, nothing passes back.
        let passes = !MASK || logit > 0.0;
        gradient[digit * lanes + lane] = select(0.0, slope * share, passes);
    }
    return vec2f(log(total) + most - logits[label * lanes + lane], select(0.0, 1.0, best == label));
}
