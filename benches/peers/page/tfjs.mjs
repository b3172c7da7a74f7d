// A network in TensorFlow.js: its own fused layers, gradients and momentum optimiser.

const PACKAGES = new URL('../node_modules/@tensorflow/', import.meta.url);

/** A classic script, which leaves its library in the global `tf`. */
function script(path) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement('script'), { src: PACKAGES + path, onload: resolve, onerror: reject });
    document.head.append(element);
  });
}

// One after the other: the backends register with the library.
await script('tfjs/dist/tf.es2017.min.js');
await script('tfjs-backend-webgpu/dist/tf-backend-webgpu.es2017.min.js');
await script('tfjs-backend-wasm/dist/tf-backend-wasm.es2017.min.js');
const { tf } = globalThis;

/** Opens a device and puts the network on it. */
export async function open(device, { layers, weights, batch, learningRate, momentum }) {
  if (device === 'wasm') tf.wasm.setWasmPaths(`${PACKAGES}tfjs-backend-wasm/dist/`);
  if (!(await tf.setBackend(device))) throw new Error(`TensorFlow.js finds no ${device} here`);
  await tf.ready();

  // TensorFlow's layouts: height, width, in, out for kernels; in, out for matrices.
  const laidOut = (shape) => ({ 4: [2, 3, 1, 0], 2: [1, 0], 1: [0] })[shape.length];
  const shapes = layers.flatMap(({ parameters }) => parameters.map(({ shape }) => shape));
  const variables = weights.map((values, index) => tf.tidy(() => tf.variable(tf.transpose(tf.tensor(values, shapes[index]), laidOut(shapes[index])))));
  const optimiser = tf.train.momentum(learningRate, momentum);

  return {
    step({ images, labels }) {
      return tf.tidy(() => {
        const x = tf.tensor(images, [batch, 28, 28, 1]);
        const classes = tf.oneHot(tf.tensor1d(labels, 'int32'), 10);
        return optimiser.minimize(() => tf.losses.softmaxCrossEntropy(classes, forward(layers, variables, x)), true, variables);
      });
    },
    read: async (loss) => {
      const [value] = await loss.data();
      loss.dispose();
      return value;
    },
    drop: (loss) => loss.dispose(),
  };
}

/** From images to logits. A ReLU that follows a convolution or linear layer is computed with it. */
function forward(layers, variables, images) {
  const left = variables.values();
  const next = () => left.next().value;
  return layers.reduce((x, layer, index) => {
    const fused = layers[index + 1]?.op === 'relu' ? 'relu' : 'linear';
    const follows = ['conv', 'linear'].includes(layers[index - 1]?.op);
    return layer.op === 'relu' && follows ? x : apply(layer, x, next, fused);
  }, images);
}

function apply(layer, x, next, activation) {
  const window = [layer.kernel, layer.kernel];
  switch (layer.op) {
    case 'conv': {
      const filter = next();
      const bias = layer.bias ? next() : undefined;
      return tf.fused.conv2d({ x, filter, strides: 1, pad: layer.padding > 0 ? 'same' : 'valid', bias, activation });
    }
    case 'linear': return tf.fused.matMul({ a: x, b: next(), bias: next(), activation });
    case 'max_pool': return tf.maxPool(x, window, window, 'valid');
    case 'avg_pool': return tf.avgPool(x, window, window, 'valid');
    case 'batch_norm': {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      const [scale, shift] = [next(), next()];
      return tf.batchNorm(x, mean, variance, shift, scale, 1e-5);
    }
    case 'dropout': return tf.dropout(x, layer.p);
    case 'flatten': return tf.reshape(x, [x.shape[0], -1]);
    default: throw new Error(`no layer '${layer.op}'`);
  }
}
