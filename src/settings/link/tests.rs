//! Links: what they say, and what they cannot say.

use super::*;
use crate::arch::Network;
use crate::settings::{DeviceChoice, Schedule, tests::adjustable};

/// A network that trains otherwise than by default, and one with filters to choose.
fn networks() -> [TrainConfig; 2] {
    let network = Network { name: "plain".into(), ..Network::default() };
    let schedule = Schedule::Step { every: 6, gamma: 0.1 };
    let plain = TrainConfig { momentum: 0.9, shuffle: true, schedule, ..TrainConfig::new(network) };
    [plain, TrainConfig::new(adjustable())]
}

fn plain() -> TrainConfig {
    networks()[0].clone()
}

fn parse(query: &str) -> Link {
    parse_query(query, &networks())
}

/// The settings of a link that has nothing wrong with it.
fn clean(query: &str) -> Settings {
    let link = parse(query);
    assert_eq!(link.problems, [""; 0], "{query}");
    link.settings(&plain())
}

/// The only problem of a link that otherwise gives the plain network's own settings.
fn problem(query: &str) -> String {
    let link = parse(query);
    assert_eq!(link.settings(&plain()), Settings::from(&plain()), "{query}");
    let [problem] = link.problems.as_slice() else { panic!("{query}: {:?}", link.problems) };
    problem.clone()
}

#[test]
fn without_a_network_the_page_chooses_and_the_rest_holds() {
    let link = parse("epochs=3");
    assert_eq!((&link.network, link.autostart), (&None, false));
    for config in networks() {
        let expected = TrainConfig { epochs: 3, ..config.clone() };
        assert_eq!(link.settings(&config), Settings::from(&expected));
    }
    assert_eq!(parse("").problems, [""; 0]);
    assert_eq!(parse("?").problems, [""; 0]);
}

#[test]
fn escapes_and_schedules_are_read() {
    let settings = clean("net=plain&schedule=step%3a3%3A0.5&shuffle=false&normalise=1&augment=true");
    let expected = TrainConfig {
        schedule: Schedule::Step { every: 3, gamma: 0.5 },
        shuffle: false,
        normalise: true,
        augment: true,
        ..plain()
    };
    assert_eq!(settings.validate(), Ok(expected));
    assert_eq!(clean("net=plain&schedule=constant").text(Field::Schedule), "constant");
    assert_eq!(clean("net=adjustable&filters=8,+16,%2032").text(Field::Filters), "8,16,32");
    assert_eq!(clean("epochs=+2&&").text(Field::Epochs), "2");
}

#[test]
fn what_cannot_be_used_is_reported_and_left_out() {
    assert_eq!(
        problem("net=plain&epochs=0"),
        "In the link: Epochs must be a whole number from 1 to 1000 (for example 5), not `0` (the default is used)."
    );
    assert_eq!(
        problem("device=tpu"),
        "In the link: Device must be auto or webgpu or cpu, not `tpu` (the default is used)."
    );
    assert!(problem("net=resnet").contains("plain or adjustable"));
    assert!(problem("lr=1e400").contains("Learning rate"));
    assert!(problem("batch=").contains("Batch size is empty"));
    assert!(problem("seed").contains("Seed is empty"));
    assert!(problem("shuffle=yes").contains("1, 0, true or false"));
    assert!(problem("schedule=linear").contains("step:6:0.1"));
    assert!(problem("schedule=step:0:0.1").contains("Epochs between steps"));
    assert!(problem("schedule=step:1:2").contains("Factor of a step"));
    assert!(problem("momentum=%zz").contains("`%zz`"));
    assert!(problem("momentum=%ff").contains("Momentum"));
    assert!(problem("autostart=please").contains("Autostart"));
    assert!(problem("net=plain&filters=1,2,3").contains("`net=adjustable` only"));
    assert!(problem("net=plain&net=adjustable").contains("more than once"));
}

#[test]
fn what_others_add_to_links_is_nobodys_concern() {
    for query in
        ["fbclid=IwAR0", "utm_source=mail&utm_medium=x", "gclid=1&gclid=2", "ref=hn&v=2", "date=2026", "🦊=1"]
    {
        assert_eq!(clean(query), Settings::from(&plain()), "{query}");
    }
}

#[test]
fn a_key_that_is_nearly_ours_is_answered_with_ours() {
    for (query, ours) in [
        ("epoch=3", "`epochs`"),
        ("Epochs=3", "`epochs`"),
        ("learning_rate=0.5", "`lr`"),
        ("batch-size=4", "`batch`"),
        ("network=adjustable", "`net`"),
        ("weight-decay=0.1", "`weight_decay`"),
        ("normalize=1", "`normalise`"),
        ("auto_start=1", "`autostart`"),
    ] {
        assert!(problem(query).contains(ours), "{query}");
    }
}

#[test]
fn a_decimal_comma_is_read_and_shown_as_a_point() {
    let settings = clean("net=plain&lr=0,05&momentum=0%2C9&schedule=step:3:0,5");
    let texts = [Field::LearningRate, Field::Momentum, Field::Schedule].map(|field| settings.text(field));
    assert_eq!(texts, ["0.05", "0.9", "step:3:0.5"]);
    assert!(to_query(&settings.validate().unwrap(), &plain()).contains("lr=0.05"));
}

#[test]
fn filters_are_three_numbers_in_range() {
    let config = TrainConfig::new(adjustable());
    for text in ["16,32", "16,32,64,128", "16,0,64", "16,32,many"] {
        let link = parse(&format!("net=adjustable&filters={text}"));
        assert_eq!(link.problems.len(), 1, "{text}");
        assert_eq!(link.settings(&config), Settings::from(&config), "{text}");
    }
}

#[test]
fn a_link_says_no_more_than_is_needed() {
    assert_eq!(to_query(&plain(), &plain()), "net=plain&seed=1");
    let source = TrainConfig::new(adjustable());
    let config = TrainConfig {
        network: adjustable().with_filters(&[8, 16, 32]),
        learning_rate: 0.00001,
        schedule: Schedule::Step { every: 2, gamma: 0.5 },
        shuffle: true,
        device: DeviceChoice::WebGpu,
        ..source.clone()
    };
    assert_eq!(
        to_query(&config, &source),
        "net=adjustable&filters=8,16,32&lr=1e-5&schedule=step:2:0.5&seed=1&shuffle=1&device=webgpu"
    );
}
