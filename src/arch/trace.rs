//! Walks an image through a network: shapes, parameters, arithmetic and receptive fields of each layer.

use std::collections::HashSet;

use super::receptive::{ReceptiveField, Window};
use super::{Geometry, INPUT, Layer, Memory, Network, Op, Shape, cost, parameters};

/// A network with everything that follows from its layers.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    pub layers: Vec<TracedLayer>,
    /// Trained numbers.
    pub parameters: usize,
    /// Floating-point operations of the forward pass for one image; a multiply-add counts as 2.
    pub flops: u64,
    pub memory: Memory,
}

impl Trace {
    /// Trained numbers that are biases of convolutions or linear layers.
    pub fn biases(&self) -> usize {
        let biases = self.layers.iter().map(|layer| match layer.op {
            Op::Conv2d { bias: true, .. } | Op::Linear { bias: true, .. } => layer.output.channels(),
            _ => 0,
        });
        biases.sum()
    }

    /// Channels that are in memory when an image comes to the first pool: its own, and those that convolutions have made
    /// of it. None without a pool.
    pub fn channels_before_pool(&self) -> Option<usize> {
        let is_pool = |layer: &TracedLayer| matches!(layer.op, Op::MaxPool2d { .. } | Op::AvgPool2d { .. });
        let pool = self.layers.iter().position(is_pool)?;
        let before = self.layers[..pool].iter();
        let made = before.filter(|layer| matches!(layer.op, Op::Conv2d { .. })).map(|layer| layer.output);
        let image = self.layers[0].input;
        Some([image].into_iter().chain(made).map(|shape| shape.channels()).sum())
    }
}

/// A layer with everything that follows from its place in the network.
#[derive(Debug, Clone, PartialEq)]
pub struct TracedLayer {
    pub name: String,
    pub op: Op,
    /// Whether torchsummary counts it, see [`Layer::module`].
    pub module: bool,
    pub input: Shape,
    pub output: Shape,
    /// Trained numbers.
    pub parameters: usize,
    /// Floating-point operations of the forward pass for one image; a multiply-add counts as 2.
    pub flops: u64,
    /// Input pixels from one unit's receptive field to the next unit's. None once the image is flattened,
    /// like the two below.
    pub jump: Option<usize>,
    /// Side of the square of the input that one unit sees, in pixels.
    pub receptive_field: Option<usize>,
    /// The same by the shorthand of the courses: a convolution adds k − 1, a pool multiplies by its stride.
    pub course_receptive_field: Option<usize>,
    start: Option<isize>,
}

impl TracedLayer {
    /// None when one of its numbers is too large to be counted.
    fn new(layer: &Layer, input: Shape, output: Shape, field: Option<ReceptiveField>) -> Option<Self> {
        let parameters = parameters::of_layer(&layer.name, &layer.op, input)?;
        Some(Self {
            name: layer.name.clone(),
            op: layer.op,
            module: layer.module,
            input,
            output,
            parameters: parameters.iter().try_fold(0usize, |sum, next| sum.checked_add(next.elements()))?,
            flops: cost::flops(&layer.op, input, output)?,
            jump: field.map(|field| field.jump),
            receptive_field: field.map(|field| field.size),
            course_receptive_field: field.map(|field| field.course),
            start: field.map(|field| field.start),
        })
    }

    /// The window of the input that the unit at `row`, `col` of this layer's output sees. None once the
    /// image is flattened, and for a unit that the layer does not have.
    pub fn window(&self, row: usize, col: usize) -> Option<Window> {
        let Shape::Map { height, width, .. } = self.output else { return None };
        if row >= height || col >= width {
            return None;
        }
        let (start, jump) = (self.start?, self.jump?);
        let first = |unit: usize| start.checked_add_unsigned(unit.checked_mul(jump)?);
        Some(Window { top: first(row)?, left: first(col)?, size: self.receptive_field? })
    }

    /// One of its receptive fields as tables show it: the side, or `all` for a layer that works on the
    /// flattened image.
    pub fn field_text(&self, field: Option<usize>) -> String {
        match (field, self.input) {
            (Some(field), _) => field.to_string(),
            (None, Shape::Vector { .. }) => "all".to_owned(),
            (None, Shape::Map { .. }) => "–".to_owned(),
        }
    }

    /// The window of the unit in the middle, the lower right one of four where there are four.
    pub fn centre_window(&self) -> Option<Window> {
        let Shape::Map { height, width, .. } = self.output else { return None };
        self.window(height / 2, width / 2)
    }
}

