// The sheet: backpropagation by hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { seriousFindings } from '../support/axe.mjs';
import { Fovea } from '../support/fovea.mjs';
import { artifacts } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';
import { computed } from '../support/spreadsheet.mjs';

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
const CELLS = ['i1', 'i2', 't1', 't2', 'lr', 'h1', 'h2', 'ah1', 'ah2', 'o1', 'o2', 'ao1', 'ao2', 'E1', 'E2', 'E', 'dah1', 'dah2', 'iteration',
  ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((n) => [`w${n}`, `dw${n}`])];

const CLIPBOARD = ['clipboard-read', 'clipboard-write'];

/** What PyTorch computes for the same nets: tests/pytorch/sheet.py. */
const PYTORCH = JSON.parse(readFileSync(new URL('../../fixtures/torch_sheet.json', import.meta.url)));

const site = openSite();

const open = async (t, options) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, {}, options);
  await fovea.tab('Sheet').click();
  return fovea;
};

/** Every cell's number, by its name. */
const values = (fovea) => fovea.page.evaluate(() => {
  const cells = [...document.querySelectorAll('[data-sheet]')];
  return Object.fromEntries(cells.map((cell) => [cell.dataset.sheet, Number(cell.value ?? cell.textContent)]));
});

const value = async (fovea, name) => (await values(fovea))[name];

/** Types numbers into the fields of the cells so named. */
async function type(fovea, numbers) {
  for (const [name, number] of Object.entries(numbers)) {
    await fovea.page.getByLabel(new RegExp(`^${name} `)).fill(String(number));
  }
}

/** The text of the sheet's cells, as it is on the clipboard. */
async function copied(fovea) {
  await fovea.button('Copy as spreadsheet').click();
  await fovea.page.getByRole('status').filter({ hasText: 'paste it at the cell A1' }).waitFor();
  return fovea.page.evaluate(() => navigator.clipboard.readText());
}

/** The error of the net of the document, worked out once more here. */
function errorAfter(steps) {
  const sigmoid = (x) => 1 / (1 + Math.exp(-x));
  const [i1, i2, t1, t2] = [0.05, 0.1, 0.01, 0.99];
  let [w1, w2, w3, w4, w5, w6, w7, w8] = [0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55];
  for (let step = 0; ; step += 1) {
    const [a, b] = [sigmoid(w1 * i1 + w2 * i2), sigmoid(w3 * i1 + w4 * i2)];
    const [c, d] = [sigmoid(w5 * a + w6 * b), sigmoid(w7 * a + w8 * b)];
    if (step === steps) return ((t1 - c) ** 2 + (t2 - d) ** 2) / 2;
    const [p, q] = [(c - t1) * c * (1 - c), (d - t2) * d * (1 - d)];
    const [r, s] = [(p * w5 + q * w7) * a * (1 - a), (p * w6 + q * w8) * b * (1 - b)];
    [w1, w2, w3, w4] = [w1 - r * i1, w2 - r * i2, w3 - s * i1, w4 - s * i2];
    [w5, w6, w7, w8] = [w5 - p * a, w6 - p * b, w7 - q * a, w8 - q * b];
  }
}

test('steps lower the error as the document works it out', async (t) => {
  const fovea = await open(t, { viewport: SIZES.desktop });
  for (const name of CELLS) assert.ok(Number.isFinite(await value(fovea, name)), name);
  assert.ok(Math.abs((await value(fovea, 'E')) - errorAfter(0)) < 1e-8);
  await fovea.button('Step').click();
  assert.equal(await value(fovea, 'iteration'), 1);
  assert.ok(Math.abs((await value(fovea, 'E')) - errorAfter(1)) < 1e-8);
  await fovea.button('Run 100').click();
  assert.equal(await value(fovea, 'iteration'), 101);
  assert.ok(Math.abs((await value(fovea, 'E')) - errorAfter(101)) < 1e-8);
  await fovea.tab('MLP').click();
  await fovea.tab('Sheet').click();
  assert.equal(await value(fovea, 'iteration'), 101, 'leaving the tab loses nothing');
  await fovea.button('Reset').click();
  assert.equal(await value(fovea, 'iteration'), 0);
  await fovea.assertNoProblems();
});

