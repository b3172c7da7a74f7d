//! The parameters of the networks against PyTorch's.

use crate::arch::Parameter;
use crate::zoo::{CNN, LENET, ROWS, Row, SESSION6};

fn parameters(row: &Row) -> Vec<Parameter> {
    row.network().parameters().unwrap()
}

#[test]
fn lenet_has_pytorch_s_names_shapes_and_order() {
    let found: Vec<_> = parameters(&LENET).into_iter().map(|p| (p.name, p.shape, p.fan_in)).collect();
    let expected: [(&str, &[usize], usize); 10] = [
        ("conv1.weight", &[6, 1, 3, 3], 9),
        ("conv1.bias", &[6], 9),
        ("conv2.weight", &[16, 6, 3, 3], 54),
        ("conv2.bias", &[16], 54),
        ("fc1.weight", &[120, 784], 784),
        ("fc1.bias", &[120], 784),
        ("fc2.weight", &[84, 120], 120),
        ("fc2.bias", &[84], 120),
        ("fc3.weight", &[10, 84], 84),
        ("fc3.bias", &[10], 84),
    ];
    assert_eq!(found, expected.map(|(name, shape, fan_in)| (name.to_owned(), shape.to_vec(), fan_in)));
}

#[test]
fn session6_has_batch_norms_instead_of_biases() {
    let network = SESSION6.network();
    let names: Vec<_> = network.parameters().unwrap().into_iter().map(|p| p.name).collect();
    let mut expected: Vec<_> = (1..=9)
        .flat_map(|n| [format!("conv{n}.weight"), format!("bn{n}.weight"), format!("bn{n}.bias")])
        .collect();
    expected.push("mixer.weight".to_owned());
    assert_eq!(names, expected);

    let statistics = network.running_statistics().unwrap();
    assert_eq!(statistics.len(), 18);
    assert_eq!(statistics[0].name, "bn1.running_mean");
    assert_eq!(statistics[17].name, "bn9.running_var");
    assert_eq!((statistics[0].channels, statistics[17].channels), (2, 32));
}

#[test]
fn networks_without_batch_norm_have_no_statistics() {
    assert_eq!(CNN.network().running_statistics(), Ok(Vec::new()));
}

#[test]
fn the_parts_add_up_to_the_total() {
    for row in ROWS {
        let total = row.network().trace().unwrap().parameters;
        assert_eq!(parameters(row).iter().map(Parameter::elements).sum::<usize>(), total, "{}", row.name);
    }
}
