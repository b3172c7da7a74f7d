// The user's own data: given, understood, turned, trained on, and named beside every figure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { artifacts } from '../support/paths.mjs';
import { file, fourFiles, images, labels, packed } from '../support/idx.mjs';
import { late, WORKER_WASM } from '../support/server.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const RUN = { net: 'mlp', epochs: '5', batch: '20', momentum: '0.9', shuffle: '1', seed: '1', device: 'cpu' };
const OWN = /^own files [0-9a-f]{8}/;

const site = openSite();

const give = (fovea, files) => fovea.page.locator('#own-files').setInputFiles(files);

/** Waits until files were found good. */
const given = (fovea, words) => fovea.page.getByText(words).filter({ visible: true }).first().waitFor({ timeout: MINUTE });

/** The dark columns of the first image of the preview. */
async function darkColumns(fovea) {
  const places = fovea.page.locator('.own-preview .digit').first().locator('rect');
  return [...new Set(await places.evaluateAll((rects) => rects.map((rect) => Number(rect.getAttribute('x')))))].length;
}

test('eight files, packed and unpacked, with strangers beside them', { timeout: 5 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
  const four = fourFiles();
  await give(fovea, [...four, ...packed(four), file('README.md', Buffer.from('# digits')), file('.DS_Store', Buffer.alloc(9))]);
  await given(fovea, /400 images to train and 100 to test on/);
  assert.equal(await fovea.page.getByLabel('Data', { exact: true }).inputValue(), 'own');
  await fovea.train();
  await fovea.reach('done', 2 * MINUTE);
  assert.ok((await fovea.number('test-accuracy')) > 0.9, 'bars are easy');
  await fovea.page.getByText(/\/100 of own files [0-9a-f]{8}\)/).waitFor();
  assert.match(await fovea.word('dataset'), OWN);
  await fovea.tab('Compare').click();
  assert.match(await fovea.page.getByRole('row', { name: /MLP/ }).first().innerText(), /own files [0-9a-f]{8}/);
  await fovea.assertNoProblems();
});

test('names tell the training set, though it is the smaller one, and the page says so', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
  await give(fovea, fourFiles(100, 400));
  await given(fovea, /100 images to train and 400 to test on/);
  await given(fovea, /fewer/);
});

test('images that lie on their side are seen beforehand and turned', { timeout: 3 * MINUTE }, async (t) => {
  for (const [size, viewport] of Object.entries({ phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } })) {
    const fovea = await Fovea.open(t, site.browser, site.server.url, RUN, { viewport });
    if (size === 'phone') await fovea.page.getByText('Settings', { exact: true }).click();
    await give(fovea, fourFiles());
    await fovea.page.getByLabel('Transpose').waitFor({ timeout: MINUTE });
    assert.equal(await fovea.page.locator('.own-preview li').count(), 10);
    assert.deepEqual(await fovea.page.locator('.own-preview li').allInnerTexts(), [...'0123456789']);
    const [settings, last] = await Promise.all(['.settings', '.own-preview li:last-child'].map((of) => fovea.page.locator(of).boundingBox()));
    assert.ok(last.x + last.width <= settings.x + settings.width, 'the pictures stay within the settings');
    assert.equal(await darkColumns(fovea), 3, 'a bar stands');
    await fovea.page.getByLabel('Transpose').check();
    await fovea.until('a bar that lies', async () => (await darkColumns(fovea)) === 20);
    await fovea.page.locator('.own-files').screenshot({ path: `${artifacts}/own-files-${size}.png` });
    await fovea.close();
  }
});

test('what cannot be used is named with its file and reason', { timeout: 4 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
  const [trainImages, trainLabels, testImages, testLabels] = fourFiles();
  const login = file('t10k-labels-idx1-ubyte.gz', Buffer.from('<!DOCTYPE html><title>Sign in</title>'));
  await give(fovea, [trainImages, trainLabels, testImages, login]);
  assert.match(await fovea.alert(/t10k-labels-idx1-ubyte\.gz/), /web page/);
  const letters = Buffer.from(labels(260));
  for (let at = 8; at < letters.length; at += 1) letters[at] = 1 + ((at - 8) % 26);
  await give(fovea, [file('train-images-idx3-ubyte', images(260)), file('train-labels-idx1-ubyte', letters), testImages, testLabels]);
  await fovea.alert(/26 classes/);
  await give(fovea, [trainImages, trainLabels, testImages, testLabels]);
  await given(fovea, /400 images to train/);
});

test('Train before the worker has read the files trains on them', { timeout: 4 * MINUTE }, async (t) => {
  site.server.faults[WORKER_WASM] = late(3);
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, data: 'mnist' });
  await give(fovea, fourFiles());
  await fovea.train();
  await fovea.reach('done', 2 * MINUTE);
  assert.match(await fovea.word('dataset'), OWN);
  delete site.server.faults[WORKER_WASM];
});

test('a folder can be dropped', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
  // No test can drop a real folder: its entries answer as the browser's do.
  await fovea.page.evaluate((given) => {
    const asFile = ({ name, bytes }) => ({
      name, isDirectory: false,
      file: (done) => done(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name)),
    });
    const folder = (name, children) => ({
      name, isDirectory: true,
      createReader() {
        const parts = [children.slice(0, 3), children.slice(3), []];
        return { readEntries: (done) => done(parts.shift()) };
      },
    });
    const root = folder('data', [folder('MNIST', [folder('raw', given.map(asFile))])]);
    const transfer = new DataTransfer();
    Object.defineProperty(transfer, 'items', { value: [{ webkitGetAsEntry: () => root }] });
    const drop = new DragEvent('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(drop, 'dataTransfer', { value: transfer });
    document.querySelector('#own-files').parentElement.dispatchEvent(drop);
  }, fourFiles().map(({ name, buffer }) => ({ name, bytes: buffer.toString('base64') })));
  await given(fovea, /400 images to train and 100 to test on/);
});
