// The kernels of jax-js's training step, as it hands them to Chromium.
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../peers/browser.mjs';
import { NETWORKS, traced } from '../peers/networks.mjs';
import { serve } from '../peers/server.mjs';

/** For each network its kernels in order, as `examples/kernels.rs` prints ours. */
export async function jaxKernels(networks, batch) {
  const site = await serve({ '/peers/': fileURLToPath(new URL('../peers', import.meta.url)) });
  try {
    const kernels = {};
    for (const network of networks) kernels[network] = await kernelsOf(site, NETWORKS[network], batch);
    return kernels;
  } finally {
    await site.close();
  }
}

async function kernelsOf(site, layers, batch) {
  const browser = await openBrowser('software');
  try {
    const tab = await browser.open();
    await tab.go(`${site.url}/peers/page/`);
    return await tab.evaluate(record, { layers: traced(layers), batch });
  } finally {
    await browser.close();
  }
}

/** In the page: takes two steps whose dispatches are written down and left out, and gives those of the second. */
async function record({ layers, batch }) {
  const recorded = [];
  const replace = (type, name, make) => {
    const original = type.prototype[name];
    type.prototype[name] = make(original);
  };
  replace(GPUDevice, 'createShaderModule', (create) => function (descriptor) {
    return Object.assign(create.call(this, descriptor), { text: descriptor.code });
  });
  for (const name of ['createComputePipeline', 'createComputePipelineAsync']) {
    replace(GPUDevice, name, (create) => function (descriptor) {
      const { module, entryPoint } = descriptor.compute;
      const named = (pipeline) => Object.assign(pipeline, { text: module.text, entryPoint });
      const pipeline = create.call(this, descriptor);
      return pipeline instanceof Promise ? pipeline.then(named) : named(pipeline);
    });
  }
  replace(GPUDevice, 'createBindGroup', (create) => function (descriptor) {
    const bytes = [...descriptor.entries].map(({ resource }) => resource.size ?? resource.buffer?.size ?? 0);
    return Object.assign(create.call(this, descriptor), { bytes: bytes.reduce((sum, each) => sum + each, 0) });
  });
  replace(GPUComputePassEncoder, 'setPipeline', (set) => function (pipeline) {
    this.pipeline = pipeline;
    return set.call(this, pipeline);
  });
  replace(GPUComputePassEncoder, 'setBindGroup', (set) => function (index, group, ...rest) {
    if (index === 0) this.bytes = group.bytes;
    return set.call(this, index, group, ...rest);
  });
  replace(GPUComputePassEncoder, 'dispatchWorkgroups', () => function (x, y = 1, z = 1) {
    recorded.push({ code: this.pipeline.text, workgroups: [x, y, z], bytes: this.bytes });
  });

  const [{ open }, { initialWeights }] = await Promise.all([import('./jax.mjs'), import('../networks.mjs')]);
  const trainer = await open('webgpu', { layers, weights: initialWeights(layers, 1), batch, learningRate: 0.01, momentum: 0.9 });
  const images = new Float32Array(batch * 784);
  const labels = new Int32Array(batch);
  for (let step = 1; step <= 2; step += 1) {
    recorded.length = 0;
    await trainer.read(trainer.step({ images, labels }, step));
  }
  return recorded.map((kernel) => {
    const size = kernel.code.match(/@workgroup_size\(([\d, ]+)\)/)[1].split(',').map(Number);
    return { ...kernel, name: 'jax-js', threads: size.reduce((product, side) => product * side, 1) };
  });
}
