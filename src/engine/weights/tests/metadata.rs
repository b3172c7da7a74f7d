//! What a file says of the pixels, in other people's spelling, and what ours say of themselves.

use safetensors::SafeTensors;

use super::*;

#[test]
fn true_and_false_are_read_as_python_and_forms_write_them() {
    let yes = ["true", "True", "TRUE", "1", " true\n"];
    let no = ["false", "False", "FALSE", "0", "\t0 "];
    for key in ["normalise", "normalize"] {
        for (value, expected) in
            yes.map(|value| (value, true)).into_iter().chain(no.map(|value| (value, false)))
        {
            assert_eq!(loaded(&lenet_saying(&[(key, value)])).normalise, Some(expected), "{key} {value:?}");
        }
    }
    assert_eq!(loaded(&lenet_saying(&[("epoch", "3")])).normalise, None);
}

#[test]
fn a_wish_for_pixels_that_makes_no_sense_is_refused_with_what_is_understood() {
    for value in ["perhaps", "yes", "2", "", "0.1307", "None"] {
        for key in ["normalise", "normalize"] {
            let begin = format!("its metadata `{key}` is `{value}`");
            let said = refusal(&lenet_saying(&[(key, value)]));
            assert_says(&said, &[begin.as_str(), "`true`, `false`, `1` or `0` is understood"]);
        }
    }
}

#[test]
fn both_spellings_may_agree_but_not_differ() {
    let both = |british, american| lenet_saying(&[("normalise", british), ("normalize", american)]);
    assert_eq!(loaded(&both("true", "1")).normalise, Some(true));
    assert_eq!(loaded(&both("False", "0")).normalise, Some(false));
    for (british, american) in [("true", "False"), ("0", "1")] {
        let said = refusal(&both(british, american));
        assert_says(&said, &["both `normalise`, which is", "and `normalize`, which is", "with one of them"]);
    }
    assert_says(&refusal(&both("true", "perhaps")), &["`normalize` is `perhaps`"]);
}

#[test]
fn a_file_tells_what_its_network_was_trained_on() {
    let lenet = zoo::LENET.network();
    let said = |data| {
        let file = write(&lenet, &state_of(&lenet), &About { normalise: true, data }).unwrap();
        assert_eq!(loaded(&file).normalise, Some(true));
        let (_, header) = SafeTensors::read_metadata(&file).unwrap();
        header.metadata().clone().unwrap().remove("data")
    };
    assert_eq!(said(Some("MNIST")).as_deref(), Some("MNIST"));
    assert_eq!(said(Some("generated digits, seed 3")).as_deref(), Some("generated digits, seed 3"));
    assert_eq!(said(Some("\"own\" files: ÄÖ\n")).as_deref(), Some("\"own\" files: ÄÖ\n"));
    assert_eq!(said(None), None);
}
