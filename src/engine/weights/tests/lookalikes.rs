//! Files of other kinds are named for what they are, with the line that converts them. The beginnings are
//! those of files that the programs wrote, and the lines were tried on these.

use proptest::prelude::*;

use super::*;

/// A zip archive with empty files of these names, without the list at its end.
fn zip(names: &[&str]) -> Vec<u8> {
    let file = |name: &&str| {
        let length = (name.len() as u16).to_le_bytes();
        [
            &b"PK\x03\x04\x14\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"[..],
            &length,
            &[0; 2],
            name.as_bytes(),
        ]
        .concat()
    };
    names.iter().flat_map(file).collect()
}

fn assert_named(bytes: &[u8], what: &str, todo: &[&str]) {
    let said = refusal(bytes);
    assert!(said.starts_with(&format!("this is no safetensors file but {what}; ")), "{said}");
    assert_says(&said, todo);
}

#[test]
fn files_of_pytorch_are_told_apart() {
    let state_dict =
        &["write it with safetensors.torch.save_file(model.state_dict(), \"weights.safetensors\")"];
    for archive in [&["lenet/data.pkl", "lenet/byteorder", "lenet/data/0"][..], &["archive/data.pkl"]] {
        assert_named(&zip(archive), "one of torch.save", state_dict);
    }
    let legacy = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.";
    assert_named(legacy, "one of torch.save", state_dict);
    let script = ["m/data/0", "m/data.pkl", "m/code/__torch__.py", "m/constants.pkl"];
    assert_named(&zip(&script), "a model of TorchScript", &["torch.jit.load(\"model.pt\").state_dict()"]);
    let export =
        ["m/data/weights/weight_0", "m/models/model.json", "m/data/sample_inputs/model.pt", "x/data.pkl"];
    assert_named(
        &zip(&export),
        "a program of torch.export",
        &["torch.export.load(\"model.pt2\").state_dict,"],
    );
}

#[test]
fn files_of_keras_and_flax_come_with_how_kernels_are_turned() {
    let keras = zip(&["metadata.json", "config.json", "model.weights.h5"]);
    let tfjs = b"{\"format\": \"layers-model\", \"modelTopology\": {}, \"weightsManifest\": []}";
    let graph = b"\n{\"weightsManifest\": []}";
    let files: [(&[u8], &str, &str); 6] = [
        (&keras, "a model of Keras", "keras.models.load_model(\"model.keras\")"),
        (
            b"\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0",
            "one of HDF5, as Keras writes them",
            "load_model(\"model.h5\")",
        ),
        (tfjs, "the model.json of TensorFlow.js", "tensorflowjs.converters.load_keras_model(\"model.json\")"),
        (
            graph,
            "the model.json of TensorFlow.js",
            "tensorflowjs.converters.load_keras_model(\"model.json\")",
        ),
        (b"\x1c\0\0\0TFL3\x14\0 \0", "a model of TensorFlow Lite", "the Keras model that it was made of"),
        (
            b"\x81\xa6params\x81\xa6Conv_0\x81\xa6kernel",
            "one of MessagePack, as Flax writes them",
            "[\"params\"],",
        ),
    ];
    for (bytes, what, todo) in files {
        let turned = [
            todo,
            "safetensors.numpy.save_file({\"conv1.weight\": ",
            ".transpose(3, 2, 0, 1).copy(), …}, \"weights.safetensors\")",
            ".T.copy()",
            ".reshape(h, w, c, -1).transpose(3, 2, 0, 1).reshape(-1, h * w * c).copy()",
        ];
        assert_named(bytes, what, &turned);
    }
}

#[test]
fn files_of_numpy_and_python_are_told_apart() {
    assert_named(
        b"\x93NUMPY\x01\0v\0{'descr': '<f4'",
        "a single array of NumPy",
        &["{\"conv1.weight\": numpy.load(\"conv1.npy\"), …}"],
    );
    assert_named(
        &zip(&["conv1.weight.npy", "conv1.bias.npy"]),
        "one of numpy.savez",
        &["safetensors.numpy.save_file(dict(numpy.load(\"weights.npz\")), \"weights.safetensors\")"],
    );
    for pickle in
        [&b"\x80\x04\x95\x9c\0\0\0\0\0\0\0}\x94\x8c\x01a"[..], b"\x80\x02}q\0X\x01\0\0\0a", b"\x80\x05}."]
    {
        assert_named(pickle, "a pickle of Python", &["pickle.load(open(\"weights.pkl\", \"rb\"))"]);
    }
}

