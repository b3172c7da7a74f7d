//! How a source trains: what its calls of PyTorch say of the settings.

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::run::Interpreter;
use super::torch::{Arguments, short};
use super::value::Value;
use crate::reports::Training;

/// Calls of libraries that are kept.
pub const CALLS: usize = 1_000;

/// MNIST's mean and deviation, as its notebooks round them.
const MNIST: [f64; 2] = [0.1307, 0.3081];

/// Names that sources give the number of epochs.
const EPOCHS: &[&str] =
    &["epochs", "num_epochs", "n_epochs", "EPOCHS", "NUM_EPOCHS", "N_EPOCHS", "max_epochs"];

/// Names that sources give the number of training images that they keep apart.
const VALIDATION: &[&str] =
    &["validation", "n_validation", "n_val", "val_size", "VALIDATION", "N_VALIDATION", "VAL_SIZE"];

/// Whether a library's name is of something that trains, and a call of it is kept.
pub fn is_of_training(name: &str) -> bool {
    let names = [
        "torch.optim.",
        "torchvision.transforms.",
        "torch.utils.data.DataLoader",
        "torch.utils.data.random_split",
        "torch.manual_seed",
    ];
    names.iter().any(|known| name.starts_with(known))
}

/// The settings that a source trains with, as links write them, and what of its training there is not here.
pub fn training<'a>(interpreter: &mut Interpreter<'a>, statements: &'a [Stmt]) -> Training {
    let calls = std::mem::take(&mut interpreter.library_calls);
    let mut found = Training::default();
    let mut half_period = None;
    for (name, arguments) in &calls {
        let last = name.rsplit('.').next().unwrap_or_default();
        match last {
            "manual_seed" => found.set("seed", whole(arguments, 0, "seed")),
            "SGD" => sgd(&mut found, arguments),
            "Adam" => adam(&mut found, arguments, "adam", "0"),
            "AdamW" => adam(&mut found, arguments, "adamw", "0.01"),
            "DataLoader" => loader(&mut found, arguments),
            "random_split" => split(&mut found, arguments),
            "StepLR" => step(&mut found, arguments),
            "CosineAnnealingLR" => {
                found.set("schedule", Some("cosine".to_owned()));
                found.only("CosineAnnealingLR", arguments, &[(2, "eta_min", 0.0)]);
                half_period = whole(arguments, 1, "T_max");
            }
            "OneCycleLR" => one_cycle(&mut found, arguments),
            "Normalize" => normalize(&mut found, arguments),
            "RandomRotation" | "RandomAffine" => {
                found.set("augment", Some("1".to_owned()));
                found
                    .left_out
                    .push(format!("{}: Fovea's own rotation, shift and scale take its place.", words(name)));
            }
            // Bytes become numbers from 0 to 1 in any case, and a list of transforms is none itself.
            "ToTensor" | "Compose" | "PILToTensor" | "ConvertImageDtype" | "ToDtype" => {}
            _ => found.left_out.push(format!("{} is not known here.", words(name))),
        }
    }
    let loads = calls.iter().any(|(name, _)| name.ends_with("ToTensor"));
    if loads && !calls.iter().any(|(name, _)| name.ends_with("Normalize")) {
        found.set("normalise", Some("0".to_owned()));
    }
    let epochs = epochs(interpreter, statements);
    if half_period.is_some() && epochs.is_some() && half_period != epochs {
        found.left_out.push("CosineAnnealingLR's T_max is the number of epochs here.".to_owned());
    }
    found.set("epochs", epochs);
    found.set("validation", named(interpreter, VALIDATION));
    found.left_out.dedup();
    found
}

impl Training {
    /// Lists the arguments, by place and name, that are not what is computed.
    fn only(&mut self, function: &str, arguments: &Arguments, known: &[(usize, &str, f64)]) {
        for &(place, name, only) in known {
            let is_so = match argument(arguments, place, name) {
                None | Some(Value::None) => true,
                Some(Value::Bool(on)) => f64::from(u8::from(*on)) == only,
                Some(Value::Int(number)) => *number as f64 == only,
                Some(Value::Float(number)) => *number == only,
                Some(_) => false,
            };
            if !is_so {
                self.left_out.push(format!("{function}'s {name} is not known here."));
            }
        }
    }

    /// The last that a source says of a setting counts.
    fn set(&mut self, key: &str, text: Option<String>) {
        let Some(text) = text else { return };
        self.settings.retain(|(known, _)| known != key);
        self.settings.push((key.to_owned(), text));
    }
}

/// A library's name without what stands before its module.
fn words(name: &str) -> String {
    short(name).trim_start_matches("torchvision.").trim_start_matches("torch.").to_owned()
}

fn argument<'v, 'a>(arguments: &'v Arguments<'a>, place: usize, name: &str) -> Option<&'v Value<'a>> {
    let named = arguments.named.iter().find(|(known, _)| *known == name).map(|(_, argument)| argument);
    named.or_else(|| arguments.positional.get(place)).map(|argument| &argument.value)
}

