//! The parameters of a network: names, shapes and order as in PyTorch.

use super::{Idle, Network, Op, Shape, TraceError};

/// Numbers of a tensor that is written although nothing is learned for it.
const MOST_IDLE: usize = 1 << 24;

/// What a parameter is; this decides how it is initialised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// Weight of a convolution or linear layer: uniform in ±1/√fan_in.
    Weight,
    /// Bias of a convolution or linear layer: uniform in ±1/√fan_in.
    Bias,
    /// Scale of a batch norm: 1.
    NormWeight,
    /// Shift of a batch norm: 0.
    NormBias,
}

/// A trained tensor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// As in PyTorch's `state_dict`, `conv1.weight`.
    pub name: String,
    /// PyTorch's layout: `[out, in / groups, kernel, kernel]`, `[out, in]`, `[out]` or `[channels]`.
    pub shape: Vec<usize>,
    /// Inputs of one unit: in_channels / groups · kernel² or in_features, for a bias too; 1 in a batch norm.
    pub fan_in: usize,
    pub kind: ParameterKind,
}

impl Parameter {
    /// Numbers in it.
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }
}

/// Which statistic a batch norm keeps; mean begins at 0, variance at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatisticKind {
    Mean,
    Variance,
}

/// A running statistic of a batch norm: kept with the weights, not trained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningStatistic {
    /// As in PyTorch's `state_dict`, `bn1.running_mean`.
    pub name: String,
    /// Its only dimension.
    pub channels: usize,
    pub kind: StatisticKind,
}

impl Network {
    /// All trained tensors, in PyTorch's order: layer by layer, weight before bias.
    ///
    /// # Errors
    /// Where the layers do not fit together, as [`Network::trace`].
    pub fn parameters(&self) -> Result<Vec<Parameter>, TraceError> {
        let trace = self.trace()?;
        Ok(trace
            .layers
            .iter()
            .filter_map(|layer| of_layer(&layer.name, &layer.op, layer.input))
            .flatten()
            .collect())
    }

    /// Name and shape of the tensors of layers that no image passes, and what all of their numbers are: nothing is
    /// ever learned for them. Too large ones are left out.
    pub fn idle_tensors(&self) -> Vec<(String, Vec<usize>, f32)> {
        let of_idle = |idle: &Idle| {
            let input = Shape::Vector { features: idle.inputs };
            let parameters = of_layer(&idle.name, &idle.op, input).unwrap_or_default().into_iter();
            let number = |kind| if kind == ParameterKind::NormWeight { 1.0 } else { 0.0 };
            let mut tensors: Vec<_> = parameters
                .filter(|parameter| parameter.elements() <= MOST_IDLE)
                .map(|parameter| (parameter.name, parameter.shape, number(parameter.kind)))
                .collect();
            let statistics = running_statistics(&idle.name, &idle.op, idle.inputs);
            tensors.extend(statistics.into_iter().map(|RunningStatistic { name, channels, kind }| {
                (name, vec![channels], if kind == StatisticKind::Variance { 1.0 } else { 0.0 })
            }));
            tensors
        };
        self.idle.iter().flat_map(of_idle).collect()
    }

    /// The running statistics of all batch norms, mean before variance.
    ///
    /// # Errors
    /// Where the layers do not fit together, as [`Network::trace`].
    pub fn running_statistics(&self) -> Result<Vec<RunningStatistic>, TraceError> {
        let layers = self.trace()?.layers.into_iter();
        Ok(layers
            .flat_map(|layer| running_statistics(&layer.name, &layer.op, layer.input.channels()))
            .collect())
    }
}

/// The running statistics of one layer: of a batch norm two, of others none.
fn running_statistics(layer: &str, op: &Op, channels: usize) -> Vec<RunningStatistic> {
    if !op.is_batch_norm() {
        return Vec::new();
    }
    let kinds = [("running_mean", StatisticKind::Mean), ("running_var", StatisticKind::Variance)];
    kinds.map(|(suffix, kind)| RunningStatistic { name: format!("{layer}.{suffix}"), channels, kind }).into()
}

/// The parameters of one layer. None when they are too many to be counted.
pub(super) fn of_layer(layer: &str, op: &Op, input: Shape) -> Option<Vec<Parameter>> {
    let inputs = input.channels();
    let parameter = |suffix: &str, shape: Vec<usize>, fan_in: usize, kind: ParameterKind| Parameter {
        name: format!("{layer}.{suffix}"),
        shape,
        fan_in,
        kind,
    };
    let affine = |shape: Vec<usize>, fan_in: usize, bias: bool| {
        let outputs = shape[..1].to_vec();
        let bias = bias.then(|| parameter("bias", outputs, fan_in, ParameterKind::Bias));
        [parameter("weight", shape, fan_in, ParameterKind::Weight)].into_iter().chain(bias).collect()
    };
    match *op {
        Op::Conv2d { out_channels, kernel, groups, bias, .. } => {
            let inputs = inputs.checked_div(groups)?;
            let fan_in = inputs.checked_mul(kernel)?.checked_mul(kernel)?;
            fan_in.checked_mul(out_channels)?;
            let shape = vec![out_channels, inputs, kernel, kernel];
            Some(affine(shape, fan_in, bias))
        }
        Op::Linear { out_features, bias } => {
            inputs.checked_mul(out_features)?;
            Some(affine(vec![out_features, inputs], inputs, bias))
        }
        Op::BatchNorm1d | Op::BatchNorm2d => Some(vec![
            parameter("weight", vec![inputs], 1, ParameterKind::NormWeight),
            parameter("bias", vec![inputs], 1, ParameterKind::NormBias),
        ]),
        _ => Some(Vec::new()),
    }
}
