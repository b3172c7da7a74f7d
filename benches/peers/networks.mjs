// The five networks that trainers are compared on, as src/zoo/rows.rs describes them (tests/fovea/descriptions.rs compares the two), and their arithmetic.

const conv = (out, padding, { kernel = 3, bias = true } = {}) => ({ op: 'conv', out, kernel, padding, bias });
const linear = (out) => ({ op: 'linear', out, bias: true });
const relu = { op: 'relu' };
const maxPool = { op: 'max_pool', kernel: 2 };
const flatten = { op: 'flatten' };

const convRelu = (out, padding) => [conv(out, padding), relu];
const linearRelu = (out) => [linear(out), relu];
const normalised = (out, padding) => [conv(out, padding, { bias: false }), relu, { op: 'batch_norm' }, { op: 'dropout', p: 0.1 }];

/** Layer by layer. A network that ends in log-softmax there has none here: every loss begins with one. */
export const NETWORKS = {
  mlp: [flatten, ...linearRelu(512), ...linearRelu(256), ...linearRelu(128), linear(10)],
  lenet: [...convRelu(6, 1), maxPool, ...convRelu(16, 1), maxPool, flatten, ...linearRelu(120), ...linearRelu(84), linear(10)],
  cnn: [...[16, 32, 64].flatMap((out) => [...convRelu(out, 1), maxPool]), flatten, ...linearRelu(128), linear(10)],
  session6: [
    ...[[2, 0], [2, 1], [16, 0]].flatMap(([out, padding]) => normalised(out, padding)),
    maxPool,
    ...[[16, 0], [16, 1], [16, 0], [16, 0], [16, 1], [32, 0]].flatMap(([out, padding]) => normalised(out, padding)),
    { op: 'avg_pool', kernel: 4 },
    conv(10, 0, { kernel: 1, bias: false }),
    flatten,
  ],
  session2: [
    ...convRelu(32, 1),
    ...convRelu(64, 1),
    maxPool,
    ...convRelu(128, 1),
    ...convRelu(256, 1),
    maxPool,
    ...convRelu(512, 0),
    ...convRelu(1024, 0),
    conv(10, 0),
    flatten,
  ],
};

/** The layers with what each gets and gives: `[channels, height, width]` or `[features]`, for one image. */
export function traced(layers) {
  let input = [1, 28, 28];
  return layers.map((layer) => {
    const output = outputOf(layer, input);
    const result = { ...layer, input, output, parameters: parametersOf(layer, input) };
    input = output;
    return result;
  });
}

function outputOf(layer, [channels, height, width]) {
  const across = (side, window, padding, stride) => Math.floor((side + 2 * padding - window) / stride) + 1;
  const map = (out, window, padding, stride) => [out, across(height, window, padding, stride), across(width, window, padding, stride)];
  switch (layer.op) {
    case 'conv': return map(layer.out, layer.kernel, layer.padding, 1);
    case 'max_pool':
    case 'avg_pool': return map(channels, layer.kernel, 0, layer.kernel);
    case 'linear': return [layer.out];
    case 'flatten': return [channels * height * width];
    default: return height === undefined ? [channels] : [channels, height, width];
  }
}

/** Shapes in PyTorch's layout, with the bound of PyTorch's uniform first values; null for ones and zeros. */
function parametersOf(layer, [channels]) {
  const weighted = (shape, fanIn) => {
    const bound = 1 / Math.sqrt(fanIn);
    return [{ shape, bound }, ...(layer.bias ? [{ shape: [layer.out], bound }] : [])];
  };
  switch (layer.op) {
    case 'conv': return weighted([layer.out, channels, layer.kernel, layer.kernel], channels * layer.kernel ** 2);
    case 'linear': return weighted([layer.out, channels], channels);
    case 'batch_norm': return [1, 0].map((constant) => ({ shape: [channels], constant }));
    default: return [];
  }
}

/** Same values for the same seed: one Float32Array for each parameter. */
export function initialWeights(layers, seed) {
  const random = uniform(seed);
  return traced(layers).flatMap(({ parameters }) => parameters.map(({ shape, bound, constant }) => {
    const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
    return constant === undefined ? values.map(() => (2 * random() - 1) * bound) : values.fill(constant);
  }));
}

/** A generator of numbers in [0, 1): Weyl sequence, each state hashed (the finaliser of MurmurHash3). */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let hash = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
}

/**
 * Floating-point operations of a training step on one image, a multiply-add being 2: convolutions and
 * linear layers forward, their weight gradients, and their input gradients except the first layer's.
 */
export function trainingFlops(layers) {
  const forward = traced(layers)
    .filter(({ op }) => op === 'conv' || op === 'linear')
    .map(({ op, input, output, kernel }) => 2 * output.reduce((a, b) => a * b) * input[0] * (op === 'conv' ? kernel ** 2 : 1));
  return 3 * forward.reduce((sum, flops) => sum + flops, 0) - forward[0];
}
