// Adds up what each thread of a workgroup has, a `Sum`, as a tree.

var<workgroup> sums: array<Sum, WORKGROUP>;

/// Leaves the sum of every thread's number in `sums[0]`, where the first thread may read it.
fn add_up(local: u32, number: Sum) {
    sums[local] = number;
    for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
        workgroupBarrier();
        if (local < half) {
            sums[local] += sums[local + half];
        }
    }
}

/// The sum of every thread's number, for each of them.
fn total(local: u32, number: Sum) -> Sum {
    add_up(local, number);
    return workgroupUniformLoad(&sums[0]);
}
