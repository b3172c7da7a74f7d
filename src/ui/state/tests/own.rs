//! A network of one's own: written, read, trained, mended, linked to and removed.

use super::*;
use crate::arch::{Layer, Network, Op};
use crate::protocol::Aim;
use crate::reports::{Code, Comment, HandInFormat, OwnNetwork, Reading, Refusal, Source, Training};
use crate::settings::{Class, parse_link};

const OWN: TabId = TabId::Own(1);

/// What the reader makes of every class here for a link.
const PACKED: &str = "packed";

/// A source's network as the reader gives it, of one linear layer from so many hidden units.
fn reading(name: &str, hidden: usize) -> Reading {
    let layer = |name: &str, op| Layer { name: name.into(), op, module: true };
    let layers = vec![
        layer("flat", Op::Flatten),
        layer("fc1", Op::Linear { out_features: hidden, bias: true }),
        layer("fc2", Op::Linear { out_features: CLASSES, bias: true }),
    ];
    let network = Network { name: "net".into(), label: name.into(), layers, ..Network::default() };
    let (text, course) = ("# input 1, output 2, RF 3×3".into(), "# input 1, output 2, RF 4×4".into());
    let comments = vec![Comment { line: 0, behind: 5, text, course }];
    let own = OwnNetwork { network, remarks: Vec::new(), takes_flat: false, comments };
    Reading { name: name.into(), network: Ok(own) }
}

fn refusal(message: &str) -> Refusal {
    Refusal { place: Some((2, 1)), message: message.into() }
}

/// What every source here says of its training.
fn training() -> Training {
    let settings = [("batch", "64"), ("lr", "99")].map(|(key, text)| (key.to_owned(), text.to_owned()));
    Training { settings: settings.into(), left_out: vec!["optim.Adam is not known here.".into()] }
}

/// What the reader is asked by these effects.
fn asked(effects: &[Effect]) -> (RequestId, &str) {
    let question = effects.iter().find_map(|effect| match effect {
        Effect::SendReader(Command::ReadSource { request, class, .. }, _) => {
            Some((*request, class.text.as_str()))
        }
        _ => None,
    });
    question.expect("a question to the reader")
}

fn answer(state: &mut PageState, request: RequestId, reply: Result<Vec<Reading>, Refusal>) -> Vec<Effect> {
    let reply = reply.map(|readings| Source { readings, training: training() });
    state.apply(Action::Reader(WorkerSignal::Event(
        Event::SourceRead { request, reply, of_image: None, packed: Some(PACKED.into()) },
        Vec::new(),
    )))
}

/// A page with a network of one's own of so many hidden units.
fn page_with(hidden: usize) -> PageState {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::NewNetwork(None));
    assert!(effects.contains(&Effect::StartReader));
    let (request, _) = asked(&effects);
    answer(&mut state, request, Ok(vec![reading("Net", hidden)]));
    state
}

fn edit(state: &mut PageState, text: &str) -> RequestId {
    let effects = state.apply(Action::Own(OWN, OwnChange::Edit(text.into())));
    asked(&effects).0
}

#[test]
fn a_new_network_has_a_tab_and_trains_like_any_other() {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::NewNetwork(None));
    assert_eq!(state.view, View::Network(OWN));
    assert!(!state.form(OWN).is_valid(), "there is nothing to train yet");
    assert_eq!(state.apply(Action::Train(OWN)), []);
    let (request, source) = asked(&effects);
    assert!(source.contains("class Net(nn.Module)"));
    answer(&mut state, request, Ok(vec![reading("Net", 12)]));
    assert_eq!(state.label(OWN), "Net");
    state.apply(Action::Train(OWN));
    assert_eq!(state.active_tab(), Some(OWN));
}

