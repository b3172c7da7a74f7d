// What every kernel begins with, behind its constants and the numbers that change from step to step.
//
// Activations and their gradients are laid out [channel, row, column, lane], where a lane is an image
// of the batch; four lanes, a quad, are one vec4f. Lanes from `batch` on are dead: they belong to no
// image, their activations mean nothing, and their gradients are zero.

fn live(quad: u32) -> vec4<bool> {
    return vec4u(quad * 4u) + vec4u(0u, 1u, 2u, 3u) < vec4u(step.batch);
}
