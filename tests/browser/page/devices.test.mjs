// The GPU: the same losses as the CPU, and what happens where there is none or it goes away.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits } from '../support/paths.mjs';
import { preceded, WORKER_SCRIPT } from '../support/server.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const STEPS = 100;
const RUN = { net: 'lenet', epochs: '1', batch: '128', lr: '0.02', momentum: '0.9', seed: '1', data: anyDigits };

/** Trains for some steps and stops; gives the losses. */
async function firstLosses(fovea, steps = STEPS) {
  await fovea.train();
  await fovea.steps(steps, 6 * MINUTE);
  await fovea.button('Stop').click();
  await fovea.reach(['stopped', 'done'], MINUTE);
  return fovea.losses();
}

describe('with a software GPU', () => {
  const site = openSite({ gpu: true });

  test('WebGPU computes the losses that the CPU computes', { timeout: 10 * MINUTE }, async (t) => {
    const losses = {};
    for (const device of ['cpu', 'webgpu']) {
      const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device });
      losses[device] = await firstLosses(fovea);
      assert.match(await fovea.word('device'), device === 'cpu' ? /^CPU/ : /^GPU/);
      await fovea.assertNoProblems();
      await fovea.close();
    }
    for (let step = 1; step <= STEPS; step += 1) {
      const [cpu, gpu] = [losses.cpu.get(step), losses.webgpu.get(step)];
      t.diagnostic(`step ${step}: CPU ${cpu}, GPU ${gpu}`);
      assert.ok(Math.abs(cpu - gpu) <= 1e-3, `step ${step}: ${cpu} on the CPU, ${gpu} on the GPU`);
    }
  });

  // LeNet is above; the start-up check compares every gradient of each.
  for (const [net, batch] of Object.entries({ mlp: '128', cnn: '31', session6: '30', session2: '4' })) {
    test(`WebGPU trains ${net} as the CPU does`, { timeout: 6 * MINUTE }, async (t) => {
      const losses = [];
      for (const device of ['cpu', 'webgpu']) {
        const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, net, batch, device });
        losses.push(await firstLosses(fovea, 3));
        assert.match(await fovea.word('device'), device === 'cpu' ? /^CPU/ : /^GPU/);
        await fovea.assertNoProblems();
        await fovea.close();
      }
      for (const step of [1, 2, 3]) {
        const [cpu, gpu] = losses.map((curve) => curve.get(step));
        assert.ok(Math.abs(cpu - gpu) <= 1e-3, `step ${step}: ${cpu} on the CPU, ${gpu} on the GPU`);
      }
    });
  }

  // Wide borders and large kernels: what the zoo has none of, and a driver's compiler must not take minutes over.
  test('WebGPU trains a class of one\'s own, with unusual kernels, as the CPU does', { timeout: 6 * MINUTE }, async (t) => {
    const source = `net = nn.Sequential(
    nn.Conv2d(1, 5, 5, stride=2, padding=1, bias=False), nn.BatchNorm2d(5), nn.ReLU(),
    nn.Conv2d(5, 9, 4, padding=3), nn.ReLU(), nn.AvgPool2d(3, 2),
    nn.Conv2d(9, 3, 7, padding=5), nn.ReLU(), nn.Flatten(), nn.LazyLinear(10))`;
    const losses = [];
    for (const device of ['cpu', 'webgpu']) {
      const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'mlp' });
      await fovea.button('New network').click();
      await fovea.page.getByRole('textbox', { name: 'PyTorch source' }).fill(source);
      await fovea.tab('net').waitFor();
      for (const [label, value] of Object.entries({ Device: device, Data: anyDigits })) {
        await fovea.page.getByRole('combobox', { name: label }).selectOption(value);
      }
      losses.push(await firstLosses(fovea, 10));
      assert.match(await fovea.word('device'), device === 'cpu' ? /^CPU/ : /^GPU/);
      await fovea.assertNoProblems();
      await fovea.close();
    }
    for (let step = 1; step <= 10; step += 1) {
      const [cpu, gpu] = losses.map((curve) => curve.get(step));
      assert.ok(Math.abs(cpu - gpu) <= 1e-3, `step ${step}: ${cpu} on the CPU, ${gpu} on the GPU`);
    }
  });

  test("burn's kernels compute the losses that the CPU computes, in a worker that only they need", { timeout: 8 * MINUTE }, async (t) => {
    const losses = [];
    for (const settings of [{ device: 'cpu' }, { device: 'webgpu', engine: 'burn' }]) {
      const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, batch: '8', ...settings });
      losses.push(await firstLosses(fovea, 3));
      assert.match(await fovea.word('device'), settings.engine ? /^GPU with burn's kernels/ : /^CPU/);
      const programs = fovea.requests.filter((url) => url.includes('_bg.wasm') && url.includes('worker'));
      assert.equal(programs.length, 1, programs.join(' '));
      assert.equal(programs[0].includes('worker-burn'), settings.engine === 'burn');
      await fovea.assertNoProblems();
      await fovea.close();
    }
    for (const step of [1, 2, 3]) {
      const [cpu, burn] = losses.map((curve) => curve.get(step));
      assert.ok(Math.abs(cpu - burn) <= 1e-3, `step ${step}: ${cpu} on the CPU, ${burn} with burn's kernels`);
    }
  });

  test("a worker that lacks burn's kernels makes room for the one that has them", { timeout: 8 * MINUTE }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, batch: '8', device: 'cpu' });
    const cpu = await firstLosses(fovea, 3);
    await fovea.page.getByLabel('Device', { exact: true }).selectOption('webgpu');
    await fovea.page.getByLabel('GPU kernels', { exact: true }).selectOption('burn');
    await fovea.train();
    await fovea.steps(1, 6 * MINUTE);
    assert.match(await fovea.word('device'), /^GPU with burn's kernels/);
    await fovea.button('Stop').click();
    await fovea.reach(['stopped', 'done'], MINUTE);
    const burn = (await fovea.losses()).get(1);
    assert.ok(Math.abs(cpu.get(1) - burn) <= 1e-3, `${cpu.get(1)} on the CPU, ${burn} with burn's kernels`);
    await fovea.assertNoProblems();
  });

  test('left to itself, the page prefers the CPU to a software GPU, and says so', { timeout: 3 * MINUTE }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device: 'auto' });
    await fovea.train();
    await fovea.steps(3);
    assert.match(await fovea.word('device'), /^CPU/);
    assert.match(await fovea.deviceReason(), /software/i);
    await fovea.assertNoProblems();
  });

  test('a GPU without any optional feature trains', { timeout: 3 * MINUTE }, async (t) => {
    site.server.faults[WORKER_SCRIPT] = preceded(`
      Object.defineProperty(GPUAdapter.prototype, 'features', { get: () => new Set() });`);
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device: 'webgpu' });
    await fovea.train();
    await fovea.steps(3);
    assert.match(await fovea.word('device'), /^GPU/);
    await fovea.assertNoProblems();
    delete site.server.faults[WORKER_SCRIPT];
  });

  test("a GPU without timestamps is refused to burn's kernels, and the CPU trains", { timeout: 3 * MINUTE }, async (t) => {
    site.server.faults[WORKER_SCRIPT] = preceded(`
      Object.defineProperty(GPUAdapter.prototype, 'features', { get: () => new Set() });`);
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device: 'webgpu', engine: 'burn' });
    await fovea.train();
    await fovea.alert(/GPU cannot be used: .*timestamp-query/);
    await fovea.steps(3);
    assert.match(await fovea.word('device'), /^CPU/);
    delete site.server.faults[WORKER_SCRIPT];
  });

  // burn's kernels come next: with them the GPU computes wrongly too, or, of the shaders' words, they have none.
  const broken = {
    'computes wrongly': { right: 'max(', wrong: 'min(', then: /burn's kernels, the GPU failed its check/ },
    'refuses a shader': { right: 'vec4f', wrong: 'vec5f', then: /burn's kernels passed it, and are slower than the CPU/ },
  };
  for (const [trouble, { right, wrong, then }] of Object.entries(broken)) {
    test(`a GPU that ${trouble} is refused, and the CPU trains`, { timeout: 8 * MINUTE }, async (t) => {
      site.server.faults[WORKER_SCRIPT] = preceded(`
        const create = GPUDevice.prototype.createShaderModule;
        GPUDevice.prototype.createShaderModule = function (descriptor) {
          const code = descriptor.code.replaceAll(${JSON.stringify(right)}, ${JSON.stringify(wrong)});
          return create.call(this, { ...descriptor, code });
        };`);
      const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device: 'webgpu' });
      await fovea.train();
      assert.match(await fovea.alert(/GPU cannot be used: the GPU failed its check/, 6 * MINUTE), then);
      await fovea.steps(3);
      assert.match(await fovea.word('device'), /^CPU/);
      delete site.server.faults[WORKER_SCRIPT];
    });
  }

  test("where only Fovea's kernels fail, and burn's are faster than the CPU, burn's train", { timeout: 8 * MINUTE }, async (t) => {
    // To the worker the CPU is slow: between two looks at the clock without work for the GPU four seconds pass.
    site.server.faults[WORKER_SCRIPT] = preceded(`
      const create = GPUDevice.prototype.createShaderModule;
      GPUDevice.prototype.createShaderModule = function (descriptor) {
        return create.call(this, { ...descriptor, code: descriptor.code.replaceAll('vec4f', 'vec5f') });
      };
      const { submit } = GPUQueue.prototype;
      const now = performance.now.bind(performance);
      let [late, atWork] = [0, false];
      GPUQueue.prototype.submit = function (commands) {
        atWork = true;
        return submit.call(this, commands);
      };
      performance.now = () => {
        late += atWork ? 0 : 4_000;
        atWork = false;
        return now() + late;
      };`);
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, batch: '8', device: 'webgpu' });
    await fovea.train();
    await fovea.steps(1, 6 * MINUTE);
    assert.match(await fovea.word('device'), /^GPU with burn's kernels/);
    assert.match(await fovea.deviceReason(), /with Fovea's the GPU failed its check/);
    const programs = fovea.requests.filter((url) => /worker(-burn)?_bg\.wasm/.test(url));
    assert.match(programs.join(' '), /worker_bg.*worker-burn_bg/);
    await fovea.assertNoProblems();
    delete site.server.faults[WORKER_SCRIPT];
  });

  test('a GPU that is lost while training is reported, and the CPU can go on', { timeout: 8 * MINUTE }, async (t) => {
    site.server.faults[WORKER_SCRIPT] = preceded(`
      const request = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...options) {
        return (self.lentDevice = await request.apply(this, options));
      };`);
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device: 'webgpu' });
    await fovea.train();
    await fovea.steps(1, 6 * MINUTE);
    await fovea.page.workers()[0].evaluate(() => self.lentDevice.destroy());
    await fovea.alert(/GPU/);
    await fovea.reach('failed', MINUTE);
    delete site.server.faults[WORKER_SCRIPT];
    await fovea.go(site.server.url, { ...RUN, device: 'cpu' });
    await fovea.train();
    await fovea.steps(3);
  });
});