#[test]
fn a_mistake_leaves_the_last_good_network_and_settings() {
    let mut state = page_with(12);
    let settings = Settings::clone(&state.form(OWN).settings).with(Field::Epochs, "3");
    state.apply(Action::Edit(OWN, Rc::new(settings)));
    let request = edit(&mut state, "class Net(nn.Module)");
    answer(&mut state, request, Err(refusal("this is not Python")));
    assert_eq!(state.own(OWN).unwrap().refusal(), Some(&refusal("this is not Python")));
    assert_eq!(state.form(OWN).config.network.layers.len(), 3);
    let request = edit(&mut state, "better");
    answer(&mut state, request, Ok(vec![reading("Net", 99)]));
    let form = state.form(OWN);
    assert_eq!(form.config.network.layers[1].op, Op::Linear { out_features: 99, bias: true });
    assert_eq!(form.config.epochs, 3);
    assert_eq!(state.own(OWN).unwrap().refusal(), None);
}

#[test]
fn answers_about_an_older_text_are_not_taken() {
    let mut state = page_with(12);
    let older = edit(&mut state, "one");
    edit(&mut state, "two");
    answer(&mut state, older, Ok(vec![reading("Old", 5)]));
    assert_eq!(state.label(OWN), "Net");
    assert!(state.own(OWN).unwrap().is_being_read());
}

#[test]
fn of_several_networks_the_last_is_meant_until_one_is_chosen() {
    let mut state = page_with(12);
    let request = edit(&mut state, "three");
    let broken = Reading { name: "Broken".into(), network: Err(refusal("no")) };
    let three = || Ok(vec![reading("A", 5), broken.clone(), reading("B", 6)]);
    answer(&mut state, request, three());
    assert_eq!(state.label(OWN), "B");
    let choose = |state: &mut PageState, name: &str| {
        let effects = state.apply(Action::Own(OWN, OwnChange::Choose(name.into())));
        answer(state, asked(&effects).0, three());
    };
    choose(&mut state, "A");
    assert_eq!(state.label(OWN), "A");
    choose(&mut state, "Broken");
    assert_eq!((state.label(OWN), state.own(OWN).unwrap().refusal()), ("A", Some(&refusal("no"))));
    choose(&mut state, "A");
    let copied = state.apply(Action::Own(OWN, OwnChange::CopyCommented { course: true }));
    assert_eq!(copied, [Effect::CopyCommented(OWN, "three  # input 1, output 2, RF 4×4\n".into())]);
}

#[test]
fn a_file_s_code_becomes_the_text_and_a_bad_file_changes_nothing() {
    let mut state = page_with(12);
    let open = |state: &mut PageState, reply: Result<Code, String>| {
        let effects = state.apply(Action::Own(OWN, OwnChange::Open(file("homework.ipynb"))));
        let Some(Effect::SendReader(Command::OpenSource { request, .. }, _)) = effects.first() else {
            panic!("{effects:?}");
        };
        let event = Event::SourceOpened { request: *request, reply };
        state.apply(Action::Reader(WorkerSignal::Event(event, Vec::new())))
    };
    let before = state.own(OWN).unwrap().text.clone();
    assert_eq!(open(&mut state, Err("the file is no notebook".into())), []);
    assert_eq!(state.own(OWN).unwrap().text, before);
    assert!(state.alerts.shown().iter().any(|alert| alert.trouble.message.contains("no notebook")));
    let code = Code { text: "x = 1".into(), remarks: vec!["Code cell 2 is no Python.".into()] };
    let effects = open(&mut state, Ok(code));
    let (request, source) = asked(&effects);
    assert_eq!(source, "x = 1");
    answer(&mut state, request, Ok(vec![reading("Net", 12)]));
    let (form, own) = (state.form(OWN), state.own(OWN).unwrap());
    assert_eq!((form.config.batch, form.config.learning_rate, form.is_valid()), (64, 0.1, true));
    assert_eq!(
        own.left_out[..3],
        [
            "Code cell 2 is no Python.",
            "Taken over from the file: batch size 64.",
            "optim.Adam is not known here.",
        ]
    );
    assert!(own.left_out[3].starts_with("Learning rate must be"), "{:?}", own.left_out);
    let request = edit(&mut state, "x = 2");
    state.apply(Action::Edit(
        OWN,
        Rc::new(Settings::clone(&state.form(OWN).settings).with(Field::Batch, "32")),
    ));
    answer(&mut state, request, Ok(vec![reading("Net", 12)]));
    assert_eq!(state.form(OWN).config.batch, 32, "only a file brings settings");
}

