// What can go wrong between the page, its worker and the data: each is told, and the page goes on.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits, mnistBesideThePage } from '../support/paths.mjs';
import { hanging, missing, MNIST_FILES, nonsense, preceded, truncated, WORKER_SCRIPT, WORKER_WASM } from '../support/server.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const RUN = { net: 'mlp', epochs: '1', seed: '1', device: 'cpu' };
const needsMnist = mnistBesideThePage ? false : 'MNIST does not lie beside the page';

const site = openSite();
beforeEach(() => {
  for (const path of Object.keys(site.server.faults)) delete site.server.faults[path];
});

/** Clicks Train and waits until the page trains on generated digits and has said why. */
async function trainsOnGeneratedDigits(fovea, reason) {
  await fovea.train();
  await fovea.steps(3, 3 * MINUTE);
  assert.match(await fovea.word('dataset'), /^generated/);
  await fovea.page.getByText(/generated digits/i).filter({ visible: true }).first().waitFor();
  await fovea.page.getByText(reason).filter({ visible: true }).first().waitFor();
}

test('no data anywhere: generated digits, with a notice', { timeout: 4 * MINUTE }, async (t) => {
  site.server.faults[MNIST_FILES] = missing;
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, data: 'mnist' });
  await trainsOnGeneratedDigits(fovea, /MNIST/);
  await fovea.assertNoProblems();
});

test('a login page in place of the data is not taken for data', { timeout: 4 * MINUTE }, async (t) => {
  site.server.faults[MNIST_FILES] = nonsense;
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, data: 'mnist' });
  await trainsOnGeneratedDigits(fovea, /MNIST/);
});

test('one damaged file: the next source is tried', { timeout: 4 * MINUTE, skip: needsMnist }, async (t) => {
  site.server.faults[`${MNIST_FILES}train-images`] = truncated;
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, data: 'mnist' });
  await trainsOnGeneratedDigits(fovea, /MNIST/);
});

test('a source that hangs is given up', { timeout: 4 * MINUTE }, async (t) => {
  site.server.faults[MNIST_FILES] = hanging;
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, data: 'mnist' });
  await trainsOnGeneratedDigits(fovea, /MNIST/);
});

test('a browser that refuses storage trains all the same', { timeout: 3 * MINUTE }, async (t) => {
  site.server.faults[WORKER_SCRIPT] = preceded(`
    Object.defineProperty(self, 'caches', { get() { throw new DOMException('storage is denied', 'SecurityError'); } });`);
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, data: anyDigits });
  await fovea.train();
  await fovea.steps(3);
  await fovea.assertNoProblems();
});

for (const [what, path] of Object.entries({ script: WORKER_SCRIPT, program: WORKER_WASM })) {
  test(`the worker's ${what} is missing: an alert, and Train works once it is back`, { timeout: 4 * MINUTE }, async (t) => {
    site.server.faults[path] = missing;
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, data: anyDigits });
    await fovea.train();
    await fovea.alert(/The trainer/);
    await fovea.reach(['failed', 'idle']);
    await fovea.tab('LeNet-5 variant').click();
    assert.equal(await fovea.tab('LeNet-5 variant').getAttribute('aria-selected'), 'true');
    await fovea.tab('MLP').click();
    delete site.server.faults[path];
    await fovea.train();
    await fovea.steps(3);
  });
}

test('the worker crashes while training: an alert, and Train works again', { timeout: 4 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, data: anyDigits });
  await fovea.train();
  await fovea.steps(3);
  await fovea.page.workers()[0].evaluate(() => {
    setTimeout(() => { throw new WebAssembly.RuntimeError('killed by the test'); });
  });
  await fovea.alert(/The trainer/);
  await fovea.reach('failed');
  await fovea.train();
  await fovea.steps(3);
});

test('own files that are no IDX files are refused with the reason', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, data: anyDigits });
  const names = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'];
  await fovea.page.locator('input[type=file]').first().setInputFiles(
    names.map((name) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from('these are not digits') })),
  );
  await fovea.alert(/Your files cannot be used/);
  assert.equal(await fovea.page.getByLabel('Data', { exact: true }).inputValue(), anyDigits, 'the data are what they were');
  await fovea.train();
  await fovea.steps(3);
});