fn whole(arguments: &Arguments, place: usize, name: &str) -> Option<String> {
    match argument(arguments, place, name)? {
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

fn number(arguments: &Arguments, place: usize, name: &str) -> Option<String> {
    match argument(arguments, place, name)? {
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

fn sgd(found: &mut Training, arguments: &Arguments) {
    numbers(found, arguments, &[("lr", 1, "0.001"), ("momentum", 2, "0"), ("weight_decay", 4, "0")]);
    let nesterov = matches!(argument(arguments, 5, "nesterov"), Some(Value::Bool(true) | Value::Int(1)));
    found.set("optimiser", Some(if nesterov { "nesterov" } else { "sgd" }.to_owned()));
    found.only("SGD", arguments, &[(3, "dampening", 0.0)]);
}

/// Adam or AdamW, which decays by `decay` where its source does not say.
fn adam(found: &mut Training, arguments: &Arguments, optimiser: &str, decay: &'static str) {
    found.set("optimiser", Some(optimiser.to_owned()));
    numbers(found, arguments, &[("lr", 1, "0.001"), ("weight_decay", 4, decay)]);
    let betas = match argument(arguments, 2, "betas") {
        Some(Value::Tuple(betas)) => betas.to_vec(),
        Some(other) => vec![other.clone()],
        None => Vec::new(),
    };
    let is_known = |(beta, known): (&Value, f64)| matches!(beta, Value::Float(number) if *number == known);
    if !betas.iter().zip([0.9, 0.999]).all(is_known) {
        found.left_out.push("Other betas of Adam than 0.9 and 0.999 are not known here.".to_owned());
    }
    found.only("Adam", arguments, &[(3, "eps", 1e-8), (5, "amsgrad", 0.0)]);
}

/// Settings that an optimiser gives by the name that they have here, at these places, with PyTorch's defaults.
fn numbers(found: &mut Training, arguments: &Arguments, settings: &[(&str, usize, &'static str)]) {
    for &(name, place, default) in settings {
        let given = argument(arguments, place, name).is_some();
        found.set(name, if given { number(arguments, place, name) } else { Some(default.to_owned()) });
    }
}

fn one_cycle(found: &mut Training, arguments: &Arguments) {
    found.set("schedule", Some("onecycle".to_owned()));
    found.set("lr", number(arguments, 1, "max_lr"));
    let only = [
        (5, "pct_start", 0.3),
        (7, "cycle_momentum", 1.0),
        (8, "base_momentum", 0.85),
        (9, "max_momentum", 0.95),
        (10, "div_factor", 25.0),
        (11, "final_div_factor", 1e4),
        (12, "three_phase", 0.0),
    ];
    found.only("OneCycleLR", arguments, &only);
    if matches!(argument(arguments, 6, "anneal_strategy"), Some(Value::Text(word)) if &**word != "cos") {
        found.left_out.push("OneCycleLR's straight lines are not known here: it follows cosines.".to_owned());
    }
}

/// The loader of the training images: those of test and validation say nothing of training.
fn loader(found: &mut Training, arguments: &Arguments) {
    let is_test = matches!(argument(arguments, 0, "dataset"), Some(Value::Unknown(words))
        if words.contains("train=False") || ["test", "val"].iter().any(|of| words.to_lowercase().contains(of)));
    if is_test {
        return;
    }
    found.set("batch", whole(arguments, 1, "batch_size"));
    let shuffle = match argument(arguments, 2, "shuffle") {
        None => Some("0"),
        Some(Value::Bool(on)) => Some(if *on { "1" } else { "0" }),
        Some(_) => None,
    };
    found.set("shuffle", shuffle.map(str::to_owned));
}

/// Two parts of the training images: the second is kept apart.
fn split(found: &mut Training, arguments: &Arguments) {
    let lengths = match argument(arguments, 1, "lengths") {
        Some(Value::List(lengths)) => lengths.borrow().to_vec(),
        Some(Value::Tuple(lengths)) => lengths.to_vec(),
        _ => Vec::new(),
    };
    let told = match lengths[..] {
        [_, Value::Int(kept)] => {
            found.set("validation", Some(kept.to_string()));
            "random_split: the last images are kept apart here, where PyTorch draws them."
        }
        _ => "random_split is known here with two whole numbers of images.",
    };
    found.left_out.push(told.to_owned());
}

fn step(found: &mut Training, arguments: &Arguments) {
    let gamma =
        argument(arguments, 2, "gamma").map_or(Some("0.1".to_owned()), |_| number(arguments, 2, "gamma"));
    let every = whole(arguments, 1, "step_size");
    found.set("schedule", every.zip(gamma).map(|(every, gamma)| format!("step:{every}:{gamma}")));
}

fn normalize(found: &mut Training, arguments: &Arguments) {
    let only = |place: usize, name: &str| match argument(arguments, place, name)? {
        Value::Tuple(values) => values.first().cloned(),
        Value::List(values) => values.borrow().first().cloned(),
        value => Some(value.clone()),
    };
    let is_near = |value: Option<Value>, known: f64| matches!(value, Some(Value::Float(number)) if (number - known).abs() < 0.001);
    if is_near(only(0, "mean"), MNIST[0]) && is_near(only(1, "std"), MNIST[1]) {
        found.set("normalise", Some("1".to_owned()));
    } else {
        found
            .left_out
            .push("Normalize by other numbers than MNIST's 0.1307 and 0.3081 is not known here.".to_owned());
    }
}

/// The whole number that a source gives the first of these names that it has.
fn named(interpreter: &Interpreter<'_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match interpreter.globals.get(name) {
        Some(Value::Int(number)) => Some(number.to_string()),
        _ => None,
    })
}

/// How often the source goes through its images: by a name for it, else by the loop that does.
fn epochs<'a>(interpreter: &mut Interpreter<'a>, statements: &'a [Stmt]) -> Option<String> {
    named(interpreter, EPOCHS).or_else(|| {
        statements.iter().rev().find_map(|statement| {
            let Stmt::For(repetition) = statement else { return None };
            let Expr::Name(target) = &*repetition.target else { return None };
            if !target.id.to_lowercase().contains("epoch") {
                return None;
            }
            interpreter.count(&repetition.iter, repetition.range()).map(|epochs| epochs.to_string())
        })
    })
}
