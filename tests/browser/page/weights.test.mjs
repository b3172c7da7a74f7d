// Weights: to PyTorch by the clipboard, to a file and back, and files that are none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits, artifacts } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';
import { draw } from '../support/strokes.mjs';

const MINUTE = 60_000;
const FILE = 'fovea-lenet.safetensors';
const RUN = { net: 'lenet', epochs: '1', batch: '128', lr: '0.05', momentum: '0.9', normalise: '1', seed: '3', device: 'cpu', data: anyDigits };

const site = openSite();

let learning;

/** What LeNet learns in one epoch, once for all tests: the file, its accuracy and its answer to a drawn 7. */
const lenet = () => (learning ??= learn());

async function learn() {
  const fovea = new Fovea(await (await site.browser.newContext()).newPage());
  await fovea.go(site.server.url, RUN);
  await fovea.train();
  await fovea.reach('done', 8 * MINUTE);
  const learned = { file: await download(fovea), accuracy: await fovea.number('test-accuracy'), answer: await answerToSeven(fovea) };
  assert.deepEqual(fovea.problems, []);
  await fovea.close();
  return learned;
}

async function download(fovea) {
  const [saved] = await Promise.all([fovea.page.waitForEvent('download'), fovea.button('Download weights').click()]);
  assert.equal(saved.suggestedFilename(), FILE);
  return buffer(await saved.createReadStream());
}

/** The probabilities that the networks give a drawn 7, as shown. */
async function answerToSeven(fovea) {
  await draw(fovea, 7);
  await fovea.button('Predict').click();
  await fovea.metric('prediction').waitFor({ timeout: 20_000 });
  await fovea.page.waitForTimeout(1_000);
  return fovea.page.locator('.draw-guesses').innerText();
}

const given = (bytes, name = FILE) => ({ name, mimeType: 'application/octet-stream', buffer: bytes });

const load = (fovea, file) => fovea.page.getByLabel('Load weights').setInputFiles(file);

/** The section's sentence, once it matches. */
function told(fovea, words) {
  return fovea.until(`a sentence like ${words}`, async () => words.test(await fovea.word('weights')) && fovea.word('weights'), 3 * MINUTE);
}

/** The header and the numbers of a safetensors file. */
function parts(file) {
  const length = Number(file.readBigUInt64LE(0));
  return { header: JSON.parse(file.subarray(8, 8 + length)), numbers: file.subarray(8 + length) };
}

test('the file names its tensors as PyTorch does', { timeout: 12 * MINUTE }, async () => {
  const { header } = parts((await lenet()).file);
  const data = anyDigits === 'mnist' ? 'MNIST' : 'generated digits, seed 3';
  const { identity, ...about } = header.__metadata__;
  assert.match(identity, /^[0-9a-f]{16}$/);
  assert.deepEqual(about, { network: 'lenet', normalise: 'true', data });
  assert.deepEqual(header['conv1.weight'].shape, [6, 1, 3, 3]);
  assert.deepEqual(header['fc1.weight'].shape, [120, 784]);
  assert.equal(Object.keys(header).length, 11, 'ten tensors and the metadata');
});

test('a fresh page with the file is as good, answers alike, and gives it back', { timeout: 12 * MINUTE }, async (t) => {
  const learned = await lenet();
  // Its settings leave pixels as they are; the file knows better.
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, normalise: '0' });
  await load(fovea, given(learned.file));
  const sentence = await told(fovea, /^Loaded fovea-lenet\.safetensors: .+ = [\d.]+ %\.$/);
  t.diagnostic(sentence);
  assert.ok(sentence.endsWith(` = ${(learned.accuracy * 100).toFixed(2)} %.`), `${sentence}, not ${learned.accuracy}`);
  assert.equal(await fovea.page.getByLabel('Normalise').isChecked(), true, 'Train would go on with such pixels');
  assert.equal(await answerToSeven(fovea), learned.answer);
  const [again, before] = [parts(await download(fovea)), parts(learned.file)];
  assert.deepEqual(again.header, before.header);
  assert.ok(again.numbers.equals(before.numbers), 'the same numbers');

  await t.test('Train goes on from it, and the file can be had while it does', async () => {
    assert.equal(await fovea.page.getByLabel('Continue from the loaded weights').isChecked(), true);
    await fovea.train();
    await fovea.steps(5, 2 * MINUTE);
    const losses = await fovea.losses();
    assert.ok(losses.get(1) < 1, `the loss begins at ${losses.get(1)}`);
    const { numbers } = parts(await download(fovea));
    assert.equal(numbers.length, before.numbers.length);
    assert.ok(!numbers.equals(before.numbers), 'it has learned since');
    await load(fovea, given(learned.file));
    await fovea.alert(/it is training\. Stop the training first/);
    await fovea.button('Stop').click();
    await fovea.reach('stopped');
  });
  await fovea.assertNoProblems();
});

