// What every kernel begins with: the numbers that change from step to step, and how threads are counted.
//
// Activations and their gradients are laid out [channel, row, column, lane], where a lane is an image
// of the batch; four lanes, a quad, are one vec4f. Lanes from `batch` on are dead: they belong to no
// image, their activations mean nothing, and their gradients are zero.

struct Step {
    batch: u32,
    quads: u32,
    dropout_key: u32,
    slot: u32,
    learning_rate: f32,
    momentum: f32,
    weight_decay: f32,
    scale: f32,
    offset: f32,
}

@group(0) @binding(0) var<uniform> step: Step;

/// Number of a thread among those of a grid whose workgroups run first along x, then along y.
fn thread(workgroup: vec3u, workgroups: vec3u, local: u32) -> u32 {
    return (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
}

fn live(quad: u32) -> vec4<bool> {
    return vec4u(quad * 4u) + vec4u(0u, 1u, 2u, 3u) < vec4u(step.batch);
}
