//! `fovea summary`: a network layer by layer, in the manner of torchsummary.

use serde::Serialize;

use super::table::{Align, Table};
use super::{CliError, network, output, own};
use crate::arch::{INPUT, Memory, Network, Trace, TracedLayer, WHY_TWO_FIELDS, parse_image};
use crate::words::count;

const AFTER_HELP: &str = "\
Examples:
  fovea summary session2
  fovea summary cnn --filters 8,16,32
  fovea summary lenet --json
  fovea summary homework.ipynb
  fovea summary homework.py --input 3x400x400
  fovea summary homework.py:Net --comment >commented.py";

/// Shows the layers of a network: output shapes, parameters, receptive fields, memory.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The network; `fovea nets` lists them. Or a file of PyTorch source, `FILE.py` or `FILE.ipynb`, where it has
    /// several networks with the name of one, as in `FILE.py:Net`.
    net: String,
    /// Filters of the convolutions, as in 16,32,64; for networks that let them be chosen.
    #[arg(long, value_name = "A,B,C")]
    filters: Option<String>,
    /// One JSON object instead of the table.
    #[arg(long)]
    json: bool,
    /// The shape of the image, for the table alone: channels, rows and columns, or rows and columns of one channel.
    #[arg(long, value_name = "3x400x400")]
    input: Option<String>,
    /// The file's own source instead, with input, output and receptive field behind each layer.
    #[arg(long, conflicts_with_all = ["json", "filters"])]
    comment: bool,
    /// With --comment: receptive fields by the courses' shorthand.
    #[arg(long, requires = "comment")]
    course: bool,
}

/// Writes the summary.
///
/// # Errors
/// An unknown network, filters that cannot be, or those of standard output.
pub fn run(args: &Args) -> Result<(), CliError> {
    if args.comment {
        return Ok(output::line(commented(args)?.trim_end())?);
    }
    let input = input(args)?;
    let network = match own::file(&args.net).filter(|_| args.filters.is_none()) {
        Some(file) => file.read_for(input)?.1.network,
        None => network::network(&args.net, args.filters.as_deref())?,
    };
    let trace = network.trace_from(input)?;
    let text = if args.json {
        super::json::text(&Summary::new(&network, &trace))?
    } else {
        as_text(&network, &trace)
    };
    Ok(output::line(text)?)
}

/// The shape of the image.
fn input(args: &Args) -> Result<[usize; 3], CliError> {
    let parse = |text| {
        parse_image(text).map_err(|how| CliError::Settings(format!("The --input is no image: {how}.")))
    };
    args.input.as_deref().map_or(Ok(INPUT), parse)
}

/// The file's source with comments.
fn commented(args: &Args) -> Result<String, CliError> {
    let file = own::file(&args.net).ok_or_else(|| {
        CliError::Settings(
            "--comment comments a file of PyTorch source; give one, as in homework.py.".to_owned(),
        )
    })?;
    let (code, own, _) = file.read_for(input(args)?)?;
    Ok(own.commented(&code, args.course))
}

fn as_text(network: &Network, trace: &Trace) -> String {
    let mut table = Table::new([
        ("layer", Align::Left),
        ("kind", Align::Left),
        ("output", Align::Right),
        ("parameters", Align::Right),
        ("true field", Align::Right),
        ("course's", Align::Right),
    ]);
    for layer in &trace.layers {
        table.push([
            layer.name.clone(),
            layer.op.kind().to_owned(),
            layer.output.to_string(),
            count(layer.parameters as u64),
            layer.field_text(layer.receptive_field),
            layer.field_text(layer.course_receptive_field),
        ]);
    }
    let Memory { input_mb, forward_backward_mb, parameters_mb, total_mb } = trace.memory;
    let channels = trace
        .channels_before_pool()
        .map(|channels| format!("Channels in memory before the first pool: {}\n", count(channels as u64)));
    format!(
        "{} ({})\n{}\n\n{table}\n\nParameters: {}\nWithout biases: {}\n{}Input size (MB): {input_mb:.2}\n\
         Forward/backward pass size (MB): {forward_backward_mb:.2}\nParameters size (MB): {parameters_mb:.2}\n\
         Estimated total size (MB): {total_mb:.2}\n\n{WHY_TWO_FIELDS}",
        network.label,
        network.name,
        network.origin,
        count(trace.parameters as u64),
        count((trace.parameters - trace.biases()) as u64),
        channels.unwrap_or_default(),
    )
}

/// What `--json` writes. Shapes are without the batch; fields are in pixels, null once the image is flattened.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    network: &'a str,
    label: &'a str,
    layers: Vec<Layer<'a>>,
    parameters: usize,
    /// Of the parameters.
    biases: usize,
    /// Null without a pool.
    channels_before_pool: Option<usize>,
    flops: u64,
    input_mb: f64,
    forward_backward_mb: f64,
    parameters_mb: f64,
    total_mb: f64,
}

#[derive(Debug, Serialize)]
struct Layer<'a> {
    name: &'a str,
    kind: &'static str,
    output: Vec<usize>,
    parameters: usize,
    flops: u64,
    receptive_field: Option<usize>,
    course_receptive_field: Option<usize>,
}

impl<'a> Summary<'a> {
    fn new(network: &'a Network, trace: &'a Trace) -> Self {
        let Memory { input_mb, forward_backward_mb, parameters_mb, total_mb } = trace.memory;
        Self {
            network: &network.name,
            label: &network.label,
            layers: trace.layers.iter().map(Layer::new).collect(),
            parameters: trace.parameters,
            biases: trace.biases(),
            channels_before_pool: trace.channels_before_pool(),
            flops: trace.flops,
            input_mb,
            forward_backward_mb,
            parameters_mb,
            total_mb,
        }
    }
}

impl<'a> Layer<'a> {
    fn new(layer: &'a TracedLayer) -> Self {
        Self {
            name: &layer.name,
            kind: layer.op.kind(),
            output: layer.output.dimensions(),
            parameters: layer.parameters,
            flops: layer.flops,
            receptive_field: layer.receptive_field,
            course_receptive_field: layer.course_receptive_field,
        }
    }
}