describe('without a GPU', () => {
  const site = openSite();

  const obstacles = {
    'the browser has no WebGPU': 'delete WorkerNavigator.prototype.gpu;',
    'there is no adapter': 'GPU.prototype.requestAdapter = async () => null;',
    'asking for an adapter throws': "GPU.prototype.requestAdapter = async () => { throw new DOMException('no GPU process', 'OperationError'); };",
  };

  for (const [what, code] of Object.entries(obstacles)) {
    test(`${what}: the CPU trains, and the page says why`, { timeout: 3 * MINUTE }, async (t) => {
      site.server.faults[WORKER_SCRIPT] = preceded(code);
      const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device: 'auto' });
      await fovea.train();
      await fovea.steps(3);
      assert.match(await fovea.word('device'), /^CPU/);
      assert.match(await fovea.deviceReason(), /WebGPU|GPU/);
      await fovea.assertNoProblems();
      await fovea.close();
    });

    test(`${what}: asking for WebGPU is answered with an alert, and the CPU goes on`, { timeout: 3 * MINUTE }, async (t) => {
      site.server.faults[WORKER_SCRIPT] = preceded(code);
      const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device: 'webgpu' });
      await fovea.train();
      await fovea.alert(/The GPU cannot be used/);
      await fovea.steps(3);
      assert.match(await fovea.word('device'), /^CPU/);
      await fovea.close();
    });
  }

  test('without relaxed SIMD the CPU computes the same losses', { timeout: 3 * MINUTE }, async (t) => {
    // The kernels' inner loops are the only small module that the worker compiles.
    const refuse = `
      const { Module } = WebAssembly;
      WebAssembly.Module = function (bytes) {
        if (bytes.byteLength > 10_000) return new Module(bytes);
        self.refused = true;
        throw new WebAssembly.CompileError('relaxed SIMD');
      };`;
    const losses = [];
    for (const code of ['', refuse]) {
      site.server.faults[WORKER_SCRIPT] = preceded(code);
      const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device: 'cpu' });
      losses.push(await firstLosses(fovea, 20));
      assert.equal(await fovea.page.workers()[0].evaluate(() => Boolean(self.refused)), code !== '');
      await fovea.assertNoProblems();
      await fovea.close();
    }
    for (let step = 1; step <= 20; step += 1) {
      const [fused, plain] = losses.map((curve) => curve.get(step));
      assert.ok(Math.abs(fused - plain) <= 1e-3, `step ${step}: ${fused} with, ${plain} without`);
    }
  });
});