#[test]
fn files_of_other_programs_are_told_apart() {
    for onnx in [
        &b"\x08\x0e\x12\x07pytorch:1\x12\x01g"[..],
        b"\x08\x08\x12\x07tf2onnx\x1a\x06",
        b"\x08\x03\x12\x02me",
    ] {
        assert_named(onnx, "a model of ONNX", &["onnx.load(\"model.onnx\").graph.initializer"]);
    }
    assert_named(b"GGUF\x03\0\0\0\x01\0\0\0", "one of GGUF", &["gguf.GGUFReader(\"model.gguf\").tensors"]);
}

#[test]
fn what_is_packed_is_to_be_unpacked() {
    assert_named(b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "one packed with gzip", &["gunzip"]);
    for names in [&["lenet.safetensors"][..], &["a.txt", "b/"], &[]] {
        let bytes =
            if names.is_empty() { b"PK\x03\x04\x00\x00\x08\x08\x00\x00".to_vec() } else { zip(names) };
        assert_named(&bytes, "a zip archive", &["unpack it and choose the safetensors file in it"]);
    }
}

#[test]
fn what_came_instead_of_a_file_is_named() {
    let pages =
        ["<!DOCTYPE html><html></html>", "\u{feff}\r\n <HTML lang=\"en\">", "<?xml version=\"1.0\"?><Error>"];
    for page in pages {
        assert_named(
            page.as_bytes(),
            "a web page or what a server answered instead",
            &["download the file itself"],
        );
    }
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n";
    assert_named(pointer, "a pointer of Git LFS", &["git lfs pull"]);
    assert_named(b"", "an empty one", &["copy or download it again"]);
    for json in ["{\"fc1.weight\": [[0.5]]}", "{ }", "[[1, 2], [3, 4]]", "\n [\"a\"]"] {
        assert_named(
            json.as_bytes(),
            "one of JSON",
            &["torch.tensor(numbers)", "json.load(open(\"weights.json\"))"],
        );
    }
    let index =
        b"{\"metadata\": {\"total_size\": 4}, \"weight_map\": {\"fc1.weight\": \"model-00001.safetensors\"}}";
    assert_named(index, "the index of weights in parts", &["glob.glob(\"model-*.safetensors\")"]);
}

#[test]
fn what_nobody_knows_is_only_no_safetensors_file() {
    for bytes in
        [&b"1234567"[..], b"\x02\0\0\0\0\0\0\0[]", b"the weights of LeNet", b"{weights}", b"\x80\x01K\x01."]
    {
        let said = refusal(bytes);
        assert!(!said.contains("safetensors file but"), "{said}");
        assert_says(&said, &["safetensors.torch.save_file"]);
    }
}

#[test]
fn the_length_of_a_header_is_not_taken_for_the_beginning_of_another_file() {
    for length in (0..65_536u64).step_by(8) {
        let said = refusal(&length.to_le_bytes());
        assert!(!said.contains("safetensors file but"), "{length}: {said}");
    }
    let bytes = lenet();
    let (length, rest) = bytes.split_first_chunk::<8>().unwrap();
    let (header, numbers) = rest.split_at(u64::from_le_bytes(*length) as usize);
    // Their bytes begin as pickles and Flax's files do.
    for length in [0x0480usize, 0x0580, 0xA688] {
        let padded = [header, &vec![b' '; length - header.len()]].concat();
        let file = [&(length as u64).to_le_bytes()[..], &padded, numbers].concat();
        assert_eq!(loaded(&file).normalise, Some(true), "{length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_follows_a_known_beginning_is_refused(
        kind in 0usize..12,
        rest in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let beginnings: [&[u8]; 12] = [
            b"PK\x03\x04", b"\x80\x04", b"\x89HDF", b"\x93NUMPY", b"GGUF", b"\x1f\x8b\x08", b"\x08\x08\x12",
            b"\x81\xa6", b"{\"", b"[", b"<html", b"\0\0\0\0TFL3",
        ];
        let bytes = [beginnings[kind], &rest].concat();
        prop_assert!(read(&zoo::LENET.network(), &bytes).is_err());
    }

    #[test]
    fn an_archive_cut_anywhere_is_still_an_archive(share in 0.0..1.0f64) {
        let whole = zip(&["metadata.json", "config.json", "model.weights.h5"]);
        let cut = &whole[..4.max((share * whole.len() as f64) as usize)];
        prop_assert!(refusal(cut).contains("a zip archive"), "{}", refusal(cut));
    }
}
