//! Classes made at random from what the reader understands: what they are and compute, PyTorch says too, where a Python
//! with torch and safetensors is found.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use fovea::arch::{CLASSES, Shape};
use fovea::data::PIXELS;
use fovea::data::rng::{Rng, Stream};
use fovea::engine::weights::{self, About};
use fovea::engine::{Batch, Device, Model};
use fovea::python;

use crate::devices::wait;
use crate::pytorch::python as interpreter;

const CASES: u64 = 200;
const IMAGES: usize = 3;

/// What PyTorch says of a class.
#[derive(serde::Deserialize)]
struct Theirs {
    parameters: usize,
    shapes: BTreeMap<String, Vec<usize>>,
    logits: Vec<f32>,
}

/// A class that is being written.
struct Writer {
    rng: Rng,
    init: String,
    forward: String,
    /// Layers so far, for their names.
    layers: usize,
    shape: Shape,
}

impl Writer {
    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.rng.below(choices.len() as u32) as usize]
    }

    fn below(&mut self, bound: usize) -> usize {
        self.rng.below(bound as u32) as usize
    }

    /// A module and its call, as an attribute or in a sequence of its own.
    fn module(&mut self, constructor: &str) {
        let name = format!("m{}", self.layers);
        self.layers += 1;
        if self.below(4) == 0 {
            let _ = writeln!(self.init, "        self.{name} = nn.Sequential({constructor}, nn.Identity())");
        } else {
            let _ = writeln!(self.init, "        self.{name} = {constructor}");
        }
        let _ = writeln!(self.forward, "        x = self.{name}(x)");
    }

    fn call(&mut self, expression: &str) {
        let _ = writeln!(self.forward, "        x = {expression}");
    }

    fn relu(&mut self) {
        match self.below(4) {
            0 => self.module("nn.ReLU(inplace=True)"),
            1 => self.call("F.relu(x)"),
            2 => self.call("torch.relu(x)"),
            _ => self.call("x.relu()"),
        }
    }

    fn activation(&mut self) {
        match self.below(12) {
            0 => self.module("nn.LeakyReLU(0.2)"),
            1 => self.call("F.leaky_relu(x, negative_slope=0.05)"),
            2 => self.module("nn.ELU()"),
            3 => self.call("F.elu(x, 0.5)"),
            4 => self.module("nn.GELU()"),
            5 => self.call("F.gelu(x)"),
            6 => self.module("nn.SiLU(inplace=True)"),
            7 => self.call("torch.sigmoid(x)"),
            8 => self.module("nn.Tanh()"),
            9 => self.call("x.tanh()"),
            _ => self.relu(),
        }
    }

    /// A convolution whose groups divide the channels that there are, dilated where there is room.
    fn grouped(&mut self) {
        let Shape::Map { channels, height, width } = self.shape else { return };
        let divisors: Vec<usize> = (1..=channels).filter(|&groups| channels.is_multiple_of(groups)).collect();
        let groups = divisors[self.below(divisors.len())];
        let (out, dilation) = (groups * (1 + self.below(2)), 1 + self.below(3));
        let same = self.below(2) == 0;
        let padding = if same { "'same'" } else { "(1, 1)" };
        let padded = if same { dilation } else { 1 };
        if height.min(width) + 2 * padded < 2 * dilation + 1 {
            return;
        }
        self.module(&format!(
            "nn.Conv2d({channels}, {out}, 3, padding={padding}, dilation={dilation}, groups={groups})"
        ));
        let windows = |side: usize| side + 2 * padded - 2 * dilation;
        self.shape = Shape::Map { channels: out, height: windows(height), width: windows(width) };
    }

    fn convolution(&mut self) {
        let Shape::Map { channels, height, width } = self.shape else { return };
        let side = height.min(width);
        let kernel = 1 + self.below(side.min(5));
        let (stride, out) = (1 + self.below(2), 1 + self.below(9));
        let padding = self.below(kernel);
        let same = stride == 1 && kernel % 2 == 1 && self.below(3) == 0;
        let padding = if same { (kernel - 1) / 2 } else { padding };
        let bias = self.one_of(&["", ", bias=False"]);
        let arguments = if same {
            format!("kernel_size={kernel}, padding='same'")
        } else {
            format!("({kernel}, {kernel}), stride={stride}, padding={padding}")
        };
        self.module(&format!("nn.Conv2d({channels}, {out}, {arguments}{bias})"));
        let stride = if same { 1 } else { stride };
        let windows = |side: usize| (side + 2 * padding - kernel) / stride + 1;
        self.shape = Shape::Map { channels: out, height: windows(height), width: windows(width) };
    }

    fn pool(&mut self) {
        let Shape::Map { channels, height, width } = self.shape else { return };
        let kernel = 1 + self.below(height.min(width).min(3));
        let stride = 1 + self.below(kernel);
        match (self.one_of(&["Max", "Avg"]), self.below(2)) {
            (kind, 0) => self.module(&format!("nn.{kind}Pool2d({kernel}, {stride})")),
            (kind, _) => {
                self.call(&format!(
                    "F.{}_pool2d(x, kernel_size={kernel}, stride={stride})",
                    kind.to_lowercase()
                ));
            }
        }
        let windows = |side: usize| (side - kernel) / stride + 1;
        self.shape = Shape::Map { channels, height: windows(height), width: windows(width) };
    }

    fn flatten(&mut self) {
        let Shape::Map { channels, height, width } = self.shape else { return };
        match self.below(5) {
            0 => self.module("nn.Flatten()"),
            1 => self.call("torch.flatten(x, 1)"),
            2 => self.call("x.view(x.size(0), -1)"),
            3 => self.call(&format!("x.reshape(-1, {channels} * {height} * {width})")),
            _ => self.call("x.reshape((x.shape[0], -1))"),
        }
        self.shape = Shape::Vector { features: channels * height * width };
    }

    fn linear(&mut self, out: usize) {
        let features = self.shape.channels();
        let bias = self.one_of(&["", "", ", bias=False"]);
        self.module(&format!("nn.Linear({features}, {out}{bias})"));
        self.shape = Shape::Vector { features: out };
    }

    /// A class of a few convolutions and linear layers.
    fn class(seed: u64) -> String {
        let [channels, height, width] = fovea::arch::INPUT;
        let shape = Shape::Map { channels, height, width };
        let (init, forward) = (String::new(), String::new());
        let mut writer = Self { rng: Rng::stream(seed, Stream::Sample, 0), init, forward, layers: 0, shape };
        for _ in 0..writer.below(4) {
            writer.convolution();
            if writer.below(3) == 0 {
                let channels = writer.shape.channels();
                writer.module(&format!("nn.BatchNorm2d({channels})"));
            }
            writer.activation();
            if writer.below(3) == 0 {
                writer.grouped();
            }
            if writer.below(2) == 0 {
                writer.pool();
            }
            if writer.below(4) == 0 {
                let dropout = writer.one_of(&["nn.Dropout(p=0.3)", "nn.Dropout2d(0.3)"]);
                writer.module(dropout);
            }
        }
        // Declared and never called: PyTorch wants weights for them all the same.
        if writer.below(3) == 0 {
            let kind = writer.one_of(&[
                "nn.Conv2d(4, 6, 3, groups=2)",
                "nn.Linear(7, 3, bias=False)",
                "nn.BatchNorm1d(4)",
            ]);
            let _ = writeln!(writer.init, "        self.idle = {kind}");
        }
        writer.flatten();
        for _ in 0..writer.below(3) {
            let out = 5 + writer.below(20);
            writer.linear(out);
            if writer.below(3) == 0 {
                writer.module(&format!("nn.BatchNorm1d({out})"));
            }
            writer.activation();
        }
        writer.linear(CLASSES);
        match writer.below(4) {
            3 => writer.call("F.softmax(x, dim=1)"),
            0 => writer.call("F.log_softmax(x, dim=1)"),
            1 => writer.module("nn.LogSoftmax(dim=1)"),
            _ => {}
        }
        format!(
            "class Own(nn.Module):\n    def __init__(self):\n        super().__init__()\n{}\n    def forward(self, x):\n{}        return x\n",
            writer.init, writer.forward
        )
    }
}