/// Layers that do not fit together.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TraceError {
    #[error("layer {layer} has 0 for its {what}; it must be at least 1")]
    Zero { layer: String, what: &'static str },
    #[error(
        "layer {layer} slides a window of {kernel}×{kernel} over a padded input of only {height}×{width}; \
         use a smaller kernel, more padding, or fewer pools before it"
    )]
    KernelTooLarge { layer: String, kernel: usize, height: usize, width: usize },
    #[error(
        "layer {layer} ({kind}) works on channels × height × width, but its input is a vector of \
         {features}; move it before the flatten"
    )]
    NeedsMap { layer: String, kind: &'static str, features: usize },
    #[error("layer {layer} ({kind}) works on a vector, but its input is {input}; put a flatten before it")]
    NeedsVector { layer: String, kind: &'static str, input: Shape },
    #[error("layer {layer} drops a share of {p}; it must be at least 0 and below 1")]
    DropoutShare { layer: String, p: f32 },
    #[error(
        "layer {layer} has {groups} groups, but {inputs} input channels and {outputs} output channels; choose a number \
         that divides both"
    )]
    Groups { layer: String, groups: usize, inputs: usize, outputs: usize },
    #[error(
        "layer {layer} comes behind a LogSoftmax, which must be the last: the loss takes what goes into it"
    )]
    BehindLogSoftmax { layer: String },
    #[error("two layers are called {layer}; rename one, because parameters are named after their layer")]
    DuplicateName { layer: String },
    #[error("layer {layer} is too large to be counted; use fewer channels or a smaller kernel")]
    TooLarge { layer: String },
}

impl Network {
    /// Follows one image of shape [`INPUT`] through the layers.
    ///
    /// # Errors
    /// Where the layers do not fit together.
    pub fn trace(&self) -> Result<Trace, TraceError> {
        self.trace_from(INPUT)
    }

    /// The same for an image of another shape `[channels, height, width]`, which tables show and nobody trains on.
    ///
    /// # Errors
    /// Where the layers do not fit together.
    pub fn trace_from(&self, [channels, height, width]: [usize; 3]) -> Result<Trace, TraceError> {
        let mut shape = Shape::Map { channels, height, width };
        let mut field = Some(ReceptiveField::INPUT);
        let mut names = HashSet::new();
        let mut layers = Vec::with_capacity(self.layers.len());
        let mut total = Totals::default();
        for (at, layer) in self.layers.iter().enumerate() {
            layer.check_place(at.checked_sub(1).map(|before| &self.layers[before]))?;
            if !names.insert(&layer.name) {
                return Err(TraceError::DuplicateName { layer: layer.name.clone() });
            }
            let output = layer.output(shape)?;
            let too_large = || TraceError::TooLarge { layer: layer.name.clone() };
            field = match (field, output) {
                (Some(before), Shape::Map { .. }) => Some(before.through(&layer.op).ok_or_else(too_large)?),
                _ => None,
            };
            let traced = TracedLayer::new(layer, shape, output, field).ok_or_else(too_large)?;
            total.add(&traced).ok_or_else(too_large)?;
            layers.push(traced);
            shape = output;
        }
        let memory = Memory::new(
            channels.saturating_mul(height).saturating_mul(width),
            total.module_outputs,
            total.parameters,
        );
        Ok(Trace { layers, parameters: total.parameters, flops: total.flops, memory })
    }
}

impl Layer {
    /// Whether it may stand behind that layer.
    ///
    /// # Errors
    /// [`TraceError::BehindLogSoftmax`].
    pub fn check_place(&self, before: Option<&Layer>) -> Result<(), TraceError> {
        match before {
            Some(Layer { op: Op::LogSoftmax, .. }) => {
                Err(TraceError::BehindLogSoftmax { layer: self.name.clone() })
            }
            _ => Ok(()),
        }
    }

    /// What it makes of an input of this shape.
    ///
    /// # Errors
    /// Where the input does not fit.
    pub fn output(&self, input: Shape) -> Result<Shape, TraceError> {
        check_numbers(self)?;
        output_shape(self, input)
    }
}

/// Sums over the layers.
#[derive(Default)]
struct Totals {
    parameters: usize,
    flops: u64,
    module_outputs: usize,
}

impl Totals {
    /// None when a sum is too large to be counted.
    fn add(&mut self, layer: &TracedLayer) -> Option<()> {
        self.parameters = self.parameters.checked_add(layer.parameters)?;
        self.flops = self.flops.checked_add(layer.flops)?;
        if layer.module {
            self.module_outputs = self.module_outputs.checked_add(layer.output.checked_elements()?)?;
        }
        Some(())
    }
}