test('a file can be dropped, and is still there after the worker crashed', { timeout: 12 * MINUTE }, async (t) => {
  const learned = await lenet();
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
  const transfer = await fovea.page.evaluateHandle(([name, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    return data;
  }, [FILE, learned.file.toString('base64')]);
  await fovea.page.getByLabel('Load weights').locator('xpath=..').dispatchEvent('drop', { dataTransfer: transfer });
  await told(fovea, / %\.$/);
  await fovea.page.workers()[0].evaluate(() => {
    setTimeout(() => { throw new WebAssembly.RuntimeError('killed by the test'); });
  });
  await fovea.alert(/The trainer/);
  await fovea.button('Restart worker').click();
  assert.equal(await answerToSeven(fovea), learned.answer);
});

test('files that do not fit are refused by the tensor, and what was learned stays', { timeout: 12 * MINUTE }, async (t) => {
  const learned = await lenet();
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
  await load(fovea, given(learned.file));
  const sentence = await told(fovea, / %\.$/);
  const huge = Buffer.from(learned.file);
  huge.writeBigUInt64LE(2n ** 31n, 0);
  const renamed = Buffer.from(learned.file.toString('latin1').replace('"fc3.bias"', '"fc9.bias"'), 'latin1');
  // The header of the first file in the archive, whose name is 14 bytes long.
  const zip = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(22), Buffer.from([14, 0, 0, 0]), Buffer.from('model/data.pkl'), Buffer.alloc(100)]);
  const wrong = {
    'cut.safetensors': [learned.file.subarray(0, learned.file.length - 100), /ends within the tensor `\S+`/],
    'huge.safetensors': [huge, /a header of 2147483648 bytes/],
    'renamed.safetensors': [renamed, /the tensor `fc3\.bias` is missing \(there is a `fc9\.bias`/],
    'model.pt': [zip, /torch\.save; write it with safetensors\.torch\.save_file/],
  };
  for (const [name, [bytes, words]] of Object.entries(wrong)) {
    await load(fovea, given(bytes, name));
    const alert = await fovea.alert(words);
    assert.ok(alert.startsWith(`${name} was not loaded into LeNet-5 variant`), alert);
    assert.match(alert, /What the network had learned stays/);
  }
  await fovea.tab('MLP').click();
  await load(fovea, given(learned.file));
  await fovea.alert(/its weights are of the network `lenet`, and not of `mlp`; choose `lenet`/);
  assert.match(await fovea.page.locator('#weights-file-name').innerText(), /Nothing to download yet/);
  await fovea.tab('LeNet-5 variant').click();
  assert.equal(await fovea.word('weights'), sentence);
  assert.equal(await answerToSeven(fovea), learned.answer);
  await fovea.assertNoProblems();
});

test('a file that says nothing of pixels is taken as the settings say', { timeout: 12 * MINUTE }, async (t) => {
  const learned = await lenet();
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
  const { header, numbers } = parts(learned.file);
  delete header.__metadata__;
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length), 0);
  await load(fovea, given(Buffer.concat([length, json, numbers]), 'from-pytorch.safetensors'));
  const sentence = await told(fovea, / %\. It does not say/);
  assert.match(sentence, /normalised is assumed, as the settings say\.$/);
  assert.ok(sentence.includes(` = ${(learned.accuracy * 100).toFixed(2)} %.`), sentence);
});

test('a test that other weights of the network overtake is given up with a word', { timeout: 12 * MINUTE }, async (t) => {
  const learned = await lenet();
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
  const choice = fovea.page.getByLabel('Run', { exact: true });
  await load(fovea, given(learned.file, 'first.safetensors'));
  await told(fovea, /^Loaded first\.safetensors; they are tested/);
  await load(fovea, given(learned.file, 'second.safetensors'));
  await told(fovea, /^Loaded second\.safetensors; tested on /);
  await choice.selectOption('1');
  await told(fovea, /^Loaded first\.safetensors; they were not tested\./);
  await choice.selectOption('2');
  await fovea.page.getByLabel('Start afresh').check();
  await fovea.train();
  await fovea.steps(5, 2 * MINUTE);
  await fovea.button('Stop').click();
  await fovea.reach('stopped');
  await choice.selectOption('2');
  await told(fovea, /^Loaded second\.safetensors; they were not tested\./);
  await fovea.assertNoProblems();
});

for (const secure of [true, false]) {
  test(`the PyTorch class is copied ${secure ? 'with' : 'without'} a clipboard of the browser's`, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'cnn', filters: '4,8,12' });
    await fovea.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const read = await fovea.page.evaluateHandle(() => navigator.clipboard.readText.bind(navigator.clipboard));
    if (!secure) await fovea.page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await fovea.button('Copy as PyTorch').click();
    await fovea.button('Class copied').waitFor({ timeout: 5_000 });
    await fovea.page.getByRole('status').filter({ hasText: 'The PyTorch class is on the clipboard.' }).waitFor({ state: 'attached' });
    const copied = await fovea.page.evaluate((readText) => readText(), read);
    for (const line of ['class Cnn(nn.Module):', 'self.conv1 = nn.Conv2d(1, 4, kernel_size=3, padding=1)', 'load_state_dict(']) {
      assert.ok(copied.includes(line), `${line} in\n${copied}`);
    }
    await fovea.page.getByText('The PyTorch class', { exact: true }).click();
    assert.equal((await fovea.page.locator('.weights pre').innerText()).trim(), copied.trim());
    await fovea.assertNoProblems();
  });
}

for (const [size, viewport] of Object.entries({ phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } })) {
  for (const colorScheme of ['light', 'dark']) {
    test(`the section fits (${size}, ${colorScheme})`, { timeout: 12 * MINUTE }, async (t) => {
      const learned = await lenet();
      const fovea = await Fovea.open(t, site.browser, site.server.url, RUN, { viewport, colorScheme });
      await load(fovea, given(learned.file));
      await told(fovea, / %\.$/);
      await fovea.page.getByText('The PyTorch class', { exact: true }).click();
      const section = fovea.page.getByRole('region', { name: 'Weights' });
      await section.screenshot({ path: `${artifacts}/weights-${viewport.width}-${colorScheme}.png` });
      const width = await fovea.page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(width <= viewport.width, `${width} pixels wide`);
    });
  }
}