test('a cell tells its formula, and what is typed wrong is told beside it', async (t) => {
  const fovea = await open(t, { viewport: SIZES.desktop });
  await fovea.page.locator('button', { has: fovea.page.locator('[data-sheet="h1"]') }).focus();
  const formula = await fovea.page.locator('.sheet-formula').innerText();
  assert.match(formula, /h1 = w1.*i1.*w2.*i2/);
  assert.match(formula, /0\.15.*0\.05.*0\.2.*0\.1/);
  const rate = fovea.page.getByLabel(/^lr/);
  for (const wrong of ['abc', '1e999']) {
    await rate.fill(wrong);
    assert.equal(await rate.getAttribute('aria-invalid'), 'true');
    assert.ok(await fovea.button('Step').isDisabled());
  }
  await rate.fill('0,5');
  await fovea.button('Step').click();
  assert.equal(await value(fovea, 'lr'), 0.5);
  await fovea.assertNoProblems();
});

test('a weight tells what the next step makes of it, in the field that shows it', async (t) => {
  const fovea = await open(t, { viewport: SIZES.desktop });
  const cell = (name) => fovea.page.locator(`input[data-sheet="${name}"]`);
  for (const name of ['i1', 'i2', 't1', 't2', 'lr', ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `w${n}`)]) {
    assert.equal(await cell(name).count(), 1, name);
  }
  assert.ok(await fovea.page.getByText('next: w8 − lr × dw8', { exact: true }).isVisible());
  await cell('w1').focus();
  const formula = fovea.page.locator('.sheet-formula');
  await formula.getByText('w1 ← w1 − lr × dw1').waitFor();
  const told = Number(/= (\S+)$/.exec((await formula.innerText()).trim())[1]);
  await fovea.button('Step').click();
  assert.equal(await value(fovea, 'w1'), told);
  assert.notEqual(told, 0.15);
  await cell('lr').fill('2');
  assert.deepEqual([await value(fovea, 'iteration'), await value(fovea, 'w1')], [0, 0.15]);
  assert.match(await formula.innerText(), /a step leaves it/);
  await fovea.assertNoProblems();
});

test('the newest iteration comes first, and the table says what it shows', async (t) => {
  const fovea = await open(t, { viewport: SIZES.desktop });
  const table = fovea.page.getByRole('region', { name: 'Iterations' }).getByRole('table');
  const shown = () => table.locator('tbody th').allInnerTexts();
  await fovea.button('Step').click();
  assert.deepEqual(await shown(), ['1', '0']);
  assert.match(await table.locator('caption').innerText(), /^All iterations, the newest first/);
  await fovea.button('Run 100').click();
  assert.deepEqual(await shown(), Array.from({ length: 100 }, (_, at) => String(101 - at)));
  assert.match(await table.locator('caption').innerText(), /^The latest 100 of 102 iterations, the newest first/);
  await fovea.assertNoProblems();
});

test('a number that is too large is told, and the iterations stay', async (t) => {
  const fovea = await open(t, { viewport: SIZES.desktop });
  await fovea.button('Run 100').click();
  await type(fovea, { w5: '1e308' });
  await fovea.page.getByText('between −1e9 and 1e9').waitFor();
  await fovea.page.getByRole('status').filter({ hasText: 'A number cannot be read' }).waitFor();
  assert.equal(await value(fovea, 'iteration'), 100);
  assert.ok(await fovea.button('Run 100').isDisabled());
  await type(fovea, { w5: '0.4' });
  await fovea.button('Run 100').click();
  assert.ok(Math.abs((await value(fovea, 'E')) - errorAfter(100)) < 1e-8);
  await fovea.assertNoProblems();
});

test('the iterations so far are copied as cells with formulas', async (t) => {
  const fovea = await open(t, { viewport: SIZES.desktop, permissions: CLIPBOARD });
  await fovea.button('Step').click();
  const rows = (await copied(fovea)).split('\n').map((row) => row.split('\t'));
  assert.deepEqual(rows.map(([iteration]) => iteration), ['iteration', '0', '1']);
  const column = rows[0].indexOf('i1');
  assert.deepEqual([rows[1][column], rows[2][column]], ['=5/100', '=B2']);
  assert.ok(rows.slice(1).every((row) => row.length === rows[0].length && row.slice(1).every((cell) => cell.startsWith('='))));
  await fovea.assertNoProblems();
});