fn check_numbers(layer: &Layer) -> Result<(), TraceError> {
    let sizes = match layer.op {
        Op::Conv2d { out_channels, .. } => Some(("output channels", out_channels)),
        Op::Linear { out_features, .. } => Some(("output features", out_features)),
        _ => None,
    };
    let groups = [("groups", layer.op.groups())];
    let slides = layer
        .op
        .geometry()
        .map(|slide| [("kernel", slide.kernel), ("stride", slide.stride), ("dilation", slide.dilation)]);
    for (what, number) in sizes.into_iter().chain(slides.into_iter().flatten()).chain(groups) {
        if number == 0 {
            return Err(TraceError::Zero { layer: layer.name.clone(), what });
        }
    }
    match layer.op {
        Op::Dropout { p } | Op::Dropout2d { p } if !(0.0..1.0).contains(&p) => {
            Err(TraceError::DropoutShare { layer: layer.name.clone(), p })
        }
        _ => Ok(()),
    }
}

/// Output shape of a layer whose numbers have been checked.
fn output_shape(layer: &Layer, input: Shape) -> Result<Shape, TraceError> {
    match (layer.op, input) {
        (Op::Relu | Op::Activation(_) | Op::Dropout { .. }, _)
        | (Op::BatchNorm2d | Op::Dropout2d { .. }, Shape::Map { .. })
        | (Op::BatchNorm1d | Op::Softmax | Op::LogSoftmax, Shape::Vector { .. }) => Ok(input),
        (Op::Flatten, _) => match input.checked_elements() {
            Some(features) => Ok(Shape::Vector { features }),
            None => Err(TraceError::TooLarge { layer: layer.name.clone() }),
        },
        (Op::Linear { out_features, .. }, Shape::Vector { .. }) => {
            Ok(Shape::Vector { features: out_features })
        }
        (
            Op::Conv2d { out_channels, kernel, stride, padding, dilation, groups, .. },
            Shape::Map { channels, height, width },
        ) => {
            check_groups(layer, groups, channels, out_channels)?;
            slide(layer, Geometry { kernel, stride, padding, dilation }, out_channels, height, width)
        }
        (
            Op::MaxPool2d { kernel, stride } | Op::AvgPool2d { kernel, stride },
            Shape::Map { channels, height, width },
        ) => slide(layer, Geometry { kernel, stride, padding: 0, dilation: 1 }, channels, height, width),
        (Op::Linear { .. } | Op::BatchNorm1d | Op::Softmax | Op::LogSoftmax, Shape::Map { .. }) => {
            Err(TraceError::NeedsVector { layer: layer.name.clone(), kind: layer.op.kind(), input })
        }
        (_, Shape::Vector { features }) => {
            Err(TraceError::NeedsMap { layer: layer.name.clone(), kind: layer.op.kind(), features })
        }
    }
}

/// Lets groups pass that divide the channels on both sides.
fn check_groups(layer: &Layer, groups: usize, inputs: usize, outputs: usize) -> Result<(), TraceError> {
    if [inputs, outputs].iter().all(|channels| channels.is_multiple_of(groups)) {
        return Ok(());
    }
    Err(TraceError::Groups { layer: layer.name.clone(), groups, inputs, outputs })
}

/// Shape of what the window of a layer gathers that slides over a map: ⌊(side + 2·padding − extent) / stride⌋ + 1.
fn slide(
    layer: &Layer,
    geometry: Geometry,
    channels: usize,
    height: usize,
    width: usize,
) -> Result<Shape, TraceError> {
    let too_large = || TraceError::TooLarge { layer: layer.name.clone() };
    let Geometry { stride, padding, .. } = geometry;
    let kernel = geometry.extent().ok_or_else(too_large)?;
    let padded = |side: usize| match padding.checked_mul(2).and_then(|both| side.checked_add(both)) {
        Some(padded) => Ok(padded),
        None => Err(too_large()),
    };
    let (height, width) = (padded(height)?, padded(width)?);
    if kernel > height.min(width) {
        return Err(TraceError::KernelTooLarge { layer: layer.name.clone(), kernel, height, width });
    }
    let windows = |padded: usize| (padded - kernel) / stride + 1;
    Ok(Shape::Map { channels, height: windows(height), width: windows(width) })
}

#[cfg(test)]
mod tests;
