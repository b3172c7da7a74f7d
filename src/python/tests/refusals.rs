//! What is refused, and in which words.

use proptest::prelude::*;

use super::{only, refused};
use crate::python::{NotebookError, code, read};

const CLASS: &str = "class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, padding=1)
        self.conv2 = nn.Conv2d(6, 16, 3)
        self.fc1 = nn.Linear(16 * 12 * 12, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
";

#[test]
fn a_mistake_is_refused_by_line_with_what_to_write() {
    let mistakes = [
        (
            "nn.Linear(16 * 12 * 12, 32)",
            "nn.Linear(400, 32)",
            "line 6, column 20: fc1 expects 400 numbers and gets 2304: write `nn.Linear(2304, 32)`",
        ),
        (
            "nn.Conv2d(6, 16, 3)",
            "nn.Conv2d(out_channels=16, in_channels=3, kernel_size=3)",
            "line 5, column 22: conv2 expects 3 channels and gets 6: write \
             `nn.Conv2d(out_channels=16, in_channels=6, kernel_size=3)`",
        ),
        (
            "        x = torch.flatten(x, 1)\n",
            "",
            "line 12, column 20: fc1 is a linear layer and gets 16×12×12: flatten before it, with \
             `x = torch.flatten(x, 1)`",
        ),
        (
            "x = F.relu(self.conv2(x))",
            "x = x + F.relu(self.conv2(x))",
            "line 11, column 13: this joins two tensors: graphs with branches are not computed yet",
        ),
        (
            "x = F.relu(self.conv2(x))",
            "x = torch.cat([x, x], 1)",
            "line 11, column 13: torch.cat joins tensors: graphs with branches are not computed yet",
        ),
        (
            "x = F.relu(self.fc1(x))",
            "y = F.relu(self.fc1(x))",
            "line 14, column 16: this uses a tensor again that another layer has used: graphs with branches are not \
             computed yet",
        ),
        (
            "return self.fc2(x)",
            "return self.fc3(x)",
            "line 14, column 16: `fc3` is no attribute of Own: its `__init__` sets none",
        ),
        (
            "nn.Conv2d(6, 16, 3)",
            "nn.Conv2d(6, 16, (3, 5))",
            "line 5, column 39: nn.Conv2d's kernel_size is 3 by 5: only squares are computed; write one number",
        ),
        (
            "nn.Conv2d(6, 16, 3)",
            "nn.Conv2d(6, 16, 3, groups=4)",
            "line 11, column 20: layer conv2 has 4 groups, but 6 input channels and 16 output channels; choose a number that \
             divides both",
        ),
        (
            "F.max_pool2d(F.relu(self.conv1(x)), 2)",
            "F.avg_pool2d(F.relu(self.conv1(x)), 2, 2, 0, True)",
            "line 10, column 58: F.avg_pool2d with another ceil_mode than 0 is not computed yet; leave `ceil_mode` out",
        ),
        ("nn.Conv2d(6, 16, 3)", "nn.Conv2d(6, 16)", "line 5, column 22: nn.Conv2d lacks its `kernel_size`"),
        (
            "nn.Conv2d(6, 16, 3)",
            "nn.Conv2d(6, width, 3)",
            "line 5, column 35: `width` is not known here: it is neither defined nor imported above",
        ),
        (
            "nn.Linear(32, 10)",
            "nn.Linear(32, 26)",
            "line 1, column 7: it ends in 26 numbers, and digits need 10: one for each class",
        ),
        (
            "torch.flatten(x, 1)",
            "x.view(-1, 400)",
            "line 12, column 13: x.view asks for 400 numbers for each image, and there are 2304: write \
             `x = torch.flatten(x, 1)`",
        ),
        (
            "x = F.relu(self.fc1(x))",
            "x = self.fc2(F.relu(self.fc1(x)))",
            "line 14, column 16: fc2 is called a second time: layers that share weights are not computed yet; \
             declare another one",
        ),
        (
            "x = F.relu(self.fc1(x))",
            "x = F.relu(F.log_softmax(self.fc1(x), 1))",
            "line 13, column 13: layer relu3 comes behind a LogSoftmax, which must be the last: the loss takes what goes \
             into it",
        ),
        (
            "x = F.relu(self.fc1(x))",
            "x = F.softmax(self.fc1(x), dim=0)",
            "line 13, column 40: F.softmax's dim must be 1, that of the classes",
        ),
        (
            "x = F.relu(self.fc1(x))",
            "x = F.elu(self.fc1(x), 1e300)",
            "line 13, column 32: F.elu's alpha must be a finite number",
        ),
        (
            "        return self.fc2(x)\n",
            "        pass\n",
            "line 1, column 7: its forward gives None, no tensor",
        ),
    ];
    for (before, after, said) in mistakes {
        let source = CLASS.replace(before, after);
        assert_ne!(source, CLASS, "{before}");
        let refusal = refused(&source);
        assert_eq!(refusal, said);
    }
}

#[test]
fn layers_that_there_are_not_are_named_with_those_that_there_are() {
    let refusal = refused(&CLASS.replace("self.conv2 = nn.Conv2d(6, 16, 3)", "self.conv2 = nn.LSTM(6, 16)"));
    assert!(
        refusal.starts_with("line 5, column 22: nn.LSTM is not computed yet; there are nn.Conv2d, "),
        "{refusal}"
    );
    let refusal = refused(&CLASS.replace("F.relu(self.conv2(x))", "F.interpolate(self.conv2(x))"));
    assert!(
        refusal.starts_with("line 11, column 13: F.interpolate is not computed yet; there are F.max_pool2d"),
        "{refusal}"
    );
}

#[test]
fn weights_that_pytorch_would_not_find_are_refused() {
    let source = "
class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(784, 10)]
    def forward(self, x):
        return self.layers[0](x)
";
    assert!(refused(source).contains("nn.ModuleList"), "{}", refused(source));
}

