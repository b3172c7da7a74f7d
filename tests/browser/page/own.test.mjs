// A network of one's own: written in PyTorch, read as one types, trained, linked to, taken out of a notebook.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits, artifacts } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
/** What the browser lets the page's tests do. */
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

const site = openSite();

const source = (fovea) => fovea.page.getByRole('textbox', { name: 'PyTorch source' });

/** What the page says of the source, once it matches. */
const said = (fovea, words) =>
  fovea.until(`a verdict like ${words}`, async () => words.test(await fovea.word('own')) && fovea.word('own'), MINUTE);

async function newNetwork(t) {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'mlp', device: 'cpu' }, CLIPBOARD);
  await fovea.button('New network').click();
  await said(fovea, /^Net: 12,810 parameters/);
  return fovea;
}

/** Types over a part of the source. */
async function replace(fovea, before, after) {
  const text = await source(fovea).inputValue();
  assert.ok(text.includes(before), `${before} in the source`);
  await source(fovea).fill(text.replace(before, after));
}

const rows = (fovea) => fovea.page.locator('.layers-table tbody tr th').allInnerTexts();

test('the table follows the text, and a mistake is told by line and breaks nothing', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await newNetwork(t);
  assert.equal((await rows(fovea)).length, 8);
  await replace(fovea, 'nn.Conv2d(16, 32, 3)', 'nn.Conv2d(16, 32, 3, padding=1)');
  await said(fovea, /Line 11, column 19: fc expects 800 numbers and gets 1152: write `nn\.Linear\(1152, 10\)`/);
  assert.equal((await rows(fovea)).length, 8, 'the last good network stays');
  await fovea.button('Line 11, column 19').click();
  const cursor = await source(fovea).evaluate((area) => area.value.slice(area.selectionStart, area.selectionStart + 9));
  assert.equal(cursor, 'nn.Linear');
  await replace(fovea, '32 * 5 * 5', '32 * 6 * 6');
  await said(fovea, /^Net: 16,330 parameters/);
  await fovea.assertNoProblems();
});

test('the planner lays networks out for an image and for a receptive field', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await newNetwork(t);
  await fovea.page.locator('summary', { hasText: 'Planner' }).click();
  const side = fovea.page.getByRole('textbox', { name: 'Side of an image' });
  await side.fill('100');
  await fovea.page.getByText('100×100 takes 10 convolutions at least, in 4 layouts.').waitFor();
  await fovea.page.getByText('100 → 98 → 96, pool 48 → 46 → 44, pool 22 → 20 → 18, pool 9 → 7 → 5 → 3 → 1').waitFor();
  await fovea.page.getByRole('textbox', { name: 'Receptive field' }).fill('21');
  await fovea.page.getByText('without pools 10 convolutions: 1 → 3 → 5').waitFor();
  await side.fill('1001');
  await fovea.page.getByText('The side must be a whole number from 1 to 1000.').waitFor();
  await fovea.assertNoProblems();
});

test('the layers are shown for an image of another shape', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await newNetwork(t);
  const image = fovea.page.getByRole('textbox', { name: 'Image, for the table alone' });
  await source(fovea).fill('quiz = nn.Sequential(nn.Conv2d(3, 32, 3), nn.Conv2d(32, 64, 3), nn.MaxPool2d(2))');
  await said(fovea, /expects 3 channels and gets 1/);
  await image.fill('3x400');
  await fovea.page.getByText('For that image:').waitFor();
  await image.fill('3x400x400');
  const table = fovea.page.locator('.layers-table');
  await table.getByText('64×396×396').waitFor();
  await fovea.page.getByText('Before the first pool 99 channels are in memory').waitFor();
  await image.fill('3x400x400x1');
  await fovea.page.getByText(/as in 3x400x400, or rows and columns/).waitFor();
  await image.fill('');
  await table.getByText('64×396×396').waitFor({ state: 'detached' });
  assert.equal((await rows(fovea)).length, 8, 'the last network that trains is back');
  await fovea.assertNoProblems();
});

test('hostile texts are refused in words, and the reader lives on', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await newNetwork(t);
  const body = (line) => `class Own(nn.Module):\n    def __init__(self):\n        super().__init__()\n        ${line}\n        self.fc = nn.Linear(784, 10)\n    def forward(self, x):\n        return self.fc(x)\n`;
  const hostile = {
    'nested too deeply: at most 100 brackets': `x = ${'('.repeat(10_000)}`,
    'nested too deeply here': body(`f = lambda f, x: ${'-'.repeat(40)}f(f, ${'-'.repeat(20)}x)\n        f(f, 1)`),
    'too many calls and lists': body('a = []\n        while True:\n            a = [a]'),
    'takes too long to follow': body('while True:\n            pass'),
  };
  for (const [words, text] of Object.entries(hostile)) {
    await source(fovea).fill(text);
    await said(fovea, new RegExp(words));
  }
  await source(fovea).fill(body('pass'));
  await said(fovea, /^Own: 7,850 parameters/);
  assert.equal(await fovea.alerts().count(), 0);
  await fovea.assertNoProblems();
});

