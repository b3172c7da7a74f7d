
// Thread = (input unit, quad).
fn run(id: u32) {
    dx[id] = passed_back(id);
}