#[test]
fn a_duplicate_begins_with_the_class_and_the_settings_of_its_tab() {
    let mut state = page("net=session6");
    let effects = state.apply(Action::NewNetwork(Some(TabId::of(&zoo::SESSION6))));
    let (request, source) = asked(&effects);
    assert!(source.contains("class Session6(nn.Module)"));
    answer(&mut state, request, Ok(vec![reading("Session6", 5)]));
    let form = state.form(OWN);
    assert_eq!((form.config.epochs, form.config.batch, form.config.augment), (20, 512, true));
}

#[test]
fn a_removed_network_takes_its_runs_with_it() {
    let mut state = page_with(12);
    state.apply(Action::Train(OWN));
    let remove = Action::Own(OWN, OwnChange::Remove);
    state.apply(remove.clone());
    assert!(state.own(OWN).is_some(), "it is training");
    state.apply(Action::Stop);
    state.apply(remove);
    assert!(state.own(OWN).is_none());
    assert_eq!(state.view, View::Network(TabId::of(&zoo::TINY)));
    assert!(state.runs.shown(OWN).is_none());
}

#[test]
fn a_lost_reader_is_started_again_by_the_next_change() {
    let mut state = page_with(12);
    state.apply(Action::Reader(WorkerSignal::Failed(trouble("The reader of PyTorch crashed."))));
    let effects = state.apply(Action::Own(OWN, OwnChange::Edit("again".into())));
    assert_eq!(effects[0], Effect::StartReader);
}

