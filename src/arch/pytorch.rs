//! A network as the PyTorch class that a person would write for it, with the names that its weights have.

use std::fmt::Write;

use super::{Network, Op, TraceError, TracedLayer};

impl Network {
    /// The name of the file that the network's weights are saved in.
    pub fn weights_file(&self) -> String {
        format!("fovea-{}.safetensors", self.name)
    }
}

/// The class, and in comments how its weights are loaded and what pixels it takes. What the network's
/// source calls as a function is called as one here.
///
/// # Errors
/// Where the layers do not fit together, as [`Network::trace`].
pub fn source(network: &Network) -> Result<String, TraceError> {
    let layers = network.trace()?.layers;
    let class = class_name(&network.name);
    let members: String = layers.iter().filter(|layer| is_member(layer)).map(declaration).collect();
    let statements = forward(&layers);
    let functional = if statements.contains("F.") { "import torch.nn.functional as F\n" } else { "" };
    Ok(format!(
        "import torch\n\
         {functional}\
         from torch import nn\n\n\n\
         class {class}(nn.Module):\n    \
             \"\"\"{label}: {output} of digits from images [N, 1, 28, 28].\"\"\"\n\n    \
             def __init__(self):\n        \
                 super().__init__()\n\
         {members}\n    \
             def forward(self, x):\n\
         {statements}\n\n\n\
         {advice}",
        label = network.label,
        output = outputs(&layers),
        advice = advice(network, &class),
    ))
}

/// `session1-last-relu` as `Session1LastRelu`.
fn class_name(name: &str) -> String {
    let capitalised = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    };
    name.split('-').map(capitalised).collect()
}

/// What the last layer gives.
fn outputs(layers: &[TracedLayer]) -> &'static str {
    match layers.last().map(|layer| layer.op) {
        Some(Op::LogSoftmax) => "log-probabilities",
        Some(Op::Softmax) => "probabilities",
        _ => "logits",
    }
}

/// Whether the class holds it: what its source declares, and everything that has weights.
fn is_member(layer: &TracedLayer) -> bool {
    layer.module || layer.op.has_weights()
}

fn declaration(layer: &TracedLayer) -> String {
    format!("        self.{} = nn.{}({})\n", layer.name, layer.op.kind(), arguments(layer))
}

/// What the constructor of its module is given.
fn arguments(layer: &TracedLayer) -> String {
    let input = layer.input.channels();
    match layer.op {
        Op::Conv2d { out_channels, kernel, stride, padding, dilation, groups, bias } => {
            let mut text = format!("{input}, {out_channels}, kernel_size={kernel}");
            let others = [
                ("stride", stride, 1),
                ("padding", padding, 0),
                ("dilation", dilation, 1),
                ("groups", groups, 1),
            ];
            for (name, value, default) in others {
                if value != default {
                    // Writing to a String cannot fail.
                    let _ = write!(text, ", {name}={value}");
                }
            }
            text + without_bias(bias)
        }
        Op::Linear { out_features, bias } => format!("{input}, {out_features}{}", without_bias(bias)),
        Op::BatchNorm1d | Op::BatchNorm2d => input.to_string(),
        Op::Dropout { p } | Op::Dropout2d { p } => p.to_string(),
        Op::Activation(activation) => {
            activation.parameter().map(|(name, value)| format!("{name}={value}")).unwrap_or_default()
        }
        Op::MaxPool2d { .. } | Op::AvgPool2d { .. } => window(&layer.op),
        Op::Softmax | Op::LogSoftmax => "dim=1".to_owned(),
        Op::Relu | Op::Flatten => String::new(),
    }
}

fn without_bias(bias: bool) -> &'static str {
    if bias { "" } else { ", bias=False" }
}

/// A pool's window, and its stride where that is another number.
fn window(op: &Op) -> String {
    match op.geometry() {
        Some(slide) if slide.stride != slide.kernel => format!("{}, stride={}", slide.kernel, slide.stride),
        Some(slide) => slide.kernel.to_string(),
        None => String::new(),
    }
}

/// The statements of `forward`, the last of which returns.
fn forward(layers: &[TracedLayer]) -> String {
    let mut expressions: Vec<String> = Vec::new();
    for layer in layers {
        match expressions.last_mut().filter(|_| continues_line(&layer.op)) {
            Some(expression) => *expression = applied(layer, expression),
            None => expressions.push(applied(layer, "x")),
        }
    }
    let last = expressions.pop().unwrap_or_else(|| "x".to_owned());
    let before: String = expressions.iter().map(|expression| format!("        x = {expression}\n")).collect();
    format!("{before}        return {last}")
}

/// What follows a convolution or a linear layer stands in its line.
fn continues_line(op: &Op) -> bool {
    matches!(op, Op::Relu | Op::Activation(_) | Op::Dropout { .. } | Op::Dropout2d { .. })
        || op.is_batch_norm()
}

/// The layer applied to what `x` stands for.
fn applied(layer: &TracedLayer, x: &str) -> String {
    match layer.op {
        _ if is_member(layer) => format!("self.{}({x})", layer.name),
        Op::Dropout { p } => format!("F.dropout({x}, {p}, training=self.training)"),
        Op::Dropout2d { p } => format!("F.dropout2d({x}, {p}, training=self.training)"),
        Op::Activation(activation) => {
            let given = activation.parameter().map(|(name, value)| format!(", {name}={value}"));
            format!("F.{}({x}{})", activation.names().1, given.unwrap_or_default())
        }
        Op::MaxPool2d { .. } => format!("F.max_pool2d({x}, {})", window(&layer.op)),
        Op::AvgPool2d { .. } => format!("F.avg_pool2d({x}, {})", window(&layer.op)),
        Op::Flatten => format!("torch.flatten({x}, 1)"),
        Op::Softmax => format!("F.softmax({x}, dim=1)"),
        Op::LogSoftmax => format!("F.log_softmax({x}, dim=1)"),
        // What else has no weights; with weights it is a member.
        Op::Relu | Op::Conv2d { .. } | Op::Linear { .. } | Op::BatchNorm1d | Op::BatchNorm2d => {
            format!("F.relu({x})")
        }
    }
}

/// How the class is used: its weights, and the pixels that it takes.
fn advice(network: &Network, class: &str) -> String {
    let file = network.weights_file();
    format!(
        "# Weights that Fovea saved (pip install safetensors):\n\
         #   from safetensors import safe_open\n\
         #   from safetensors.torch import load_file, save_file\n\
         #   model = {class}()\n\
         #   model.load_state_dict(load_file(\"{file}\"))\n\
         #   model.eval()\n\
         # Pixels are x = bytes / 255; where the file says so, normalise them too: x = (x - 0.1307) / 0.3081.\n\
         #   safe_open(\"{file}\", \"pt\").metadata()[\"normalise\"]  # \"true\" or \"false\"\n\
         # Weights for Fovea:\n\
         #   save_file(model.state_dict(), \"{file}\", metadata={{\"normalise\": \"true\"}})\n"
    )
}
