//! A network in the form of torchsummary's table.

use std::fmt::Write;

use crate::arch::{Memory, Network, Trace, TraceError, TracedLayer};
use crate::words::count;

const WIDTH: usize = 64;

/// The modules with their output shapes and parameters, and the memory that an image takes.
///
/// # Errors
/// Where the layers do not fit together.
pub fn summary(network: &Network) -> Result<String, TraceError> {
    let Trace { layers, parameters, memory, .. } = network.trace()?;
    let (dashes, double) = ("-".repeat(WIDTH), "=".repeat(WIDTH));
    let mut text = format!("{dashes}\n{}\n{double}\n", row("Layer (type)", "Output Shape", "Param #"));
    for (at, layer) in (1..).zip(layers.iter().filter(|layer| layer.module)) {
        let _ = writeln!(
            text,
            "{}",
            row(&format!("{}-{at}", layer.op.kind()), &shape(layer), &count(layer.parameters as u64))
        );
    }
    let Memory { input_mb, forward_backward_mb, parameters_mb, total_mb } = memory;
    let parameters = count(parameters as u64);
    let _ = write!(
        text,
        "{double}\nTotal params: {parameters}\nTrainable params: {parameters}\nNon-trainable params: 0\n{dashes}\n\
         Input size (MB): {input_mb:.2}\nForward/backward pass size (MB): {forward_backward_mb:.2}\n\
         Params size (MB): {parameters_mb:.2}\nEstimated Total Size (MB): {total_mb:.2}\n{dashes}"
    );
    Ok(text)
}

fn row(layer: &str, shape: &str, parameters: &str) -> String {
    format!("{layer:>20}  {shape:>25} {parameters:>15}")
}

/// As in `[-1, 32, 28, 28]`.
fn shape(layer: &TracedLayer) -> String {
    let dimensions: Vec<String> = layer.output.dimensions().iter().map(usize::to_string).collect();
    format!("[-1, {}]", dimensions.join(", "))
}
