// Batch normalisation's mean and variance of each channel over batch and space, in two passes as the
// definition says; workgroup = channel. Threads sum strided parts, then the workgroup sums those.
// Also moves the running statistics towards the batch's, with the unbiased variance, as PyTorch.

@group(0) @binding(1) var<storage, read> x: array<vec4f>;
/// [channel] each: mean, 1/√(variance + ε); the backward pass adds two more.
@group(0) @binding(2) var<storage, read_write> statistics: array<f32>;
/// [channel] each, from RUNNING on: mean, variance.
@group(0) @binding(3) var<storage, read_write> running: array<f32>;

alias Sum = f32;

fn run(workgroup: vec3u, local: u32) {
    let channel = workgroup.x;
    let values = AREA * step.quads;
    let count = f32(AREA * step.batch);

    var sum = vec4f();
    for (var at = local; at < values; at += WORKGROUP) {
        sum += select(vec4f(), x[channel * values + at], live(at % step.quads));
    }
    let mean = total(local, dot(sum, vec4f(1.0))) / count;

    var squares = vec4f();
    for (var at = local; at < values; at += WORKGROUP) {
        let centred = select(vec4f(), x[channel * values + at] - mean, live(at % step.quads));
        squares += centred * centred;
    }
    let square = total(local, dot(squares, vec4f(1.0)));

    if (local == 0u) {
        statistics[channel] = mean;
        statistics[CHANNELS + channel] = inverseSqrt(square / count + EPSILON);
        let unbiased = square / max(count - 1.0, 1.0);
        let at = RUNNING + channel;
        running[at] += RUNNING_SHARE * (mean - running[at]);
        running[at + CHANNELS] += RUNNING_SHARE * (unbiased - running[at + CHANNELS]);
    }
}

/// The sum of every thread's number.
fn total(local: u32, number: f32) -> f32 {
    add_up(local, number);
    return workgroupUniformLoad(&sums[0]);
}
