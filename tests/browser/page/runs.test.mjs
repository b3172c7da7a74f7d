// Several runs of one network: none overwrites another, Compare tells them apart, each keeps its weights.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits, artifacts } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const RUN = { net: 'nn2', epochs: '1', batch: '512', lr: '0.1', seed: '3', device: 'cpu', data: anyDigits };

const site = openSite();

/** The numbers of the file of weights; its header may list things in another order each time. */
async function weights(fovea) {
  const [saved] = await Promise.all([fovea.page.waitForEvent('download'), fovea.button('Download weights').click()]);
  const file = await buffer(await saved.createReadStream());
  return file.subarray(8 + Number(file.readBigUInt64LE(0)));
}

async function trainOnce(fovea) {
  await fovea.train();
  await fovea.reach('running', 2 * MINUTE);
  await fovea.reach('done', 4 * MINUTE);
  return { losses: await fovea.losses(), weights: await weights(fovea) };
}

/** The cells of Compare's table, row by row, the header first. */
const compared = (fovea) => fovea.page.locator('.compare table').first().locator('tr').evaluateAll((rows) => (
  rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim()))
));

test('a second run with another rate leaves the first one whole', { timeout: 12 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN, { viewport: { width: 1440, height: 900 } });
  const first = await trainOnce(fovea);
  await fovea.page.getByLabel('Learning rate').fill('0.05');
  await fovea.page.getByLabel('Start afresh').check();
  const second = await trainOnce(fovea);
  assert.notDeepEqual(second.losses, first.losses);
  assert.ok(!second.weights.equals(first.weights));

  await fovea.tab('Compare').click();
  const [header, ...rows] = await compared(fovea);
  const column = (name) => rows.map((row) => row[header.indexOf(name)]);
  assert.deepEqual(column('Run'), ['Run 1', 'Run 2']);
  assert.deepEqual(column('Learning rate'), ['0.1', '0.05'], 'what differs has a column');
  assert.ok(!header.includes('Momentum'), 'what does not differ has none');
  await fovea.page.screenshot({ path: `${artifacts}/compare-runs.png`, fullPage: true });

  await fovea.button('Run 1').click();
  assert.equal(await fovea.page.getByLabel('Run', { exact: true }).inputValue(), '1');
  assert.deepEqual(await fovea.losses(), first.losses);
  assert.ok((await weights(fovea)).equals(first.weights), 'the weights of the older run, though the trainer had let them go');
  await fovea.page.getByLabel('Run', { exact: true }).selectOption('2');
  assert.deepEqual(await fovea.losses(), second.losses);
  assert.ok((await weights(fovea)).equals(second.weights));
  await fovea.assertNoProblems();
});

test('an older run goes on from where it stopped', { timeout: 12 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
  const first = await trainOnce(fovea);
  await fovea.page.getByLabel('Seed').fill('4');
  await trainOnce(fovea);
  await fovea.page.getByLabel('Run', { exact: true }).selectOption('1');
  await fovea.page.getByLabel(/Continue after step/).check();
  await fovea.train();
  await fovea.reach('running', 2 * MINUTE);
  await fovea.reach('done', 4 * MINUTE);
  const losses = await fovea.losses();
  assert.ok(losses.size > first.losses.size, 'its curve is longer');
  for (const [step, loss] of first.losses) assert.equal(losses.get(step), loss, `step ${step} is the one of the first run`);
  assert.equal(await fovea.page.getByLabel('Run', { exact: true }).inputValue(), '1');
  await fovea.assertNoProblems();
});