test('it trains, has its own file of weights, and its link gives it again', { timeout: 8 * MINUTE }, async (t) => {
  const fovea = await newNetwork(t);
  await fovea.page.getByRole('textbox', { name: 'Epochs', exact: true }).fill('1');
  await fovea.page.getByRole('combobox', { name: 'Data' }).selectOption(anyDigits);
  await fovea.page.getByRole('combobox', { name: 'Device' }).selectOption('cpu');
  await fovea.train();
  await fovea.reach('done', 6 * MINUTE);
  const [saved] = await Promise.all([fovea.page.waitForEvent('download'), fovea.button('Download weights').click()]);
  assert.equal(saved.suggestedFilename(), 'fovea-net.safetensors');
  await fovea.button('Copy as PyTorch').click();
  await fovea.button('Class copied').waitFor();
  assert.equal(await fovea.page.evaluate(() => navigator.clipboard.readText()), await source(fovea).inputValue());
  await fovea.picture(`${artifacts}/own.png`);
  const address = fovea.page.url();
  assert.match(address, /\?net=own&epochs=1&.*#class=[\w-]+$/);
  const other = await Fovea.open(t, site.browser, site.server.url);
  await other.page.goto(address);
  await said(other, /^Net: 12,810 parameters/);
  assert.equal(await other.page.getByRole('textbox', { name: 'Epochs', exact: true }).inputValue(), '1');
  await fovea.assertNoProblems();
});

test('a network of the zoo is duplicated and commented', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'session2' }, CLIPBOARD);
  await fovea.button('Duplicate').click();
  await said(fovea, /^Session2: 6,379,786 parameters/);
  await fovea.button('…with the course\'s fields').click();
  await fovea.button('Copied').waitFor();
  const text = await fovea.page.evaluate(() => navigator.clipboard.readText());
  assert.match(text, /self\.pool1 = nn\.MaxPool2d\(2\) {2}# input 28×28×64, output 14×14×64, RF 10×10/);
  assert.match(text, /# input 3×3×1024, output 1×1×10, RF 34×34/);
  await fovea.assertNoProblems();
});

test('a notebook\'s networks are offered, and nothing of it is shown as HTML', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await newNetwork(t);
  const evil = '<img src=x onerror="window.pwned = 1">';
  const cells = [
    { cell_type: 'markdown', source: [evil] },
    { cell_type: 'code', source: [`title = '${evil}'\n`, 'small = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))'], outputs: [{ data: { 'text/html': evil } }] },
    { cell_type: 'code', source: `%%html\n${evil}` },
    { cell_type: 'code', source: "loader = DataLoader(datasets.MNIST('.', train=True), batch_size=32, shuffle=True)\noptimizer = optim.Adam(small.parameters())\nscheduler = optim.lr_scheduler.ExponentialLR(optimizer, 0.9)" },
    { cell_type: 'code', source: 'wide = nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 10))' },
  ];
  const open = (content, name = 'homework.ipynb') =>
    fovea.page.getByLabel('Open a notebook or a Python file').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
  await open(JSON.stringify({ cells, nbformat: 4 }));
  await said(fovea, /^wide: 15,910 parameters/);
  for (const sentence of ['Code cell 2 is no Python and was made a comment.', 'Taken over from the file: batch size 32, shuffle 1, optimiser adam, learning rate 0.001, weight decay 0.', 'optim.lr_scheduler.ExponentialLR is not known here.']) {
    await fovea.page.getByText(sentence).waitFor();
  }
  assert.equal(await fovea.page.getByRole('textbox', { name: 'Batch size' }).inputValue(), '32');
  await fovea.page.getByRole('combobox', { name: 'Network' }).selectOption('small');
  await said(fovea, /^small: 7,850 parameters/);
  const text = await source(fovea).inputValue();
  await open('['.repeat(10_000));
  await fovea.alerts().filter({ hasText: 'The file was not opened' }).waitFor();
  assert.equal(await source(fovea).inputValue(), text);
  assert.equal(await fovea.page.evaluate(() => window.pwned), undefined);
  await fovea.button('Remove this network').click();
  await fovea.page.getByRole('tab', { name: 'Tiny CNN', selected: true }).waitFor();
  await fovea.assertNoProblems();
});
