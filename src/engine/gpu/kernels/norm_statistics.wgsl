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

    // Four at a time, so that a thread waits for four loads together.
    var sum = vec4f();
    for (var at = local; at < values; at += 4u * WORKGROUP) {
        let first = above(channel, at, 0.0) + above(channel, at + WORKGROUP, 0.0);
        sum += first + above(channel, at + 2u * WORKGROUP, 0.0) + above(channel, at + 3u * WORKGROUP, 0.0);
    }
    let mean = total(local, dot(sum, vec4f(1.0))) / count;

    var squares = vec4f();
    for (var at = local; at < values; at += 4u * WORKGROUP) {
        let a = above(channel, at, mean);
        let b = above(channel, at + WORKGROUP, mean);
        let c = above(channel, at + 2u * WORKGROUP, mean);
        let d = above(channel, at + 3u * WORKGROUP, mean);
        squares += a * a + b * b + c * c + d * d;
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

/// How far a quad of the channel lies above `level`; zero in dead lanes, and where there is no such quad.
fn above(channel: u32, at: u32, level: f32) -> vec4f {
    let values = AREA * step.quads;
    let there = live(at % step.quads) & vec4<bool>(at < values);
    return select(vec4f(), x[channel * values + min(at, values - 1u)] - level, there);
}

/// The sum of every thread's number.
fn total(local: u32, number: f32) -> f32 {
    add_up(local, number);
    return workgroupUniformLoad(&sums[0]);
}
