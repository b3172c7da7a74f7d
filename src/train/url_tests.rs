//! Links: what they say, what they cannot say, and that they come back unchanged.

use proptest::prelude::*;

use super::*;
use crate::{arch::NetworkChoice, train::Schedule};

/// The settings of a link that has nothing wrong with it.
fn clean(query: &str) -> Settings {
    let link = parse_query(query);
    assert_eq!(link.problems, [""; 0], "{query}");
    link.settings(NetworkId::Lenet)
}

/// The only problem of a link that otherwise gives LeNet's own settings.
fn problem(query: &str) -> String {
    let link = parse_query(query);
    assert_eq!(link.settings(NetworkId::Lenet), Settings::for_network(NetworkId::Lenet), "{query}");
    let [problem] = link.problems.as_slice() else { panic!("{query}: {:?}", link.problems) };
    problem.clone()
}

#[test]
fn the_link_of_the_design_is_understood() {
    let link = parse_query(
        "?net=lenet&epochs=1&batch=64&lr=0.05&momentum=0.9&seed=7&device=cpu&data=generated&autostart=1",
    );
    assert_eq!(link.problems, [""; 0]);
    assert_eq!(
        (link.net, link.device, link.autostart),
        (Some(NetworkId::Lenet), Some(DeviceChoice::Cpu), true)
    );
    let expected = TrainConfig {
        epochs: 1,
        batch: 64,
        learning_rate: 0.05,
        momentum: 0.9,
        seed: 7,
        device: DeviceChoice::Cpu,
        data: DataChoice::Generated,
        ..TrainConfig::for_network(NetworkId::Lenet)
    };
    assert_eq!(link.settings(NetworkId::Mlp).validate(), Ok(expected));
}

#[test]
fn without_a_network_the_page_chooses_and_the_rest_holds() {
    let link = parse_query("epochs=3");
    assert_eq!((link.net, link.device, link.autostart), (None, None, false));
    for id in [NetworkId::Session6, NetworkId::Lenet] {
        let expected = Settings { epochs: "3".into(), ..Settings::for_network(id) };
        assert_eq!(link.settings(id), expected);
    }
    assert_eq!(parse_query("").problems, [""; 0]);
    assert_eq!(parse_query("?").problems, [""; 0]);
}

#[test]
fn escapes_and_schedules_are_read() {
    let settings = clean("net=session6&schedule=step%3a3%3A0.5&shuffle=false&normalise=0&augment=true");
    assert_eq!(
        (settings.schedule, settings.every.as_str(), settings.gamma.as_str()),
        (ScheduleKind::Step, "3", "0.5")
    );
    assert_eq!((settings.shuffle, settings.normalise, settings.augment), (false, false, true));
    assert_eq!(clean("net=session6&schedule=constant").schedule, ScheduleKind::Constant);
    assert_eq!(clean("net=cnn&filters=8,+16,%2032").validate().unwrap().network.filters, [8, 16, 32]);
    assert_eq!(clean("epochs=+2&&").epochs, "2");
}

#[test]
fn what_cannot_be_used_is_reported_and_left_out() {
    assert_eq!(
        problem("net=lenet&epochs=0"),
        "In the link: Epochs must be a whole number from 1 to 1000 (for example 5), not `0` (the default is used)."
    );
    assert_eq!(
        problem("device=tpu"),
        "In the link: Device must be auto or webgpu or cpu, not `tpu` (the default is used)."
    );
    assert!(problem("net=resnet").contains("session2 or session1-last-relu"));
    assert!(problem("lr=1e400").contains("Learning rate"));
    assert!(problem("batch=").contains("Batch size is empty"));
    assert!(problem("seed").contains("Seed is empty"));
    assert!(problem("shuffle=yes").contains("1, 0, true or false"));
    assert!(problem("schedule=cosine").contains("step:6:0.1"));
    assert!(problem("schedule=step:0:0.1").contains("Epochs between steps"));
    assert!(problem("schedule=step:1:2").contains("Factor of a step"));
    assert!(problem("momentum=%zz").contains("`%zz`"));
    assert!(problem("momentum=%ff").contains("Momentum"));
    assert!(problem("autostart=please").contains("Autostart"));
    assert!(problem("net=lenet&filters=1,2,3").contains("`net=cnn` only"));
    assert!(problem("net=lenet&net=mlp").contains("more than once"));
}

#[test]
fn what_others_add_to_links_is_nobodys_concern() {
    for query in
        ["fbclid=IwAR0", "utm_source=mail&utm_medium=x", "gclid=1&gclid=2", "ref=hn&v=2", "date=2026", "🦊=1"]
    {
        assert_eq!(clean(query), Settings::for_network(NetworkId::Lenet), "{query}");
    }
}

