//! Files that are taken for safetensors and are not: how they are recognised, what they are, and the line
//! that makes a safetensors file of them.

use std::fmt;

use self::Lookalike::*;

/// A kind of file that is not safetensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookalike {
    Empty,
    WebPage,
    LfsPointer,
    Json,
    /// `model.safetensors.index.json`, which tells in which part a tensor is.
    Index,
    TensorFlowJs,
    Gzip,
    Zip,
    TorchSave,
    TorchScript,
    TorchExport,
    Pickle,
    Numpy,
    NumpyZip,
    Keras,
    Hdf5,
    TfLite,
    Flax,
    Onnx,
    Gguf,
}

/// Where what bytes stand.
const BINARY: [(usize, &[u8], Lookalike); 6] = [
    (0, b"\x89HDF\r\n\x1a\n", Hdf5),
    (0, b"\x93NUMPY", Numpy),
    (0, b"GGUF", Gguf),
    (0, b"\x1f\x8b\x08", Gzip),
    (4, b"TFL3", TfLite),
    // The magic number before the pickles of torch.save as it was until PyTorch 1.6.
    (0, b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", TorchSave),
];

/// Beginnings in any case, after white space.
const TEXT: [(&[u8], Lookalike); 4] = [
    (b"<!doctype html", WebPage),
    (b"<html", WebPage),
    (b"<?xml", WebPage),
    (b"version https://git-lfs", LfsPointer),
];

/// How a name in an archive ends; what is rarer comes first.
const ARCHIVED: [(&[u8], Lookalike); 5] = [
    (b"model.weights.h5", Keras),
    (b"models/model.json", TorchExport),
    (b"constants.pkl", TorchScript),
    (b"data.pkl", TorchSave),
    (b".npy", NumpyZip),
];

const KEYS: [(&[u8], Lookalike); 3] = [
    (b"\"modelTopology\"", TensorFlowJs),
    (b"\"weightsManifest\"", TensorFlowJs),
    (b"\"weight_map\"", Index),
];

/// Bytes of a JSON file that are searched for its keys.
const SEARCHED: usize = 65_536;

/// Before each file of a zip archive.
const ZIPPED: &[u8] = b"PK\x03\x04";

/// How the kernels are turned that are not convolutions'. The copies matter: save_file writes an array as it
/// lies in memory, where turning has moved nothing.
pub(super) const OTHER_KERNELS: &str = "Dense kernels are turned with .T.copy(), but the first after Flatten \
     with .reshape(h, w, c, -1).transpose(3, 2, 0, 1).reshape(-1, h * w * c).copy()";

impl Lookalike {
    /// What these bytes are; None for what is not known, and may be damaged.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Empty);
        }
        let stands = |(at, mark, _): &&(usize, &[u8], Self)| {
            bytes.get(*at..).is_some_and(|from_there| from_there.starts_with(mark))
        };
        let binary = BINARY.iter().find(stands).map(|(.., kind)| *kind);
        let known = binary.or_else(|| of_text(bytes)).or_else(|| of_zip(bytes));
        known.or_else(|| match bytes {
            // The third byte is an instruction. In the length of a header, cut off behind it, it is 0.
            [0x80, 2..=5, 1..=255, ..] => Some(Pickle),
            bytes if is_flax(bytes) => Some(Flax),
            bytes if is_onnx(bytes) => Some(Onnx),
            _ => None,
        })
    }

    /// What it is and what to do, as "this is no safetensors file but" goes on.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Empty => ("an empty one", "copy or download it again"),
            WebPage => (
                "a web page or what a server answered instead",
                "open the address in the browser and download the file itself",
            ),
            LfsPointer => ("a pointer of Git LFS", "fetch the file itself with git lfs pull"),
            Json => (
                "one of JSON",
                "if it holds lists of numbers by name, write them with safetensors.torch.save_file({name: \
                 torch.tensor(numbers) for name, numbers in json.load(open(\"weights.json\")).items()}, \
                 \"weights.safetensors\")",
            ),
            Index => (
                "the index of weights in parts",
                "join the parts with safetensors.torch.save_file({name: tensor for part in \
                 glob.glob(\"model-*.safetensors\") for name, tensor in \
                 safetensors.torch.load_file(part).items()}, \"weights.safetensors\")",
            ),
            TensorFlowJs => (
                "the model.json of TensorFlow.js",
                "load it with model = tensorflowjs.converters.load_keras_model(\"model.json\")",
            ),
            Gzip => ("one packed with gzip", "unpack it with gunzip"),
            Zip => ("a zip archive", "unpack it and choose the safetensors file in it"),
            TorchSave => (
                "one of torch.save",
                "write it with safetensors.torch.save_file(model.state_dict(), \"weights.safetensors\")",
            ),
            TorchScript => (
                "a model of TorchScript",
                "write it with safetensors.torch.save_file(torch.jit.load(\"model.pt\").state_dict(), \
                 \"weights.safetensors\")",
            ),
            TorchExport => (
                "a program of torch.export",
                "write it with safetensors.torch.save_file(torch.export.load(\"model.pt2\").state_dict, \
                 \"weights.safetensors\")",
            ),
            Pickle => (
                "a pickle of Python",
                "if it is a dict of arrays, write it with safetensors.numpy.save_file(pickle.load(open(\
                 \"weights.pkl\", \"rb\")), \"weights.safetensors\")",
            ),
            Numpy => (
                "a single array of NumPy",
                "write all arrays together with safetensors.numpy.save_file({\"conv1.weight\": \
                 numpy.load(\"conv1.npy\"), …}, \"weights.safetensors\")",
            ),
            NumpyZip => (
                "one of numpy.savez",
                "write it with safetensors.numpy.save_file(dict(numpy.load(\"weights.npz\")), \
                 \"weights.safetensors\")",
            ),
            Keras => ("a model of Keras", "load it with model = keras.models.load_model(\"model.keras\")"),
            Hdf5 => (
                "one of HDF5, as Keras writes them",
                "load it with model = keras.models.load_model(\"model.h5\"), or with model.load_weights",
            ),
            TfLite => ("a model of TensorFlow Lite", "take the Keras model that it was made of"),
            Flax => (
                "one of MessagePack, as Flax writes them",
                "load it with params = flax.serialization.msgpack_restore(open(\"weights.msgpack\", \
                 \"rb\").read())[\"params\"]",
            ),
            Onnx => (
                "a model of ONNX",
                "write it with safetensors.numpy.save_file({t.name: onnx.numpy_helper.to_array(t) for t in \
                 onnx.load(\"model.onnx\").graph.initializer}, \"weights.safetensors\")",
            ),
            Gguf => (
                "one of GGUF",
                "write it with safetensors.numpy.save_file({t.name: gguf.quants.dequantize(t.data, \
                 t.tensor_type) for t in gguf.GGUFReader(\"model.gguf\").tensors}, \"weights.safetensors\")",
            ),
        }
    }

    /// The first convolution's kernel in Python, where kernels lie in another order and under other names.
    fn kernel(self) -> Option<&'static str> {
        match self {
            Keras | Hdf5 | TensorFlowJs | TfLite => Some("model.layers[0].get_weights()[0]"),
            Flax => Some("params[\"Conv_0\"][\"kernel\"]"),
            _ => None,
        }
    }
}

