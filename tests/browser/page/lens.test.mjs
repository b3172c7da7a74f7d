// The lens of Inspect, on weights that come with the page: each layer's output, and where one number comes from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriousFindings } from '../support/axe.mjs';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits, artifacts } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const LENET = { net: 'lenet', device: 'cpu', data: anyDigits };
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
const LAYERS = ['conv1', 'relu1', 'pool1', 'conv2', 'relu2', 'pool2'];

const site = openSite();

const numbers = (text) => [...text.replaceAll('−', '-').matchAll(/-?\d+\.\d+(?:e-?\d+)?/g)].map(([number]) => Number(number));

test('a visitor who has trained nothing looks into a network', { timeout: 6 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, LENET, { viewport: SIZES.desktop });
  await fovea.tab('Inspect').click();
  const layer = (name) => fovea.page.locator(`[data-layer="${name}"]`);
  await layer('conv1').waitFor({ timeout: 2 * MINUTE });
  assert.match(await fovea.page.locator('.inspect').innerText(), /ready-trained/);
  const names = await fovea.page.locator('[data-layer]').evaluateAll((blocks) => blocks.map((block) => block.dataset.layer));
  assert.deepEqual(names.slice(0, LAYERS.length), LAYERS, 'in the order of the layer table');
  assert.equal(await layer('conv1').locator('[data-unit]').count(), 6);
  const [lowest] = numbers(await layer('conv1').locator('h4').innerText());
  const [afterRelu] = numbers(await layer('relu1').locator('h4').innerText());
  assert.ok(lowest < 0 && afterRelu === 0, `${lowest}, then ${afterRelu}`);

  // One number: its parts come to it.
  const panel = fovea.page.locator('.lens-number');
  await layer('conv2').locator('[data-unit="3"]').click({ position: { x: 55, y: 20 } });
  await panel.locator('.lens-formula').waitFor();
  const value = numbers(await panel.getByRole('status').innerText()).at(-1);
  const sum = numbers(await panel.locator('.lens-formula').innerText());
  assert.equal(sum.at(-1), value);
  const parts = sum.slice(0, -1).reduce((all, part) => all + part, 0);
  assert.ok(Math.abs(parts - value) < 0.01, `${parts} is not ${value}`);
  assert.match(await panel.innerText(), /By the formula it sees \d+×\d+ pixels/);

  // The window slides with the arrow keys.
  const place = async () => (await panel.getByRole('status').innerText()).match(/row (\d+), column (\d+)/).slice(1).map(Number);
  const [row, column] = await place();
  assert.deepEqual([row, column], [3, 10], 'where it was clicked, of 14 × 14 in 72 × 72 pixels');
  await panel.focus();
  await fovea.page.keyboard.press('ArrowRight');
  await fovea.page.keyboard.press('ArrowUp');
  assert.deepEqual(await place(), [row - 1, column + 1]);

  await layer('pool1').locator('[data-unit="0"]').click();
  await panel.getByText(/the average would be/).waitFor();
  await panel.getByText(/Its gradient over the image: [1-9]\d* of 784 pixels move it/).waitFor();

  // A vector is one picture, 32 numbers in a row.
  const strip = layer('fc1').locator('[data-unit="0"]');
  await strip.scrollIntoViewIfNeeded();
  const { width } = await strip.boundingBox();
  await strip.click({ position: { x: (1.5 * width) / 32, y: (1.5 * width) / 32 } });
  await panel.getByRole('status').filter({ hasText: /^fc1, unit 33:/ }).waitFor();
  await panel.focus();
  await fovea.page.keyboard.press('ArrowUp');
  assert.match(await panel.getByRole('status').innerText(), /^fc1, unit 1:/);
  await fovea.page.keyboard.press('ArrowUp');
  assert.match(await panel.getByRole('status').innerText(), /^fc1, unit 1:/, 'there is no row above');

  // The weights of a layer: a picture for each kernel, and all of them in a histogram.
  await layer('conv1').getByRole('button', { name: 'Weights' }).click();
  await fovea.page.getByText(/^54 weights from/).waitFor();
  const gradient = fovea.page.getByText(/^54 numbers of their gradient from .* the first 128 test images of/);
  assert.ok(numbers(await gradient.innerText()).slice(0, 2).every((slope) => slope !== 0));
  assert.equal(await fovea.page.locator('.lens-kernels canvas').count(), 6);

  // What is dead over the test set: nothing is left to count where all images were looked at.
  await fovea.button('Count dead ReLUs').click();
  await fovea.page.getByText(/Dead so far as ([\d,]+) of \1 test images/).waitFor();
  assert.match(await fovea.page.locator('[data-dead]').innerText(), /relu1\s+\d+\s+6 channels/);

  // None of it needs the images to train on.
  assert.deepEqual(fovea.requests.filter((url) => /train-/.test(url)), []);
  assert.match(await fovea.page.locator('header').innerText(), /10,000 test digits/);

  // The end: softmax, and the cross-entropy with its numbers.
  const end = layer('cross_entropy');
  const shares = await end.locator('tbody tr td:last-child').allInnerTexts();
  const total = shares.slice(0, 10).reduce((all, share) => all + numbers(share)[0], 0);
  assert.ok(Math.abs(total - 1) < 0.01, `${total}`);
  assert.match(await end.innerText(), /Cross-entropy for a \d: −log\(/);

  for (const [name, size] of Object.entries(SIZES)) {
    for (const colorScheme of ['dark', 'light']) {
      await fovea.page.emulateMedia({ colorScheme });
      await fovea.page.setViewportSize(size);
      assert.deepEqual(await seriousFindings(fovea.page), [], `${name}, ${colorScheme}`);
      await fovea.picture(`${artifacts}/lens-${name}-${colorScheme}.png`);
      const width = await fovea.page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(width <= size.width, `${width} pixels on the ${name}`);
    }
  }
  await fovea.assertNoProblems();
});

