// What batch normalisation uses in evaluation: its running statistics; thread = channel.

@group(0) @binding(1) var<storage, read_write> statistics: array<f32>;
@group(0) @binding(2) var<storage, read> running: array<f32>;

fn run(channel: u32) {
    statistics[channel] = running[RUNNING + channel];
    statistics[CHANNELS + channel] = inverseSqrt(running[RUNNING + CHANNELS + channel] + EPSILON);
}