#[test]
fn a_key_that_is_nearly_ours_is_answered_with_ours() {
    for (query, ours) in [
        ("epoch=3", "`epochs`"),
        ("Epochs=3", "`epochs`"),
        ("learning_rate=0.5", "`lr`"),
        ("batch-size=4", "`batch`"),
        ("network=mlp", "`net`"),
        ("weight-decay=0.1", "`weight_decay`"),
        ("normalize=1", "`normalise`"),
        ("auto_start=1", "`autostart`"),
    ] {
        assert!(problem(query).contains(ours), "{query}");
    }
}

#[test]
fn a_decimal_comma_is_read_and_shown_as_a_point() {
    let settings = clean("net=session6&lr=0,05&momentum=0%2C9&schedule=step:3:0,5");
    assert_eq!((settings.learning_rate.as_str(), settings.momentum.as_str()), ("0.05", "0.9"));
    assert_eq!(settings.gamma, "0.5");
    assert!(to_query(&settings.validate().unwrap()).contains("lr=0.05"));
}

#[test]
fn filters_are_three_numbers_in_range() {
    for text in ["16,32", "16,32,64,128", "16,0,64", "16,32,many"] {
        let link = parse_query(&format!("net=cnn&filters={text}"));
        assert_eq!(link.problems.len(), 1, "{text}");
        assert_eq!(link.settings(NetworkId::Cnn), Settings::for_network(NetworkId::Cnn), "{text}");
    }
}

#[test]
fn a_link_says_no_more_than_is_needed() {
    assert_eq!(to_query(&TrainConfig::for_network(NetworkId::Session6)), "net=session6&seed=1");
    let config = TrainConfig {
        network: NetworkChoice { id: NetworkId::Cnn, filters: [8, 16, 32] },
        learning_rate: 0.00001,
        schedule: Schedule::Step { every: 2, gamma: 0.5 },
        shuffle: true,
        device: DeviceChoice::WebGpu,
        ..TrainConfig::for_network(NetworkId::Cnn)
    };
    assert_eq!(
        to_query(&config),
        "net=cnn&lr=1e-5&schedule=step:2:0.5&seed=1&shuffle=1&filters=8,16,32&device=webgpu"
    );
}

fn any_config() -> impl Strategy<Value = TrainConfig> {
    let network = (prop::sample::select(&NetworkId::ALL), prop::array::uniform3(1usize..=512)).prop_map(
        |(id, filters)| {
            if id == NetworkId::Cnn { NetworkChoice { id, filters } } else { NetworkChoice::new(id) }
        },
    );
    let schedule = prop_oneof![
        Just(Schedule::Constant),
        (1u32..=1000, f64::MIN_POSITIVE..=1.0).prop_map(|(every, gamma)| Schedule::Step { every, gamma }),
    ];
    let numbers = (1u32..=1000, 1usize..=2048, f64::MIN_POSITIVE..=10.0, 0.0..1.0, 0.0..=1.0, 0u64..1 << 53);
    let switches = any::<[bool; 3]>();
    let choices = (prop::sample::select(&DeviceChoice::ALL), prop::sample::select(&DataChoice::ALL));
    (network, schedule, numbers, switches, choices).prop_map(
        |(network, schedule, numbers, [shuffle, normalise, augment], (device, data))| {
            let (epochs, batch, learning_rate, momentum, weight_decay, seed) = numbers;
            TrainConfig {
                network,
                epochs,
                batch,
                learning_rate,
                momentum,
                weight_decay,
                schedule,
                seed,
                shuffle,
                normalise,
                augment,
                device,
                data,
            }
        },
    )
}

/// Text made of what queries are made of.
fn query_like() -> impl Strategy<Value = String> {
    let keys = Field::ALL.map(Field::as_str).into_iter().chain([AUTOSTART, "other", ""]).collect::<Vec<_>>();
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
    fn a_link_reproduces_its_run(config in any_config(), fallback in prop::sample::select(&NetworkId::ALL)) {
        let link = parse_query(&to_query(&config));
        prop_assert_eq!(&link.problems, &Vec::<String>::new());
        prop_assert_eq!(link.net, Some(config.network.id));
        prop_assert_eq!(link.settings(fallback).validate(), Ok(config));
    }

    #[test]
    fn any_text_gives_valid_settings(query in prop_oneof![any::<String>(), query_like()]) {
        let link = parse_query(&query);
        for id in NetworkId::ALL {
            prop_assert!(link.settings(id).validate().is_ok(), "{query}: {link:?}");
        }
    }
}
