// Compare as one works with it: many runs, chosen, sorted, named, deleted and brought back, repeated, taken along.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { fourFiles } from '../support/idx.mjs';
import { artifacts } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const RUN = { net: 'mlp', epochs: '2', batch: '20', momentum: '0.9', shuffle: '1', seed: '4', device: 'cpu' };

const site = openSite();

/** The texts of a column of the table, from above. */
const column = (fovea, label) => fovea.page.locator('.runs').evaluate((table, name) => {
  const [head, ...rows] = [...table.rows];
  const at = [...head.cells].findIndex((cell) => cell.innerText.startsWith(name));
  return rows.map((row) => row.cells[at].innerText.trim());
}, label);

async function downloaded(fovea, button) {
  const [saved] = await Promise.all([fovea.page.waitForEvent('download'), fovea.button(button).click()]);
  return { name: saved.suggestedFilename(), text: readFileSync(await saved.path(), 'utf8') };
}

/** Three seeds of the MLP and one LeNet with another rate, on 400 bars. */
async function fourRuns(t) {
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN, { viewport: { width: 1440, height: 900 } });
  await fovea.page.locator('#own-files').setInputFiles(fourFiles());
  await fovea.page.getByText(/400 images to train/).first().waitFor({ timeout: MINUTE });
  await fovea.button('Repeat with seeds').click();
  await fovea.page.locator('#run-choice option').nth(2).waitFor({ state: 'attached', timeout: 2 * MINUTE });
  await fovea.button('Repeat with seeds').waitFor({ timeout: MINUTE });
  assert.equal(await fovea.page.getByLabel('Seed', { exact: true }).inputValue(), '4', 'the form has its own seed back');
  await fovea.tab('LeNet-5 variant').click();
  await fovea.page.getByLabel('Data', { exact: true }).selectOption('own');
  await fovea.page.getByRole('textbox', { name: 'Epochs', exact: true }).fill('1');
  await fovea.train();
  await fovea.reach('done', 2 * MINUTE);
  await fovea.tab('Compare').click();
  return fovea;
}

test('runs are chosen, sorted, named, deleted, brought back and taken along', { timeout: 10 * MINUTE }, async (t) => {
  const fovea = await fourRuns(t);
  assert.deepEqual(await column(fovea, 'Run'), ['Run 1', 'Run 2', 'Run 3', 'Run 4']);
  assert.deepEqual((await column(fovea, 'Seed')).slice(0, 3), ['4', '5', '6']);
  assert.match(await fovea.word('seeds'), /^MLP, seeds 4, 5, 6: best accuracy [\d.]+ % on average, from [\d.]+ to [\d.]+ %, on own files/);

  await fovea.button('Parameters').click();
  assert.deepEqual(await column(fovea, 'Run'), ['Run 4', 'Run 1', 'Run 2', 'Run 3']);
  await fovea.button('Parameters').click();
  assert.deepEqual(await column(fovea, 'Run'), ['Run 1', 'Run 2', 'Run 3', 'Run 4']);

  const draw = (name) => fovea.page.getByRole('checkbox', { name: `Draw ${name}` });
  await draw('Run 2').uncheck();
  await draw('Run 3').uncheck();
  const changed = await fovea.word('changed');
  assert.match(changed, /^From Run 1 to Run 4 changed: network MLP → LeNet-5 variant, epochs 2 → 1, .*; best accuracy/);
  await draw('Run 4').uncheck();
  await draw('Run 2').check();
  assert.match(await fovea.word('changed'), /^From Run 1 to Run 2 changed: seed 4 → 5; best accuracy [\d.]+ % → [\d.]+ %\.$/);

  await fovea.page.getByRole('button', { name: 'Rename Run 2' }).click();
  const field = fovea.page.getByRole('textbox', { name: 'Name of Run 2' });
  await field.fill('the better, "lucky" seed');
  await field.press('Enter');
  assert.match(await fovea.word('changed'), /^From Run 1 to the better, "lucky" seed changed/);

  await fovea.page.getByRole('button', { name: 'Delete Run 1' }).click();
  assert.deepEqual(await column(fovea, 'Run'), ['the better, "lucky" seed', 'Run 3', 'Run 4']);
  await fovea.button('Undo').click();
  assert.equal((await column(fovea, 'Run')).length, 4);

  await fovea.page.getByLabel('Curves against').selectOption('epoch');
  await fovea.page.locator('.compare').getByText('epoch', { exact: true }).first().waitFor();

  const csv = await downloaded(fovea, 'Table as CSV');
  const lines = csv.text.trim().split('\r\n');
  assert.equal(lines.length, 5);
  assert.ok(lines.some((line) => line.startsWith('"the better, ""lucky"" seed",MLP,"567,434"')), csv.text);
  const all = JSON.parse((await downloaded(fovea, 'All runs as JSON')).text);
  assert.deepEqual(all.runs.map((run) => run.config.seed), [4, 5, 6, all.runs[3].config.seed]);
  const markdown = await downloaded(fovea, 'Download Markdown');
  assert.ok(markdown.text.startsWith('# 2 runs side by side'), 'of the runs that are drawn');
  await fovea.picture(`${artifacts}/compare-many.png`);
  await fovea.assertNoProblems();
});
