// What takes long, never answers or comes damaged ends in work; and leaving asks first.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits } from '../support/paths.mjs';
import { cachedBadly, late, MNIST_FILES, preceded, serve, WORKER_SCRIPT, WORKER_WASM } from '../support/server.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const RUN = { net: 'mlp', epochs: '1', seed: '1', device: 'cpu', data: anyDigits };

/** Opens the page of a server of its own, which has these faults. */
async function openFaulty(t, site, faults, settings = RUN) {
  const server = await serve({ faults });
  t.after(() => server.close());
  return Fovea.open(t, site.browser, server.url, settings);
}

// These wait for most of their time: side by side they take as long as the longest.
describe('a server', { concurrency: 3 }, () => {
  const site = openSite();

  test('a server that takes 12 s to begin with the trainer', { timeout: 3 * MINUTE }, async (t) => {
    const fovea = await openFaulty(t, site, { [WORKER_WASM]: late(12) });
    await fovea.train();
    await fovea.steps(3);
    assert.equal(await fovea.alerts().count(), 0);
  });

  test('a server that takes 12 s to begin with the data', { timeout: 4 * MINUTE, skip: anyDigits !== 'mnist' }, async (t) => {
    const fovea = await openFaulty(t, site, { [`${MNIST_FILES}train-images`]: late(12) });
    await fovea.train();
    await fovea.steps(3);
    assert.match(await fovea.word('dataset'), /^MNIST/);
  });

  for (const [what, path] of Object.entries({ program: WORKER_WASM, loader: WORKER_SCRIPT, script: '/worker.js' })) {
    test(`a bad copy of the trainer's ${what} in the HTTP cache is passed by`, { timeout: 3 * MINUTE }, async (t) => {
      const fovea = await openFaulty(t, site, { [path]: cachedBadly() });
      await fovea.train();
      await fovea.steps(3);
      assert.equal(await fovea.alerts().count(), 0);
    });
  }

  test('a bad copy of the data in the HTTP cache is passed by', { timeout: 3 * MINUTE, skip: anyDigits !== 'mnist' }, async (t) => {
    const fovea = await openFaulty(t, site, { [`${MNIST_FILES}t10k-images`]: cachedBadly() });
    await fovea.train();
    await fovea.steps(3);
    assert.match(await fovea.word('dataset'), /^MNIST/);
  });
});