impl fmt::Display for Lookalike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, todo) = self.words();
        write!(f, "{what}; {todo}")?;
        match self.kernel() {
            None => Ok(()),
            Some(kernel) => write!(
                f,
                ", then write its arrays under this network's names with \
                 safetensors.numpy.save_file({{\"conv1.weight\": {kernel}.transpose(3, 2, 0, 1).copy(), …}}, \
                 \"weights.safetensors\"). {OTHER_KERNELS}"
            ),
        }
    }
}

fn of_text(bytes: &[u8]) -> Option<Lookalike> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let begins = |(with, _): &&(&[u8], Lookalike)| {
        text.get(..with.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(with))
    };
    let known = TEXT.iter().find(begins).map(|(_, kind)| *kind);
    known.or_else(|| is_json(text).then(|| of_json(text)))
}

fn is_json(text: &[u8]) -> bool {
    let (next, may_follow) = match text {
        [b'{', next @ ..] => (next, &b"\"}"[..]),
        [b'[', next @ ..] => (next, &b"\"{[]-0123456789"[..]),
        _ => return false,
    };
    next.trim_ascii_start().first().is_some_and(|byte| may_follow.contains(byte))
}

fn of_json(text: &[u8]) -> Lookalike {
    let searched = text.get(..SEARCHED).unwrap_or(text);
    let has = |(key, _): &&(&[u8], Lookalike)| searched.windows(key.len()).any(|window| window == *key);
    KEYS.iter().find(has).map_or(Json, |(_, kind)| *kind)
}

fn of_zip(bytes: &[u8]) -> Option<Lookalike> {
    if !bytes.starts_with(ZIPPED) {
        return None;
    }
    let names: Vec<&[u8]> = zipped_names(bytes).collect();
    let has = |(ending, _): &&(&[u8], Lookalike)| names.iter().any(|name| name.ends_with(ending));
    Some(ARCHIVED.iter().find(has).map_or(Zip, |(_, kind)| *kind))
}

/// The names of the files in a zip archive, out of the header that each has before it: unlike the list at
/// the archive's end, these are there when the end is not.
fn zipped_names(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let headers = bytes.windows(ZIPPED.len()).enumerate().filter(|(_, window)| *window == ZIPPED);
    headers.filter_map(|(at, _)| {
        let (length, rest) = bytes.get(at + 26..)?.split_first_chunk::<2>()?;
        // Two bytes tell the length of what comes after the name.
        rest.get(2..)?.get(..usize::from(u16::from_le_bytes(*length)))
    })
}

/// Whether this is a map of MessagePack with few entries, the first of them under a name as Flax's are.
fn is_flax(bytes: &[u8]) -> bool {
    let [0x81..=0x8f, mark @ 0xa1..=0xbf, rest @ ..] = bytes else { return false };
    let name = rest.get(..usize::from(mark & 0x1f));
    name.is_some_and(|name| name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_'))
}

/// Whether this is a message of protobuf with a small number, ONNX's version, and the name of a program.
fn is_onnx(bytes: &[u8]) -> bool {
    let [0x08, 1..=63, 0x12, length @ 1..=63, rest @ ..] = bytes else { return false };
    let producer = rest.get(..usize::from(*length));
    producer.is_some_and(|name| name.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' '))
}