#[test]
fn classes_made_at_random_compute_what_pytorch_computes() {
    let Some(python) = interpreter() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-networks");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a writable folder");
    let mut rng = Rng::stream(7, Stream::Digits, 0);
    let pixels: Vec<f32> = (0..IMAGES * PIXELS).map(|_| rng.below(256) as f32 / 255.0).collect();
    let bytes: Vec<u8> = pixels.iter().flat_map(|pixel| pixel.to_le_bytes()).collect();
    fs::write(folder.join("pixels.bin"), bytes).expect("a writable folder");

    let mut ours = Vec::new();
    for seed in 0..CASES {
        let source = Writer::class(seed);
        let mut readings =
            python::read(&source).unwrap_or_else(|refusal| panic!("{refusal}\n{source}")).readings;
        let own = readings.remove(0).network.unwrap_or_else(|refusal| panic!("{refusal}\n{source}"));
        let model = wait(Model::new(own.network.clone(), seed, &Device::Cpu)).expect("fits");
        let state = wait(model.state()).expect("reads");
        let file =
            weights::write(&own.network, &state, &About { normalise: false, data: None }).expect("fits");
        fs::write(folder.join(format!("{seed}.py")), &source).expect("a writable folder");
        fs::write(folder.join(format!("{seed}.safetensors")), file).expect("a writable folder");
        let batch = Batch::Pixels { pixels: &pixels, labels: &[0; IMAGES] };
        let logits = wait(model.logits(&batch)).expect("computes");
        ours.push((source, own.network, logits));
    }

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pytorch/own_networks.py");
    let output = Command::new(python).arg(script).arg(&folder).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).expect("text");
    let theirs: Vec<Theirs> = told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(theirs.len(), ours.len());
    for ((source, network, logits), theirs) in ours.iter().zip(&theirs) {
        let trace = network.trace().expect("fits");
        let idle = network.idle_tensors().into_iter().filter(|(name, ..)| !name.contains("running"));
        let idle: usize = idle.map(|(_, shape, _)| shape.iter().product::<usize>()).sum();
        assert_eq!(trace.parameters + idle, theirs.parameters, "{source}");
        for layer in trace.layers.iter().filter(|layer| layer.module) {
            assert_eq!(
                Some(&layer.output.dimensions()),
                theirs.shapes.get(&layer.name),
                "{}\n{source}",
                layer.name
            );
        }
        // Only differences between logits mean anything: a log-softmax at the end adds a constant.
        for (ours, theirs) in logits.chunks(CLASSES).zip(theirs.logits.chunks(CLASSES)) {
            for class in 1..CLASSES {
                let (ours, theirs) = (ours[class] - ours[0], theirs[class] - theirs[0]);
                assert!((ours - theirs).abs() <= 1e-4 * (1.0 + theirs.abs()), "{ours} {theirs}\n{source}");
            }
        }
    }
    fs::remove_dir_all(folder).expect("a folder of ours");
}
