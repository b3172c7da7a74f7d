//! A look inside: what each layer yields for an image, and where one of its numbers comes from.

use burn::tensor::Tensor;

use super::{BurnModel, read, read_each};
use crate::arch::{Op, Unit};
use crate::data::PIXELS;
use crate::engine::batch::Batch;
use crate::engine::error::EngineError;

impl BurnModel {
    /// The same network on the same tensors, without anything that training needs.
    pub fn sharing(&self) -> Self {
        Self {
            gpu: self.gpu.clone(),
            network: self.network.clone(),
            parameters: self.parameters.clone(),
            tensors: self.tensors.clone(),
            need: self.need,
            prepared: Default::default(),
            checkpoints: Default::default(),
            unread: Default::default(),
        }
    }

    /// What each layer yields for one image of 28 × 28 normalised pixels, in evaluation mode: flat, in the layers'
    /// order and in the shapes of [`crate::arch::Network::trace`]. Every layer is computed by itself, a ReLU apart
    /// from the layer before it.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn layer_outputs(&self, pixels: &[f32; PIXELS]) -> Result<Vec<Vec<f32>>, EngineError> {
        let outputs = self.layer_outputs_of(self.images(pixels));
        read_each(outputs.into_iter().map(|output| output.flatten(0, 3)).collect()).await
    }

    /// The gradient of one unit with respect to the image: 28 × 28 numbers, row by row, of the unit's change for a
    /// change of a normalised pixel. The unit must be one of the network's.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn unit_gradient(&self, pixels: &[f32; PIXELS], unit: Unit) -> Result<Vec<f32>, EngineError> {
        let image = self.images(pixels).autodiff().require_grad();
        let output = self.layer_outputs_of(image.clone()).swap_remove(unit.layer as usize);
        let at = unit.element as usize;
        let mut gradients = output.flatten::<1>(0, 3).narrow(0, at, 1).backward();
        let gradient = image.grad_remove(&mut gradients).unwrap_or_else(|| self.images(&[0.0; PIXELS]));
        read(vec![gradient.flatten(0, 3)]).await
    }

    /// What one unit was taught: of a convolution its kernel `[in / groups, kernel, kernel]`, of a linear layer its row
    /// `[in]`, then the bias where there is one; of a batch norm its channel's weight, bias, running mean and running
    /// variance; of other layers nothing. `positions` are the layer's numbers in a channel.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn unit_parameters(&self, unit: Unit, positions: usize) -> Result<Vec<f32>, EngineError> {
        let (layer, channel) = (unit.layer as usize, unit.element as usize / positions.max(1));
        let first = self.first_tensor(layer);
        let op = self.network.layers[layer].op;
        let mut parts: Vec<Tensor<1>> = self.tensors.weights[first..first + tensors_of(op)]
            .iter()
            .zip(&self.parameters[first..])
            .map(|(weight, parameter)| {
                let share = parameter.elements() / parameter.shape[0];
                weight.clone().narrow(0, channel * share, share)
            })
            .collect();
        if op.is_batch_norm() {
            let (mean, variance) = self.running_of(layer);
            parts.extend([mean, variance].map(|statistic| statistic.narrow(0, channel, 1)));
        }
        if parts.is_empty() { Ok(Vec::new()) } else { read(parts).await }
    }

    /// The weights of a layer, without bias and in PyTorch's layout; of a layer without weights nothing.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn layer_weights(&self, layer: usize) -> Result<Vec<f32>, EngineError> {
        match tensors_of(self.network.layers[layer].op) {
            0 => Ok(Vec::new()),
            _ => read(vec![self.tensors.weights[self.first_tensor(layer)].clone()]).await,
        }
    }

    /// The gradient of a batch's mean loss with respect to the weights of a layer, as [`Self::layer_weights`] lays them
    /// out and in training mode, as a step would find it. Changes nothing.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn layer_gradient<R>(
        &self,
        layer: usize,
        batch: &Batch<'_, R>,
    ) -> Result<Vec<f32>, EngineError> {
        match tensors_of(self.network.layers[layer].op) {
            0 => Ok(Vec::new()),
            _ => {
                let mut gradients = self.sharing().differentiate(batch, 0);
                read(vec![gradients.swap_remove(self.first_tensor(layer))]).await
            }
        }
    }

    /// For each ReLU, in the layers' order, and each of its channels or units, whether it lets something through for any
    /// of these images: `[images, 28, 28]` normalised pixels, in evaluation mode.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn relus_alive(&self, pixels: &[f32]) -> Result<Vec<Vec<bool>>, EngineError> {
        let outputs = self.layer_outputs_of(self.images(pixels)).into_iter().zip(&self.network.layers);
        let relus = outputs.filter(|(_, layer)| layer.op == Op::Relu);
        let most = relus.map(|(output, _)| output.max_dim(0).max_dim(2).max_dim(3).flatten(0, 3));
        let most = read_each(most.collect()).await?;
        Ok(most.iter().map(|units| units.iter().map(|most| *most > 0.0).collect()).collect())
    }

    /// Where a layer's trained tensors begin.
    fn first_tensor(&self, layer: usize) -> usize {
        self.network.layers[..layer].iter().map(|layer| tensors_of(layer.op)).sum()
    }
}

/// Trained tensors of a layer.
fn tensors_of(op: Op) -> usize {
    match op {
        Op::Conv2d { bias, .. } | Op::Linear { bias, .. } => 1 + usize::from(bias),
        _ if op.is_batch_norm() => 2,
        _ => 0,
    }
}