/** Cells under `name` and a number from 1 on. */
const numbered = (name, numbers) => Object.fromEntries(numbers.map((number, at) => [`${name}${at + 1}`, number]));

function assertClose(found, expected, tolerance, where) {
  for (const [name, number] of Object.entries(expected)) {
    assert.ok(Math.abs(found[name] - number) < tolerance, `${name} ${where}: ${found[name]}, not ${number}`);
  }
}

for (const [at, net] of PYTORCH.nets.entries()) {
  test(`a spreadsheet program computes from the copied cells what the page shows and PyTorch says, net ${at + 1}`, async (t) => {
    const fovea = await open(t, { viewport: SIZES.desktop, permissions: CLIPBOARD });
    const { i, t: targets, w, ah, ao, dah, dw } = net;
    for (const { lr, errors } of net.runs) {
      await type(fovea, { ...numbered('i', i), ...numbered('t', targets), ...numbered('w', w), lr });
      for (const [button, steps] of [['Step', 1], ['Run 100', 101]]) {
        await fovea.button(button).click();
        const rows = computed(await copied(fovea));
        const where = `at rate ${lr} after ${steps} steps`;
        assert.equal(rows.length, steps + 1);
        // The page shows nine places.
        assertClose(rows.at(-1), await values(fovea), 1e-9, where);
        const gradients = { ...numbered('dah', dah), ...numbered('dw', dw) };
        assertClose(rows[0], { ...numbered('ah', ah), ...numbered('ao', ao), ...gradients }, 1e-12, where);
        const told = errors.slice(0, rows.length);
        told.forEach((E, step) => assertClose(rows[step], { E }, 1e-12, `at rate ${lr}, step ${step}`));
      }
    }
    await fovea.assertNoProblems();
  });
}

/** Texts of the drawing that lie on one another, and the height of the lowest, in pixels of the screen. */
const texts = (fovea) => fovea.page.locator('.sheet-net').evaluate((drawing) => {
  const boxes = [...drawing.querySelectorAll('text')].map((text) => ({ name: text.textContent, box: text.getBoundingClientRect() }));
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const pairs = boxes.flatMap((one, at) => boxes.slice(at + 1).map((other) => [one, other]));
  return {
    meeting: pairs.filter(([one, other]) => meet(one.box, other.box)).map((pair) => pair.map(({ name }) => name)),
    lowest: Math.min(...boxes.map(({ box }) => box.height)),
  };
});

test('the numbers of the drawing can be read at every width', async (t) => {
  const fovea = await open(t, { viewport: SIZES.desktop });
  for (const [weight, size] of [['0.15', 'usual'], ['-10.25', 'negative'], ['-123456', 'large']]) {
    await type(fovea, numbered('w', Array(8).fill(weight)));
    for (const [name, viewport] of Object.entries(SIZES)) {
      await fovea.page.setViewportSize(viewport);
      const { meeting, lowest } = await texts(fovea);
      assert.deepEqual(meeting, [], `${size} numbers, ${name}`);
      assert.ok(lowest >= 14, `${lowest} pixels, ${name}`);
    }
  }
  await fovea.assertNoProblems();
});

test('the sheet is for everybody', async (t) => {
  const fovea = await open(t, { viewport: SIZES.desktop });
  await fovea.button('Run 100').click();
  for (const [name, size] of Object.entries(SIZES)) {
    for (const colorScheme of ['dark', 'light']) {
      await fovea.page.emulateMedia({ colorScheme });
      await fovea.page.setViewportSize(size);
      assert.deepEqual(await seriousFindings(fovea.page), [], `${name}, ${colorScheme}`);
      await fovea.page.screenshot({ path: `${artifacts}/sheet-${name}-${colorScheme}.png`, fullPage: true });
      const width = await fovea.page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(width <= size.width, `${width} pixels on the ${name}`);
    }
  }
});