describe('on the CPU', () => {
  const site = openSite();

  test('weights chosen and Train pressed before the trainer has loaded', { timeout: 4 * MINUTE }, async (t) => {
    const settings = { ...RUN, momentum: '0.9' };
    const first = await Fovea.open(t, site.browser, site.server.url, settings);
    await first.train();
    await first.steps(60);
    await first.button('Stop').click();
    await first.reach('stopped');
    const [saved] = await Promise.all([first.page.waitForEvent('download'), first.button('Download weights').click()]);
    const file = { name: 'mlp.safetensors', mimeType: 'application/octet-stream', buffer: await buffer(await saved.createReadStream()) };
    await first.close();

    const fovea = await openFaulty(t, site, { [WORKER_WASM]: late(4) }, settings);
    await fovea.page.getByLabel('Load weights').setInputFiles(file);
    await fovea.train();
    assert.equal(await fovea.runState(), 'preparing');
    await fovea.steps(10);
    const losses = await fovea.losses();
    assert.ok(losses.get(1) < 1.5, `it goes on from the weights: the loss begins at ${losses.get(1)}`);
    await fovea.button('Stop').click();
    await fovea.reach('stopped', 10_000);
    await fovea.train();
    await fovea.steps(1);
  });

  test('loaded weights are tested on the data of their tab', { timeout: 4 * MINUTE, skip: anyDigits !== 'mnist' }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, data: 'generated' });
    await fovea.train();
    await fovea.steps(60);
    await fovea.button('Stop').click();
    await fovea.reach('stopped');
    const [saved] = await Promise.all([fovea.page.waitForEvent('download'), fovea.button('Download weights').click()]);
    const bytes = await buffer(await saved.createReadStream());
    assert.ok(bytes.includes('"data":"generated digits, seed 1"'), 'the file says what it learned from');
    const file = { name: 'mlp.safetensors', mimeType: 'application/octet-stream', buffer: bytes };
    for (const [data, name] of [['mnist', 'MNIST'], ['generated', 'generated digits, seed 1']]) {
      await fovea.page.getByLabel('Data', { exact: true }).selectOption(data);
      await fovea.page.getByLabel('Load weights').setInputFiles(file);
      await fovea.until(`a test on ${name}`, async () => (await fovea.word('weights')).includes(`/10,000 of ${name} = `), 2 * MINUTE);
    }
    await fovea.button('Test-set sample').click();
    await fovea.page.getByText(/Test image \d+ of generated digits, seed 1, labelled \d\./).waitFor({ timeout: MINUTE });
  });

  test('a batch that the memory cannot hold is refused with the largest that it can', { timeout: 3 * MINUTE }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, net: 'cnn', filters: '512,512,512', batch: '2048' });
    await fovea.train();
    await fovea.reach('failed', 2 * MINUTE);
    const most = Number((await fovea.alert(/a batch of 2048 images does not fit/)).match(/at most (\d+) do/)[1]);
    t.diagnostic(`at most ${most}`);
    assert.ok(most >= 16 && most < 2048);
    await fovea.page.getByLabel('Batch size').fill('2');
    await fovea.train();
    await fovea.steps(1, 2 * MINUTE);
  });

  test('a link that was not understood whole waits for the user', { timeout: 3 * MINUTE }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, net: 'resnet', autostart: '1' });
    assert.match(await fovea.alert(/resnet/), /press Train/);
    await fovea.page.waitForTimeout(1_000);
    assert.equal(await fovea.runState(), 'idle');
    await fovea.go(site.server.url, { ...RUN, autostart: '1', fbclid: 'IwAR0', utm_source: 'mail' });
    await fovea.steps(1);
    assert.equal(await fovea.alerts().count(), 0);
  });

  test('a decimal comma is understood, and shown as a point', async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, lr: '0,05' });
    const rate = fovea.page.getByLabel('Learning rate');
    assert.equal(await rate.inputValue(), '0.05');
    await rate.fill('0,25');
    assert.equal(await fovea.page.locator('.field-error').count(), 0);
    await rate.blur();
    assert.equal(await rate.inputValue(), '0.25');
    assert.match(fovea.page.url(), /lr=0\.25/);
  });

  test('leaving asks while something trains or is in no file', { timeout: 3 * MINUTE }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
    /** Whether closing the page asks first. */
    const asks = async () => {
      const dialog = fovea.page.waitForEvent('dialog', { timeout: 3_000 }).catch(() => null);
      await fovea.page.evaluate(() => { setTimeout(() => location.reload()); });
      const asked = await dialog;
      await asked?.dismiss();
      return asked?.type() === 'beforeunload';
    };
    await fovea.train();
    await fovea.steps(3);
    assert.equal(await asks(), true, 'while it trains');
    await fovea.button('Stop').click();
    await fovea.reach('stopped', 10_000);
    assert.equal(await asks(), true, 'while no file has the weights');
    await Promise.all([fovea.page.waitForEvent('download'), fovea.button('Download weights').click()]);
    await fovea.page.waitForTimeout(500);
    assert.equal(await asks(), false, 'a file has them');
  });
});

describe('with a GPU that never answers', { concurrency: 3 }, () => {
  const site = openSite({ gpu: true });
  const webgpu = { ...RUN, device: 'webgpu' };

  const requests = {
    'for an adapter': 'GPU.prototype.requestAdapter = () => new Promise(() => {});',
    'for a device': 'GPUAdapter.prototype.requestDevice = () => new Promise(() => {});',
  };
  for (const [what, code] of Object.entries(requests)) {
    test(`a request ${what} ends on the CPU`, { timeout: 3 * MINUTE }, async (t) => {
      const fovea = await openFaulty(t, site, { [WORKER_SCRIPT]: preceded(code) }, webgpu);
      await fovea.train();
      await fovea.alert(/The GPU cannot be used/);
      await fovea.steps(3);
      assert.match(await fovea.word('device'), /^CPU/);
    });
  }

  test('one that hangs while training can be replaced', { timeout: 4 * MINUTE }, async (t) => {
    const hanging = preceded(`
      const { mapAsync } = GPUBuffer.prototype;
      GPUBuffer.prototype.mapAsync = function (...given) {
        return self.hangs ? new Promise(() => {}) : mapAsync.apply(this, given);
      };`);
    const fovea = await openFaulty(t, site, { [WORKER_SCRIPT]: hanging }, webgpu);
    await fovea.train();
    await fovea.steps(3, 2 * MINUTE);
    await fovea.page.workers()[0].evaluate(() => { self.hangs = true; });
    await fovea.button('Stop').click();
    await fovea.alert(/has not stopped yet/);
    await fovea.button('Restart worker').click();
    await fovea.reach('failed');
    await fovea.page.getByLabel('Device', { exact: true }).selectOption('cpu');
    await fovea.train();
    await fovea.steps(3);
  });
});
