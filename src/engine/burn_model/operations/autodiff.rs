//! Which gradients flow back through the layers of the CPU.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, AutodiffBackend};
use fovea_cpu_kernels::{NormShape, PoolShape, Update};

use super::backend::{Affine, CpuLayers};

/// A tensor that gradients may flow back to.
type Tracked<B, C> = FloatTensor<Autodiff<B, C>>;

#[derive(Debug)]
struct AffineBackward;

/// What the gradients of a layer are computed from.
#[derive(Debug, Clone)]
struct AffineState<T> {
    x: T,
    weight: T,
    /// The output, if a ReLU made it.
    activated: Option<T>,
    layer: Affine,
}

impl<B: CpuLayers> Backward<B, 3> for AffineBackward {
    type State = AffineState<FloatTensor<B>>;

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let AffineState { x, weight, activated, layer } = ops.state;
        let [of_x, of_weight, of_bias] = ops.parents;
        let mut dy = grads.consume::<B>(&ops.node);
        if let Some(y) = activated {
            dy = B::relu_gradient(y, dy);
        }
        if let Some(node) = of_weight {
            grads.register::<B>(node.id, B::affine_weight_gradient(x, dy.clone(), layer));
        }
        if let Some(node) = of_bias {
            grads.register::<B>(node.id, B::affine_bias_gradient(dy.clone(), layer));
        }
        if let Some(node) = of_x {
            grads.register::<B>(node.id, B::affine_input_gradient(dy, weight, layer));
        }
    }
}

#[derive(Debug)]
struct MaxPoolBackward;

impl<B: CpuLayers> Backward<B, 1> for MaxPoolBackward {
    type State = (FloatTensor<B>, PoolShape);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let (x, shape) = ops.state;
        let [of_x] = ops.parents;
        let dy = grads.consume::<B>(&ops.node);
        if let Some(node) = of_x {
            grads.register::<B>(node.id, B::max_pool_gradient(x, dy, shape));
        }
    }
}

#[derive(Debug)]
struct BatchNormBackward;

/// What the gradients of a batch normalisation are computed from.
#[derive(Debug, Clone)]
struct BatchNormState<T> {
    x: T,
    gamma: T,
    mean: T,
    variance: T,
    epsilon: f32,
    shape: NormShape,
}

impl<B: CpuLayers> Backward<B, 3> for BatchNormBackward {
    type State = BatchNormState<FloatTensor<B>>;

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let BatchNormState { x, gamma, mean, variance, epsilon, shape } = ops.state;
        let dy = grads.consume::<B>(&ops.node);
        let (dx, d_gamma, d_beta) = B::batch_norm_gradients(x, gamma, mean, variance, dy, epsilon, shape);
        for (node, gradient) in ops.parents.into_iter().zip([dx, d_gamma, d_beta]) {
            if let Some(node) = node {
                grads.register::<B>(node.id, gradient);
            }
        }
    }
}

