// Dropout or ReLU by itself; thread = (unit, quad).

@group(0) @binding(1) var<storage, read_write> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn drop(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let id = thread(workgroup, workgroups, local);
    if (id >= UNITS * step.quads) {
        return;
    }
    var value = x[id];
    if (RELU) {
        value = max(value, vec4f());
    }
    y[id] = value * kept(id / step.quads, id % step.quads);
}
