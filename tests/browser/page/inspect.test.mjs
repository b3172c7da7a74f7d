// Inspect: the confusion matrix and the misread images of a run, as its test after the epoch left them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buffer, text } from 'node:stream/consumers';
import { seriousFindings } from '../support/axe.mjs';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits, artifacts } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const RUN = { net: 'nn2', epochs: '1', batch: '512', lr: '0.1', seed: '3', device: 'cpu', data: anyDigits };

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
const LABEL = '2-layer NN';

const site = openSite();

const saved = async (fovea, name) => {
  const [download] = await Promise.all([fovea.page.waitForEvent('download'), fovea.button(name).click()]);
  return text(await download.createReadStream());
};

/** The counts of the matrix, by truth and answer. */
const counts = (fovea) => fovea.page.locator('[data-cell]').evaluateAll((cells) => (
  cells.map((cell) => ({ cell: cell.dataset.cell, count: Number(cell.innerText) }))
));

const number = async (locator) => Number((await locator.innerText()).replaceAll(/\D/g, ''));

test('what a network confuses and misreads', { timeout: 8 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN, { viewport: { width: 1440, height: 900 } });
  await fovea.tab('Inspect').click();
  assert.match(await fovea.page.locator('.inspect .empty').innerText(), /Train a network for an epoch/);
  await fovea.tab(LABEL).click();
  await fovea.train();
  await fovea.reach('done', 4 * MINUTE);
  const accuracy = Number.parseFloat(await fovea.page.locator('[data-metric="test-accuracy"]').innerText());

  await fovea.tab('Inspect').click();
  const misread = await number(fovea.page.locator('[data-metric="misread"]'));
  const cells = await counts(fovea);
  const total = cells.reduce((sum, { count }) => sum + count, 0);
  const wrong = cells.filter(({ cell }) => cell[0] !== cell[2]).reduce((sum, { count }) => sum + count, 0);
  assert.equal(cells.length, 100);
  assert.equal(wrong, misread, 'the matrix and the number');
  assert.ok(Math.abs(100 * (1 - misread / total) - accuracy) < 0.006, `${misread} of ${total} and ${accuracy} %`);

  const list = (await saved(fovea, 'Save list as CSV')).trim().split('\n').slice(1).map((line) => line.split(',').map(Number));
  assert.equal(list.length, misread);
  assert.ok(list.every(([, truth, answer]) => truth !== answer));
  const sureness = list.map(([, , , probability]) => probability);
  assert.deepEqual(sureness, sureness.toSorted((a, b) => b - a), 'the surest mistake first');
  const matrix = (await saved(fovea, 'Save matrix as CSV')).trim().split('\n').slice(1).map((line) => line.split(',').slice(1).map(Number));
  assert.deepEqual(matrix.flat(), cells.map(({ count }) => count));

  await fovea.page.locator('.misread-list canvas').first().waitFor();
  const [download] = await Promise.all([fovea.page.waitForEvent('download'), fovea.button('Save pictures as PNG').click()]);
  const png = await buffer(await download.createReadStream());
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  assert.equal(png.readUInt32BE(20), 2 + 30 * Math.ceil(misread / 40), 'forty digits in a row');

  // The pictures come from the trainer: each is inked, and there are no more of them than a page holds.
  const pictures = fovea.page.locator('.misread-list canvas');
  await pictures.first().waitFor();
  assert.ok((await pictures.count()) <= 48);
  const ink = await pictures.first().evaluate((canvas) => (
    canvas.getContext('2d').getImageData(0, 0, 28, 28).data.filter((value, at) => at % 4 === 3 && value > 0).length
  ));
  assert.ok(ink > 20, `${ink} dots of ink`);
  for (const [name, size] of Object.entries(SIZES)) {
    for (const colorScheme of ['dark', 'light']) {
      await fovea.page.emulateMedia({ colorScheme });
      await fovea.page.setViewportSize(size);
      assert.deepEqual(await seriousFindings(fovea.page), [], `${name}, ${colorScheme}`);
      await fovea.picture(`${artifacts}/inspect-${name}-${colorScheme}.png`);
      const width = await fovea.page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(width <= size.width, `${width} pixels on the ${name}`);
    }
  }

  const most = cells.filter(({ cell }) => cell[0] !== cell[2]).toSorted((a, b) => b.count - a.count)[0];
  const [truth, answer] = most.cell.split(',');
  const cell = fovea.page.locator(`[data-cell="${most.cell}"]`);
  await cell.focus();
  await fovea.page.keyboard.press('Enter');
  assert.equal(await cell.getAttribute('aria-pressed'), 'true');
  assert.match(await fovea.page.locator('.misread h3').innerText(), new RegExp(`^${truth}, taken for ${answer}: ${most.count}$`));
  assert.equal(await fovea.page.getByLabel('Shows', { exact: true }).inputValue(), truth);
  await fovea.page.getByLabel('Taken for', { exact: true }).selectOption(truth);
  const { count: right } = cells.find(({ cell }) => cell === `${truth},${truth}`);
  const title = await fovea.page.locator('.misread h3').innerText();
  assert.equal(title.replaceAll(/(?<=\d)\D(?=\d{3}$)/g, ''), `${truth}, read right: ${right}`);
  assert.ok(right > 48);
  await fovea.button('Next').click();
  assert.match(await fovea.page.locator('.misread').innerText(), /49 to \d+ of/);
  await fovea.assertNoProblems();
});
