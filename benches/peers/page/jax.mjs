// A network in jax-js: the whole step, optimiser included, is one compiled program.
import { defaultDevice, init, jit, lax, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax';

const EPSILON = 1e-5;

/** Opens a device and puts the network on it. */
export async function open(device, { layers, weights, batch, learningRate, momentum }) {
  const there = await init(device);
  if (!there.includes(device)) throw new Error(`jax-js finds no ${device} here, only ${there.join(', ')}`);
  defaultDevice(device);

  const shapes = layers.flatMap(({ parameters }) => parameters.map(({ shape }) => shape));
  let parameters = weights.map((values, index) => np.array(values).reshape(shapes[index]));
  let velocities = shapes.map((shape) => np.zeros(shape));
  const dropouts = layers.filter(({ op }) => op === 'dropout').length;

  const lossOf = (parameters, images, labels, key) => {
    const logits = forward(layers, parameters, images, dropouts > 0 ? keysOf(key, dropouts) : []);
    return nn.logSoftmax(logits).mul(nn.oneHot(labels, 10)).sum().mul(-1 / batch);
  };
  // Arguments are owned: passing one gives it away, and `.ref` keeps it.
  const step = jit((parameters, velocities, images, labels, ...key) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(parameters), images, labels, ...key);
    const faster = velocities.map((velocity, index) => velocity.mul(momentum).add(gradients[index]));
    const moved = parameters.map((parameter, index) => parameter.sub(faster[index].ref.mul(learningRate)));
    return [loss, moved, faster];
  });

  return {
    step({ images, labels }, number) {
      const key = dropouts > 0 ? [random.key(number)] : [];
      const x = np.array(images).reshape([batch, 1, 28, 28]);
      const [loss, moved, faster] = step(parameters, velocities, x, np.array(labels), ...key);
      [parameters, velocities] = [moved, faster];
      return loss;
    },
    read: async (loss) => (await loss.data())[0],
    drop: (loss) => loss.dispose(),
  };
}

function keysOf(key, count) {
  const keys = random.split(key, count);
  const each = Array.from({ length: count }, (_, index) => keys.ref.slice(index));
  keys.dispose();
  return each;
}

/** From images to logits; every layer takes the next of its `parameters` and `keys`. */
function forward(layers, parameters, images, keys) {
  const [weights, masks] = [parameters.values(), keys.values()];
  return layers.reduce((x, layer) => apply(layer, x, () => weights.next().value, () => masks.next().value), images);
}

function apply(layer, x, parameter, key) {
  switch (layer.op) {
    case 'conv': {
      const padding = [[layer.padding, layer.padding], [layer.padding, layer.padding]];
      const y = lax.convGeneralDilated(x, parameter(), [1, 1], padding);
      return layer.bias ? y.add(parameter().reshape([layer.out, 1, 1])) : y;
    }
    case 'linear': return np.dot(x, parameter().transpose()).add(parameter());
    case 'relu': return nn.relu(x);
    case 'max_pool': return lax.reduceWindow(x, np.max, [layer.kernel, layer.kernel], [layer.kernel, layer.kernel]);
    case 'avg_pool': return lax.reduceWindow(x, np.mean, [layer.kernel, layer.kernel], [layer.kernel, layer.kernel]);
    case 'batch_norm': return batchNorm(x, parameter(), parameter());
    case 'dropout': {
      const kept = random.bernoulli(key(), 1 - layer.p, x.shape);
      return np.where(kept, x.mul(1 / (1 - layer.p)), 0);
    }
    case 'flatten': return x.reshape([x.shape[0], -1]);
    default: throw new Error(`no layer '${layer.op}'`);
  }
}

/** With the batch's own statistics, as in training. */
function batchNorm(x, scale, shift) {
  const axes = [0, 2, 3];
  const channelwise = [scale.shape[0], 1, 1];
  const centred = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
  return centred.div(np.sqrt(variance.add(EPSILON))).mul(scale.reshape(channelwise)).add(shift.reshape(channelwise));
}
