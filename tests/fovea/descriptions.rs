//! Where a network is described a second time, the zoo judges it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use fovea::arch::Op;
use fovea::zoo;
use serde_json::Value;

/// What the benchmarks' description of its networks comes to: for each the shapes of what its layers give, and of
/// its parameters.
fn benchmarks() -> Option<BTreeMap<String, Value>> {
    const PRINT: &str = "import { NETWORKS, traced } from './benches/peers/networks.mjs';
        const shapes = (layers) => ({
            outputs: traced(layers).map(({ output }) => output),
            parameters: traced(layers).flatMap(({ parameters }) => parameters.map(({ shape }) => shape)),
        });
        const all = Object.entries(NETWORKS).map(([name, layers]) => [name, shapes(layers)]);
        console.log(JSON.stringify(Object.fromEntries(all)));";
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", PRINT]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let Ok(output) = node.output() else {
        eprintln!("node is missing: the benchmarks' networks were not compared");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn the_benchmarks_train_the_networks_of_the_zoo() {
    let Some(described) = benchmarks() else { return };
    assert!(!described.is_empty());
    for (name, theirs) in described {
        let network = zoo::named(&name).unwrap().network();
        // Every loss there begins with a log-softmax.
        let layers = network.trace().unwrap().layers;
        let outputs = layers.iter().filter(|layer| layer.op != Op::LogSoftmax);
        let outputs: Vec<_> = outputs.map(|layer| layer.output.dimensions()).collect();
        assert_eq!(serde_json::json!(outputs), theirs["outputs"], "{name}");
        let parameters = network.parameters().unwrap().into_iter();
        let parameters: Vec<_> = parameters.map(|parameter| parameter.shape).collect();
        assert_eq!(serde_json::json!(parameters), theirs["parameters"], "{name}");
    }
}

/// tests/pytorch/networks.py makes the fixture, and the parity tests compare each network in it number by number.
#[test]
fn pytorch_s_fixture_has_every_network_of_the_zoo() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/torch_parity.json");
    let fixture: Value = serde_json::from_slice(&std::fs::read(fixture).unwrap()).unwrap();
    for row in zoo::ROWS {
        assert!(!fixture["nets"][row.name].is_null(), "{}: see tests/pytorch/parity.py", row.name);
    }
}
