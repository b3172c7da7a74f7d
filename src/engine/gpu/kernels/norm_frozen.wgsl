// What batch normalisation uses in evaluation: its running statistics; thread = channel.

@group(0) @binding(1) var<storage, read_write> statistics: array<f32>;
@group(0) @binding(2) var<storage, read_write> running: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn norm_frozen(@builtin(global_invocation_id) id: vec3u) {
    let channel = id.x;
    if (channel < CHANNELS) {
        statistics[channel] = running[RUNNING + channel];
        statistics[CHANNELS + channel] = inverseSqrt(running[RUNNING + CHANNELS + channel] + EPSILON);
    }
    // The uniform is part of every kernel's bindings.
    _ = step.batch;
}
