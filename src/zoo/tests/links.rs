//! Links that name a network come back unchanged.

use proptest::prelude::*;

use crate::settings::{
    DataChoice, DeviceChoice, EngineChoice, Goals, OptimiserChoice, SETTINGS, Schedule, Settings,
    TrainConfig, parse_query, to_query,
};
use crate::zoo::{CNN, LENET, MLP, ROWS, Row, SESSION6};

fn networks() -> [TrainConfig; ROWS.len()] {
    ROWS.map(Row::config)
}

#[test]
fn the_link_of_the_design_is_understood() {
    let link = parse_query(
        "?net=lenet&epochs=1&batch=64&lr=0.05&momentum=0.9&seed=7&device=cpu&data=generated&autostart=1",
        &networks(),
    );
    assert_eq!(link.problems, [""; 0]);
    assert_eq!((&link.network, link.autostart), (&Some(LENET.config()), true));
    let expected = TrainConfig {
        epochs: 1,
        batch: 64,
        learning_rate: 0.05,
        momentum: 0.9,
        seed: 7,
        device: DeviceChoice::Cpu,
        data: DataChoice::Generated,
        ..LENET.config()
    };
    assert_eq!(link.settings(&MLP.config()).validate(), Ok(expected));
}

#[test]
fn without_a_network_each_keeps_what_its_source_has() {
    let link = parse_query("epochs=3", &networks());
    for row in ROWS {
        let expected = TrainConfig { epochs: 3, ..row.config() };
        assert_eq!(link.settings(&row.config()), Settings::from(&expected), "{}", row.name);
    }
}

#[test]
fn a_link_that_no_network_fits_is_answered_with_those_that_there_are() {
    let problem = |query| {
        let link = parse_query(query, &networks());
        assert_eq!(link.settings(&LENET.config()), Settings::from(&LENET.config()), "{query}");
        link.problems.concat()
    };
    assert!(problem("net=resnet").contains("session2 or session1-last-relu"));
    assert!(problem("net=lenet&filters=1,2,3").contains("`net=cnn` only"));
    assert!(problem("net=lenet&net=mlp").contains("more than once"));
}

#[test]
fn a_link_says_no_more_than_is_needed() {
    assert_eq!(to_query(&SESSION6.config(), &SESSION6.config()), "net=session6&seed=1");
    let config = TrainConfig {
        network: CNN.network().with_filters(&[8, 16, 32]),
        learning_rate: 0.00001,
        schedule: Schedule::Step { every: 2, gamma: 0.5 },
        shuffle: true,
        device: DeviceChoice::WebGpu,
        ..CNN.config()
    };
    assert_eq!(
        to_query(&config, &CNN.config()),
        "net=cnn&filters=8,16,32&lr=1e-5&schedule=step:2:0.5&seed=1&shuffle=1&device=webgpu"
    );
}

fn any_row() -> impl Strategy<Value = &'static Row> {
    prop::sample::select(ROWS.to_vec())
}

/// A configuration, and that of its network's source.
fn any_config() -> impl Strategy<Value = (TrainConfig, TrainConfig)> {
    let network = (any_row(), prop::array::uniform3(1usize..=512));
    let schedule = prop_oneof![
        Just(Schedule::Constant),
        Just(Schedule::Cosine),
        Just(Schedule::OneCycle),
        (1u32..=1000, f64::MIN_POSITIVE..=1.0).prop_map(|(every, gamma)| Schedule::Step { every, gamma }),
    ];
    let numbers = (1u32..=1000, 1usize..=2048, f64::MIN_POSITIVE..=10.0, 0.0..1.0, 0.0..=1.0, 0u64..1 << 53);
    let goals = (0.0..=100.0, 0u64..=1_000_000_000, 0u32..=1000)
        .prop_map(|(accuracy, parameters, epochs)| Goals { accuracy, parameters, epochs });
    let switches = any::<[bool; 3]>();
    let devices = prop::sample::select(vec![DeviceChoice::Auto, DeviceChoice::WebGpu, DeviceChoice::Cpu]);
    let optimisers = prop::sample::select(vec![
        OptimiserChoice::Sgd,
        OptimiserChoice::Nesterov,
        OptimiserChoice::Adam,
        OptimiserChoice::AdamW,
    ]);
    let engines = prop::sample::select(vec![EngineChoice::Fovea, EngineChoice::Burn]);
    let data = prop::sample::select(vec![DataChoice::Mnist, DataChoice::Generated, DataChoice::Own]);
    (network, (schedule, optimisers), numbers, switches, devices, engines, (data, 0u32..=50_000, goals))
        .prop_map(
            |(
                (row, filters),
                (schedule, optimiser),
                numbers,
                [shuffle, normalise, augment],
                device,
                engine,
                (data, validation, goals),
            )| {
                let (epochs, batch, learning_rate, momentum, weight_decay, seed) = numbers;
                let config = TrainConfig {
                    network: row.network().with_filters(&filters),
                    epochs,
                    batch,
                    optimiser,
                    learning_rate,
                    momentum,
                    weight_decay,
                    schedule,
                    seed,
                    shuffle,
                    normalise,
                    augment,
                    device,
                    engine,
                    data,
                    validation,
                    goals,
                };
                (config, row.config())
            },
        )
}

/// Text made of what queries are made of.
fn query_like() -> impl Strategy<Value = String> {
    let settings = SETTINGS.iter().map(|setting| setting.key);
    let keys: Vec<_> = settings.chain(["net", "autostart", "other", ""]).collect();
    let texts = prop_oneof![
        "[0-9eE.+%:,-]{0,12}",
        any::<String>(),
        prop::sample::select(vec!["lenet", "cnn", "1", "0.1", "true", "step:6:0.1", "1,2,3", "cpu", "own"])
            .prop_map(str::to_owned),
    ];
    let pair = (prop::sample::select(keys), texts).prop_map(|(key, text)| format!("{key}={text}"));
    prop::collection::vec(pair, 0..12).prop_map(|pairs| pairs.join("&"))
}

proptest! {
    #[test]
    fn a_link_reproduces_its_run((config, source) in any_config(), fallback in any_row()) {
        let link = parse_query(&to_query(&config, &source), &networks());
        prop_assert_eq!(&link.problems, &Vec::<String>::new());
        prop_assert_eq!(&link.network, &Some(source));
        prop_assert_eq!(link.settings(&fallback.config()).validate(), Ok(config));
    }

    #[test]
    fn any_text_gives_valid_settings(query in prop_oneof![any::<String>(), query_like()]) {
        let link = parse_query(&query, &networks());
        for network in networks() {
            prop_assert!(link.settings(&network).validate().is_ok(), "{query}: {link:?}");
        }
    }
}
