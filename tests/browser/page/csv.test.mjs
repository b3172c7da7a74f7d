// The numbers of a chart as a file: a menu of two ways to write them.
import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const COMMAS = 'Commas (0.5)';
const SEMICOLONS = 'Semicolons (0,5)';

const site = openSite();

const button = (fovea) => fovea.button('Save CSV of Loss');
const item = (fovea, name) => fovea.page.getByRole('menuitem', { name, exact: true });
const focused = (fovea) => fovea.page.evaluate(() => document.activeElement.textContent);

/** The page with something to save. */
async function trained(t, context = {}) {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'mlp', device: 'cpu', data: anyDigits, seed: '1' }, context);
  await fovea.train();
  await fovea.steps(10);
  await fovea.button('Stop').click();
  await fovea.reach('stopped');
  return fovea;
}

async function save(fovea, name) {
  await button(fovea).click();
  const [download] = await Promise.all([fovea.page.waitForEvent('download'), item(fovea, name).click()]);
  assert.match(download.suggestedFilename(), /\.csv$/);
  return text(await download.createReadStream());
}

/** Rows of cells, as a spreadsheet with this separator reads them. */
function read(content, separator) {
  const cell = new RegExp(`(?:^|${separator})(?:"((?:[^"]|"")*)"|([^${separator}]*))`, 'g');
  const unquoted = ([, quoted, plain]) => (quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  return content.trim().split('\r\n').map((line) => [...line.matchAll(cell)].map(unquoted));
}

test('commas and semicolons hold the same numbers', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await trained(t);
  const [header, ...rows] = read(await save(fovea, COMMAS), ',');
  const [otherHeader, ...otherRows] = read(await save(fovea, SEMICOLONS), ';');
  assert.ok(header.length > 2 && rows.length >= 10, `${header} and ${rows.length} rows`);
  assert.deepEqual(otherHeader, header);
  assert.ok(rows.flat().some((number) => number.includes('.')), 'there are fractions');
  assert.deepEqual(otherRows, rows.map((row) => row.map((number) => number.replace('.', ','))));
  for (const row of rows) assert.equal(row.length, header.length);
  await fovea.assertNoProblems();
});

test('the menu is worked by keyboard, and closes when it is left', { timeout: 3 * MINUTE }, async (t) => {
  const fovea = await trained(t);
  const { keyboard } = fovea.page;
  const at = (words) => fovea.until(`the focus on ${words}`, async () => (await focused(fovea)).includes(words), 5_000);
  const closed = () => fovea.page.getByRole('menu').waitFor({ state: 'detached', timeout: 5_000 });
  assert.equal(await button(fovea).getAttribute('aria-haspopup'), 'menu');
  assert.equal(await button(fovea).getAttribute('aria-expanded'), 'false');
  await button(fovea).focus();
  await keyboard.press('ArrowDown');
  await at(COMMAS);
  assert.equal(await button(fovea).getAttribute('aria-expanded'), 'true');
  await keyboard.press('ArrowDown');
  await at(SEMICOLONS);
  await keyboard.press('ArrowDown');
  await at(COMMAS);
  await keyboard.press('ArrowUp');
  await at(SEMICOLONS);
  await keyboard.press('Home');
  await at(COMMAS);
  await keyboard.press('Escape');
  await closed();
  await at('Save CSV');
  await keyboard.press('Enter');
  await at(COMMAS);
  await keyboard.press('Tab');
  await closed();
  await button(fovea).click();
  await at(COMMAS);
  await fovea.page.getByRole('heading', { level: 1 }).click();
  await closed();
  await button(fovea).focus();
  await keyboard.press('ArrowUp');
  await at(SEMICOLONS);
  const [download] = await Promise.all([fovea.page.waitForEvent('download'), keyboard.press('Enter')]);
  assert.match(await text(await download.createReadStream()), /;/);
  await closed();
  await at('Save CSV');
  await fovea.assertNoProblems();
});

test('on a phone the menu is in sight and takes a finger', { timeout: 3 * MINUTE }, async (t) => {
  const viewport = { width: 360, height: 740 };
  const fovea = await trained(t, { viewport, hasTouch: true, isMobile: true });
  await button(fovea).tap();
  for (const name of [COMMAS, SEMICOLONS]) {
    const box = await item(fovea, name).boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= viewport.width, `${name} from ${box.x} to ${box.x + box.width}`);
    assert.ok(box.height >= 40, `${name} is ${box.height} pixels high`);
  }
  await Promise.all([fovea.page.waitForEvent('download'), item(fovea, COMMAS).tap()]);
  await fovea.page.getByRole('menu').waitFor({ state: 'detached' });
});
