// What a student gives in: validation, goals, notes, and the run as a notebook and as Markdown.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits, artifacts } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const site = openSite();

/** The file that a button downloads. */
async function downloaded(fovea, button) {
  const [saved] = await Promise.all([fovea.page.waitForEvent('download'), fovea.button(button).click()]);
  return { name: saved.suggestedFilename(), text: readFileSync(await saved.path(), 'utf8') };
}

test('a run is validated, judged by its goals and handed in', { timeout: 10 * MINUTE }, async (t) => {
  const settings = { net: 'mlp', device: 'cpu', data: anyDigits, epochs: 2, validation: 1000, goal_accuracy: 10 };
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...settings, goal_parameters: 1000 });
  await fovea.train();
  await fovea.reach('done', 8 * MINUTE);
  const goals = fovea.page.getByRole('list', { name: 'Goals' });
  assert.match(await goals.innerText(), /met: accuracy of at least 10 % \(.* after epoch 1\)\s+missed: fewer than 1,000/);
  assert.match(await fovea.word('validation-accuracy'), /%$/);
  assert.match(await fovea.word('final-accuracy'), /%$/);
  await fovea.page.getByText('the test set is looked at once, when the run is done').waitFor();

  const notes = 'The last **ReLU** ruins it. <script>alert(1)</script>';
  await fovea.page.getByRole('textbox', { name: 'What you found in run 1' }).fill(notes);
  const notebook = await downloaded(fovea, 'Download notebook');
  assert.equal(notebook.name, 'fovea-mlp.ipynb');
  const { cells, nbformat } = JSON.parse(notebook.text);
  assert.equal(nbformat, 4);
  const of = (kind) => cells.filter((cell) => cell.cell_type === kind).map((cell) => cell.source);
  assert.ok(of('code')[0].includes('self.fc1 = nn.Linear(784, 512)  # input 784, output 512, RF all'));
  assert.ok(of('code')[1].includes('validation = 1000'));
  assert.ok(of('markdown').some((text) => text.includes(notes)));
  assert.deepEqual(cells.flatMap((cell) => Object.keys(cell.attachments ?? {})), ['curves-1.svg', 'misread-1.png']);

  await fovea.button('New network').click();
  const file = { name: notebook.name, mimeType: 'application/x-ipynb+json', buffer: Buffer.from(notebook.text) };
  await fovea.page.locator('#own-file').setInputFiles(file);
  await fovea.page.getByText('Mlp: 567,434 parameters, as PyTorch counts them.').waitFor({ timeout: MINUTE });
  const typed = (name) => fovea.page.getByRole('textbox', { name, exact: true }).inputValue();
  assert.deepEqual([await typed('Epochs'), await typed('Validation images'), await typed('Seed')], ['2', '1000', '1']);
  await fovea.tab('MLP').click();

  const markdown = await downloaded(fovea, 'Download Markdown');
  const [, link] = /\[The same settings in Fovea\]\(<([^>]*)>\)/.exec(markdown.text);
  const other = await Fovea.open(t, site.browser, site.server.url);
  await other.page.goto(link);
  assert.equal(await other.page.getByRole('textbox', { name: 'Validation images' }).inputValue(), '1000');
  await fovea.picture(`${artifacts}/hand-in.png`);
  await fovea.assertNoProblems();
});