#[test]
fn a_sequence_that_cannot_be_made_is_refused_where_the_mistake_is() {
    assert_eq!(
        refused("net = nn.Sequential(\n    nn.Flatten(),\n    nn.Linear(784),\n)"),
        "line 3, column 5: nn.Linear lacks its `out_features`"
    );
}

#[test]
fn no_python_and_no_network_are_told_apart() {
    assert!(refused("class Own(nn.Module)\n    pass").starts_with("line 1, column 21: this is not Python: "));
    assert!(refused("print('hello')").starts_with("there is no network in this text: "));
    assert!(refused("").starts_with("there is no network in this text: "));
}

/// Calls within each other, each of many expressions within each other.
const DEEP_CALL: &str =
    "f = lambda f, x: ----------------------------------------f(f, ---------------------x)
        f(f, 1)";

#[test]
fn hostile_texts_are_refused_and_end_soon() {
    let deep = ["(", "[", "{1:", "-", "not ", "lambda: ", "a if b else ", "await ", "f(", "x.", "1 + ", "**"];
    for word in deep {
        assert!(read(&format!("x = {}1", word.repeat(10_000))).is_err(), "{word}");
    }
    let indented: String = (0..10_000).map(|depth| format!("{}if x:\n", " ".repeat(depth % 200))).collect();
    assert!(read(&indented).is_err());
    assert!(read(&"x = 1\n".repeat(1_000_000)).is_err());
    let endless = [
        "while True:\n            pass",
        "for a in range(10 ** 9):\n            pass",
        "a = [0] * 10 ** 12",
        "a = 9 ** 9 ** 9",
        "self.again()",
        "a = 'x' * 10 ** 10",
        "a = []\n        while True:\n            a.append(a)",
        "a = []\n        while True:\n            a = [a]",
        "a = []\n        while True:\n            a = a.b",
        "a = nn.ReLU()\n        while True:\n            a = nn.Sequential(a)",
        DEEP_CALL,
        "a = 1 // 0",
        "a = -9223372036854775808 // -1",
    ];
    for line in endless {
        let source = format!(
            "class Own(nn.Module):\n    def __init__(self):\n        super().__init__()\n        \
             self.fc = nn.Linear(784, 10)\n        {line}\n    def again(self):\n        self.again()\n    \
             def forward(self, x):\n        return self.fc(x)\n"
        );
        // A browser's worker has about as much.
        let thread = std::thread::Builder::new().stack_size(1 << 20);
        let refusal = thread.spawn(move || refused(&source)).unwrap().join().unwrap();
        assert!(refusal.starts_with("line "), "{line}: {refusal}");
    }
}

#[test]
fn what_is_nested_as_deep_as_may_be_is_compared_and_let_go_of() {
    let source = "
class Own(nn.Module):
    def __init__(self):
        super().__init__()
        a = 0,
        for i in range(1900):
            a = a,
        same = a == (a,)
        self.fc = nn.Linear(784, 10)
    def forward(self, x):
        return self.fc(x)
";
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    assert_eq!(thread.spawn(|| only(source)).unwrap().join().unwrap().network.layers.len(), 2);
}

#[test]
fn notebooks_give_their_code_and_nothing_else() {
    let notebook = r#"{"cells": [
        {"cell_type": "markdown", "source": ["<script>alert(1)</script>"]},
        {"cell_type": "code", "source": ["import torch\n", "x = 1"], "outputs": [{"data": {"text/html": "<b>"}}]},
        {"cell_type": "code", "source": "%%bash\nrm -rf /"},
        {"cell_type": "code", "source": "def f(:"}
    ], "metadata": {}, "nbformat": 4}"#;
    let read = code("own.ipynb", notebook.as_bytes()).unwrap();
    assert_eq!(
        read.text,
        "# Cell 1\nimport torch\nx = 1\n\n\n# Cell 2\n# %%bash\n# rm -rf /\n\n\n# Cell 3\n# def f(:\n"
    );
    assert_eq!(read.remarks.len(), 2);
}

#[test]
fn hostile_notebooks_are_refused() {
    let deep = format!("{{\"cells\": {}", "[".repeat(10_000));
    assert!(matches!(code("a.ipynb", deep.as_bytes()), Err(NotebookError::Json(_))));
    assert!(matches!(code("a.ipynb", b"\xff\xfe"), Err(NotebookError::Encoding)));
    assert!(matches!(code("a.ipynb", &vec![b' '; 100 << 20]), Err(NotebookError::TooLarge { .. })));
    assert!(matches!(code("a.ipynb", b"{\"cells\": []}"), Err(NotebookError::NoCode)));
    let long =
        format!("{{\"cells\": [{{\"cell_type\": \"code\", \"source\": \"{}\"}}]}}", "x".repeat(2 << 20));
    assert!(matches!(code("a.ipynb", long.as_bytes()), Err(NotebookError::TooMuchCode)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is cut out of a class, doubled in it or put into it, the reader ends with a network or with words.
    #[test]
    fn mutilated_classes_never_panic(
        from in 0..CLASS.len(),
        length in 0_usize..40,
        put in "[-a-z0-9_.,:()\\[\\]{}'\"= \n*+@%!?/;]{0,12}",
    ) {
        let to = (from + length).min(CLASS.len());
        let source = format!("{}{put}{}", &CLASS[..from], &CLASS[to..]);
        for reading in read(&source).map(|found| found.readings).unwrap_or_default() {
            if let Ok(own) = reading.network {
                prop_assert!(own.network.trace().is_ok());
                prop_assert!(own.commented(&source, false).lines().count() == source.lines().count());
            }
        }
    }
}
