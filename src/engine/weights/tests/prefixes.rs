//! What wrappers put before names is left out where that is safe, and told apart where it is not.

use proptest::prelude::*;

use super::*;

/// LeNet behind these words, and read again.
fn behind(prefix: &str) -> Vec<u8> {
    written_elsewhere(&zoo::LENET, |tensors| renamed(tensors, |name| format!("{prefix}{name}")))
}

/// LeNet changed by `change` and then put behind `module.`.
fn in_module(change: impl Fn(&mut Vec<Tensor>)) -> Vec<u8> {
    written_elsewhere(&zoo::LENET, |tensors| {
        change(tensors);
        renamed(tensors, |name| format!("module.{name}"));
    })
}

#[test]
fn a_prefix_that_all_names_share_is_left_out_and_told() {
    let lenet = zoo::LENET.network();
    let wrappers = ["module.", "_orig_mod.", "model."];
    let combined = ["_orig_mod.module.", "model._orig_mod.", "module.model._orig_mod."];
    let others = ["net.", "ema.shadow.", "fc1."];
    for prefix in wrappers.into_iter().chain(combined).chain(others) {
        let remarks = vec![format!("The prefix `{prefix}` was left out of every name.")];
        let expected = Loaded { state: state_of(&lenet), normalise: None, data: None, remarks };
        assert_eq!(loaded(&behind(prefix)), expected, "{prefix}");
    }
}

#[test]
fn running_statistics_and_counts_lose_the_prefix_too() {
    let bytes = written_elsewhere(&zoo::SESSION6, |tensors| {
        tensors.push(batches_counted("bn1.num_batches_tracked"));
        renamed(tensors, |name| format!("_orig_mod.{name}"));
    });
    let session6 = zoo::SESSION6.network();
    let read = read(&session6, &bytes).unwrap();
    assert_eq!(read.state, state_of(&session6));
    assert_eq!(read.remarks, ["The prefix `_orig_mod.` was left out of every name."]);
}

#[test]
fn nothing_is_left_out_where_a_tensor_lacks_it() {
    let but_one = written_elsewhere(&zoo::LENET, |tensors| {
        renamed(tensors, |name| match name {
            "fc3.bias" => name.to_owned(),
            other => format!("module.{other}"),
        });
    });
    assert_says(&refusal(&but_one), &["`conv1.weight` is missing", "`module.conv1.weight`"]);
    // As torch.optim.swa_utils.AveragedModel has it.
    let averaged = written_elsewhere(&zoo::LENET, |tensors| {
        renamed(tensors, |name| format!("module.{name}"));
        tensors.push(batches_counted("n_averaged"));
    });
    assert_says(
        &refusal(&averaged),
        &[
            "`conv1.weight` is missing (there is a `module.conv1.weight` that it does not have)",
            "save the state_dict of the network itself",
        ],
    );
}

#[test]
fn two_copies_behind_different_words_are_not_mixed() {
    let twice = written_elsewhere(&zoo::LENET, |tensors| {
        let copies: Vec<Tensor> = tensors
            .iter()
            .map(|Tensor { name, dtype, shape, bytes }| Tensor {
                name: format!("module.{name}"),
                dtype: *dtype,
                shape: shape.clone(),
                bytes: bytes.clone(),
            })
            .collect();
        tensors.extend(copies);
    });
    assert_says(&refusal(&twice), &["`module.conv", "is none of this network's"]);
    let student_and_teacher = written_elsewhere(&zoo::LENET, |tensors| {
        tensors.push(empty("conv1.weight"));
        renamed(tensors, |name| format!("student.{name}"));
        if let Some(last) = tensors.last_mut() {
            last.name = "teacher.conv1.weight".to_owned();
        }
    });
    assert_says(&refusal(&student_and_teacher), &["`conv1.weight` is missing", "conv1.weight` that"]);
}

#[test]
fn only_whole_words_are_left_out() {
    for prefix in ["model", "my_", "module.my_"] {
        assert_says(&refusal(&behind(prefix)), &["`conv1.weight` is missing", "that it does not have"]);
    }
}

#[test]
fn velocities_are_never_taken_for_weights() {
    assert_says(&refusal(&behind("velocity.")), &["`conv1.weight` is missing"]);
    assert_says(&refusal(&behind("module.velocity.")), &["`conv1.weight` is missing"]);
}

#[test]
fn what_does_not_fit_behind_a_prefix_is_named_for_what_it_is() {
    let missing = in_module(|tensors| tensors.retain(|tensor| tensor.name != "fc2.bias"));
    assert_says(&refusal(&missing), &["`fc2.bias` is missing; save the whole state_dict"]);
    let extra = in_module(|tensors| tensors.push(empty("fc4.bias")));
    assert_says(&refusal(&extra), &["`module.fc4.bias` is none of this network's"]);
    let shaped = in_module(|tensors| named(tensors, "fc3.bias").shape = vec![5, 2]);
    assert_says(&refusal(&shaped), &["`module.fc3.bias`", "[5, 2]", "[10]"]);
}

#[test]
fn kernels_of_flax_and_keras_are_told_with_how_they_are_turned() {
    let kernels: [fn(&str) -> String; 3] = [
        |name| format!("params.{}", name.replace(".weight", ".kernel")),
        |name| name.replace(".weight", "/kernel:0").replace('.', "/"),
        |name| name.replace(".weight", ".kernel"),
    ];
    for rename in kernels {
        let said = refusal(&written_elsewhere(&zoo::LENET, |tensors| renamed(tensors, rename)));
        assert_says(
            &said,
            &[
                "is missing (there is a `",
                "kernel",
                "Flax or Keras",
                ".transpose(3, 2, 0, 1).copy()",
                ".T.copy()",
            ],
        );
    }
}

#[test]
fn a_name_of_a_hundred_thousand_words_is_soon_refused() {
    assert!(refusal(&behind(&"a.".repeat(9))).contains("`conv1.weight` is missing"));
    let dots = written_elsewhere(&zoo::LENET, |tensors| {
        tensors.clear();
        tensors.push(empty(&".".repeat(100_000)));
    });
    assert!(refusal(&dots).contains("`conv1.weight` is missing"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_few_words_are_left_out(words in prop::collection::vec("[a-zé_][a-z0-9_]{0,6}", 1..5)) {
        let prefix = format!("{}.", words.join("."));
        let Loaded { state, remarks, .. } = loaded(&behind(&prefix));
        prop_assert_eq!(state, state_of(&zoo::LENET.network()));
        prop_assert_eq!(remarks, vec![format!("The prefix `{prefix}` was left out of every name.")]);
    }
}