#[test]
fn a_link_carries_the_class_and_its_settings() {
    let mut state = page_with(12);
    let settings = Settings::clone(&state.form(OWN).settings).with(Field::Epochs, "3");
    let effects = state.apply(Action::Edit(OWN, Rc::new(settings)));
    let [Effect::ShowInUrl { query, class }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((query.as_str(), class.as_deref()), ("net=own&epochs=3&seed=1", Some(PACKED)));

    let (mut other, request) = open_link(&format!("{query}&autostart=1"));
    assert_eq!((other.view, other.active_tab()), (View::Network(OWN), None));
    let effects = link_opened(&mut other, request, Ok(Class { text: "class".into(), chosen: None }));
    let (request, text) = asked(&effects);
    assert_eq!(text, "class");
    answer(&mut other, request, Ok(vec![reading("Net", 12)]));
    assert_eq!(other.active_tab(), Some(OWN));
    assert_eq!(shown(&other, OWN).config.epochs, 3);
}

#[test]
fn a_link_with_a_damaged_class_shows_another_network_and_trains_nothing() {
    let (mut state, request) = open_link("net=own&epochs=3&autostart=1");
    link_opened(&mut state, request, Err("The link's class is damaged.".into()));
    assert_eq!((state.view, state.own(OWN)), (View::Network(lenet()), None));
    assert_eq!(state.active_tab(), None);
    assert!(state.alerts.shown().iter().any(|alert| alert.trouble.message.contains("damaged")));
}

/// A page opened with this query and a class, and what it asked about that.
fn open_link(query: &str) -> (PageState, RequestId) {
    let (state, effects) = PageState::open(parse_link(query, Some(PACKED), &zoo::configs()));
    let [Effect::StartReader, Effect::SendReader(Command::OpenLink { request, packed }, _)] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(packed, PACKED);
    (state, *request)
}

fn link_opened(state: &mut PageState, request: RequestId, reply: Result<Class, String>) -> Vec<Effect> {
    state.apply(Action::Reader(WorkerSignal::Event(Event::LinkOpened { request, reply }, Vec::new())))
}

#[test]
fn a_link_says_which_of_several_networks_was_chosen() {
    let mut state = page_with(12);
    let request = edit(&mut state, "several");
    let both = || Ok(vec![reading("A", 5), reading("B", 6)]);
    answer(&mut state, request, both());
    assert_eq!(state.label(OWN), "B");
    let effects = state.apply(Action::Own(OWN, OwnChange::Choose("A".into())));
    let [Effect::SendReader(Command::ReadSource { request, class, .. }, _)] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(class.chosen.as_deref(), Some("A"));
    answer(&mut state, *request, both());
    assert_eq!(state.label(OWN), "A");

    let (mut other, request) = open_link("net=own");
    let effects = link_opened(&mut other, request, Ok(class.clone()));
    answer(&mut other, asked(&effects).0, both());
    assert_eq!(other.label(OWN), "A");
}

#[test]
fn a_class_that_has_not_been_read_has_no_link_yet() {
    let mut state = page_with(12);
    let copied = |effects: Vec<Effect>| effects.contains(&Effect::CopyLink(OWN));
    assert!(copied(state.apply(Action::CopyLink(OWN))));
    let request = edit(&mut state, "another");
    assert!(!copied(state.apply(Action::CopyLink(OWN))));
    assert!(state.alerts.shown().iter().any(|alert| alert.trouble.message.contains("not been read")));
    answer(&mut state, request, Ok(vec![reading("Net", 5)]));
    assert!(copied(state.apply(Action::CopyLink(OWN))));
}

#[test]
fn a_hand_in_links_to_the_class_as_the_address_does() {
    let mut state = page_with(12);
    state.apply(Action::Train(OWN));
    let run = run_of(&state, OWN);
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 2.3)]));
    let effects = state.apply(Action::HandIn(vec![run], HandInFormat::Markdown));
    let [Effect::SendReader(Command::HandIn { runs, .. }, _)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(
        (runs[0].link.as_str(), runs[0].source.as_deref()),
        ("net=own&seed=1", state.own(OWN).map(|own| &*own.text))
    );
}

#[test]
fn the_planner_shows_the_answer_to_the_size_that_stands_there() {
    let mut state = page("net=lenet");
    let plan = |state: &mut PageState, size: &str| {
        let effects = state.apply(Action::Plan(Aim::Image, size.into()));
        effects.into_iter().find_map(|effect| match effect {
            Effect::SendReader(Command::Plan { request, .. }, _) => Some(request),
            _ => None,
        })
    };
    let reply = |state: &mut PageState, request, line: &str| {
        let event = Event::Planned { request, reply: Ok(vec![line.into()]) };
        state.apply(Action::Reader(WorkerSignal::Event(event, Vec::new())));
    };
    let (first, second) = (plan(&mut state, "10").unwrap(), plan(&mut state, "100").unwrap());
    reply(&mut state, second, "of 100");
    reply(&mut state, first, "of 10");
    let said = |state: &PageState| state.planner.of(Aim::Image).reply.as_deref().cloned();
    assert_eq!(said(&state), Some(Ok(vec!["of 100".into()])));
    assert_eq!(plan(&mut state, " "), None);
    assert_eq!(said(&state), None);
}

#[test]
fn a_text_that_is_no_network_is_not_copied_with_another_s_comments() {
    let mut state = page_with(12);
    let request = edit(&mut state, "class");
    let copy = Action::Own(OWN, OwnChange::CopyCommented { course: false });
    assert_eq!(state.apply(copy.clone()), [], "it has not been read");
    answer(&mut state, request, Err(refusal("no")));
    assert_eq!(state.apply(copy), []);
}