test('a wide layer is shown sixteen channels at a time', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, LENET, { viewport: SIZES.desktop });
  await fovea.tab('Inspect').click();
  await fovea.page.getByLabel('Network and run').selectOption({ label: '17k CNN, ready-trained' });
  const layer = fovea.page.locator('[data-layer="conv9"]');
  const shown = () => layer.locator('[data-unit]').evaluateAll((units) => units.map((unit) => Number(unit.dataset.unit)));
  await layer.getByText('0 to 15 of 32').waitFor({ timeout: 2 * MINUTE });
  const before = await shown();
  await layer.getByRole('button', { name: 'Next' }).click();
  await layer.getByText('16 to 31 of 32').waitFor();
  assert.deepEqual(await shown(), before.map((unit) => unit + 16));
  await layer.getByRole('button', { name: 'Weights' }).click();
  await fovea.page.locator('.lens-kernels').first().waitFor();
  assert.equal(await fovea.page.locator('.lens-kernels').count(), 16);
  await fovea.assertNoProblems();
});

test('the test of weights that come with the page is stopped, and made after all', { timeout: 4 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, LENET, { viewport: SIZES.desktop });
  await fovea.tab('Inspect').click();
  await fovea.page.getByLabel('Network and run').selectOption({ label: '17k CNN, ready-trained' });
  await fovea.button('Stop the test').click({ timeout: 2 * MINUTE });
  await fovea.page.getByText('The test of all images was not made.').waitFor();
  await fovea.button('Test').click();
  await fovea.page.getByText(/ of 10,000 test images misread by 17k CNN/).waitFor({ timeout: 2 * MINUTE });
  assert.equal(await fovea.button('Test').count(), 0);
  await fovea.assertNoProblems();
});

test('the lens follows the pad', { timeout: 4 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, LENET, { viewport: SIZES.desktop });
  await fovea.tab('Inspect').click();
  await fovea.page.locator('[data-layer="conv1"]').waitFor({ timeout: 2 * MINUTE });
  await fovea.button('What is on the pad').click();
  await fovea.page.getByText('Draw a digit on the pad below.').waitFor();
  const before = await fovea.page.locator('[data-layer="cross_entropy"]').innerText();
  const pad = fovea.page.getByRole('application', { name: /^Drawing pad/ }).filter({ visible: true });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await fovea.page.mouse.move(box.x + box.width / 2, box.y + box.height / 4);
  await fovea.page.mouse.down();
  await fovea.page.mouse.move(box.x + box.width / 2, box.y + (3 * box.height) / 4, { steps: 8 });
  await fovea.page.mouse.up();
  await fovea.page.waitForFunction((text) => document.querySelector('[data-layer="cross_entropy"]')?.innerText !== text, before);
  assert.match(await fovea.page.locator('[data-layer="cross_entropy"]').innerText(), /needs a digit that is known/);
  await fovea.assertNoProblems();
});

test('a grey square and moved images', { timeout: 5 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, LENET, { viewport: SIZES.desktop });
  await fovea.tab('Inspect').click();
  await fovea.page.locator('[data-layer="conv1"]').waitFor({ timeout: 2 * MINUTE });
  await fovea.button('Slide a grey square').click();
  await fovea.page.getByText(/stays \d under \d+ of 64 places/).waitFor();

  await fovea.button('Move the images').click();
  const cell = (right, down) => fovea.page.locator(`[data-shift="${right},${down}"]`);
  await fovea.page.waitForFunction(() => [...document.querySelectorAll('[data-shift]')].filter(({ innerText }) => innerText.trim()).length >= 25);
  const accuracy = async (right, down) => Number(await cell(right, down).innerText());
  assert.ok((await accuracy(0, 0)) > 90, 'as they are');
  assert.ok((await accuracy(8, 8)) < (await accuracy(0, 0)), 'far away');
  const stop = fovea.button('Stop the shift test');
  if (await stop.isVisible()) await stop.click();
  await fovea.page.getByRole('button', { name: /Go on with finer moves|Test again/ }).waitFor();
  for (const [name, size] of Object.entries(SIZES)) {
    await fovea.page.setViewportSize(size);
    assert.deepEqual(await seriousFindings(fovea.page), [], name);
    await fovea.picture(`${artifacts}/shift-${name}.png`);
    const width = await fovea.page.evaluate(() => document.scrollingElement.scrollWidth);
    assert.ok(width <= size.width, `${width} pixels on the ${name}`);
  }
  await fovea.assertNoProblems();
});

test('Compare tells what the ready-trained weights are', { timeout: 2 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, LENET, { viewport: SIZES.desktop });
  await fovea.tab('Compare').click();
  const row = fovea.page.locator('[data-ready="lenet"]');
  assert.match(await row.innerText(), /LeNet-5 variant\s+106,154\s+5\s+1\s+98\.23/);
  assert.equal(await fovea.page.locator('[data-run]').count(), 0, 'they are no runs');
  await fovea.assertNoProblems();
});