impl<B: CpuLayers, C: CheckpointStrategy> CpuLayers for Autodiff<B, C> {
    fn affine(
        x: Tracked<B, C>,
        weight: Tracked<B, C>,
        bias: Tracked<B, C>,
        layer: Affine,
        relu: bool,
    ) -> Tracked<B, C> {
        let nodes = [x.node(), weight.node(), bias.node()];
        let (x, weight, bias) = (x.into_primitive(), weight.into_primitive(), bias.into_primitive());
        let y = B::affine(x.clone(), weight.clone(), bias, layer, relu);
        match AffineBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let activated = relu.then(|| y.clone());
                prepared.finish(AffineState { x, weight, activated, layer }, y)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(y),
        }
    }

    fn max_pool(x: Tracked<B, C>, shape: PoolShape, images: [usize; 2]) -> Tracked<B, C> {
        let nodes = [x.node()];
        let x = x.into_primitive();
        let y = B::max_pool(x.clone(), shape, images);
        match MaxPoolBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish((x, shape), y),
            OpsKind::UnTracked(prepared) => prepared.finish(y),
        }
    }

    fn batch_normalised(
        x: Tracked<B, C>,
        gamma: Tracked<B, C>,
        beta: Tracked<B, C>,
        epsilon: f32,
        shape: NormShape,
    ) -> (Tracked<B, C>, Tracked<B, C>, Tracked<B, C>) {
        let nodes = [x.node(), gamma.node(), beta.node()];
        let (x, gamma, beta) = (x.into_primitive(), gamma.into_primitive(), beta.into_primitive());
        let (y, mean, variance) = B::batch_normalised(x.clone(), gamma.clone(), beta, epsilon, shape);
        let moments = (Self::from_inner(mean.clone()), Self::from_inner(variance.clone()));
        let y = match BatchNormBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                prepared.finish(BatchNormState { x, gamma, mean, variance, epsilon, shape }, y)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(y),
        };
        (y, moments.0, moments.1)
    }

    // The rest is not differentiated itself.

    fn affine_input_gradient(dy: Tracked<B, C>, weight: Tracked<B, C>, layer: Affine) -> Tracked<B, C> {
        Self::from_inner(B::affine_input_gradient(dy.into_primitive(), weight.into_primitive(), layer))
    }

    fn affine_weight_gradient(x: Tracked<B, C>, dy: Tracked<B, C>, layer: Affine) -> Tracked<B, C> {
        Self::from_inner(B::affine_weight_gradient(x.into_primitive(), dy.into_primitive(), layer))
    }

    fn affine_bias_gradient(dy: Tracked<B, C>, layer: Affine) -> Tracked<B, C> {
        Self::from_inner(B::affine_bias_gradient(dy.into_primitive(), layer))
    }

    fn relu_gradient(y: Tracked<B, C>, dy: Tracked<B, C>) -> Tracked<B, C> {
        Self::from_inner(B::relu_gradient(y.into_primitive(), dy.into_primitive()))
    }

    fn max_pool_gradient(x: Tracked<B, C>, dy: Tracked<B, C>, shape: PoolShape) -> Tracked<B, C> {
        Self::from_inner(B::max_pool_gradient(x.into_primitive(), dy.into_primitive(), shape))
    }

    fn sgd(
        weights: Tracked<B, C>,
        velocities: Tracked<B, C>,
        gradients: Tracked<B, C>,
        update: Update,
    ) -> (Tracked<B, C>, Tracked<B, C>) {
        let (weights, velocities) =
            B::sgd(weights.into_primitive(), velocities.into_primitive(), gradients.into_primitive(), update);
        (Self::from_inner(weights), Self::from_inner(velocities))
    }

    fn adam(
        weights: Tracked<B, C>,
        first: Tracked<B, C>,
        second: Tracked<B, C>,
        gradients: Tracked<B, C>,
        update: Update,
    ) -> (Tracked<B, C>, Tracked<B, C>, Tracked<B, C>) {
        let (weights, first, second) = B::adam(
            weights.into_primitive(),
            first.into_primitive(),
            second.into_primitive(),
            gradients.into_primitive(),
            update,
        );
        (Self::from_inner(weights), Self::from_inner(first), Self::from_inner(second))
    }

    fn batch_norm_gradients(
        x: Tracked<B, C>,
        gamma: Tracked<B, C>,
        mean: Tracked<B, C>,
        variance: Tracked<B, C>,
        dy: Tracked<B, C>,
        epsilon: f32,
        shape: NormShape,
    ) -> (Tracked<B, C>, Tracked<B, C>, Tracked<B, C>) {
        let (dx, d_gamma, d_beta) = B::batch_norm_gradients(
            x.into_primitive(),
            gamma.into_primitive(),
            mean.into_primitive(),
            variance.into_primitive(),
            dy.into_primitive(),
            epsilon,
            shape,
        );
        (Self::from_inner(dx), Self::from_inner(d_gamma), Self::from_inner(d_beta))
    }
}
