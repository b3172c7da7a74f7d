// Opening the page: what is there before anything is clicked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { serve } from '../support/server.mjs';
import { anyDigits } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

/** Labels and totals of REFERENCE. */
const NETWORKS = {
  'Session 2 CNN': '6,379,786',
  'Session 1 CNN, last ReLU kept': '6,379,786',
  '17k CNN': '17,054',
  MLP: '567,434',
  'LeNet-5 variant': '106,154',
  '3-layer CNN': '98,442',
  'Strided CNN': '98,442',
  '2-layer NN': '101,770',
  '2 conv + 2 linear': '225,034',
  'Tiny CNN': '7,432',
};

const site = openSite();

test('the page is there, alone, before any worker or data', async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url);
  assert.match(await fovea.page.title(), /^Fovea/);
  await fovea.button('Train').waitFor();
  assert.equal(await fovea.runState(), 'idle');
  assert.ok(await fovea.page.getByRole('table').first().isVisible());
  await fovea.tab('MLP').click();
  assert.equal(await fovea.tab('MLP').getAttribute('aria-selected'), 'true');
  const early = fovea.requests.filter((url) => /worker|\/data\//.test(url));
  assert.deepEqual(early, []);
  assert.deepEqual(fovea.page.workers(), []);
  await fovea.assertNoProblems();
});

test('nothing is asked of any other host', async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url);
  await fovea.page.waitForLoadState('networkidle');
  const foreign = fovea.requests.filter((url) => !url.startsWith(site.server.url) && !/^(data|blob):/.test(url));
  assert.deepEqual(foreign, []);
});

test('every network has a tab whose table ends in its total', async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url);
  for (const [label, total] of Object.entries(NETWORKS)) {
    await fovea.tab(label).click();
    const panel = fovea.page.getByRole('tabpanel').filter({ visible: true }).first();
    await panel.getByText(total).filter({ visible: true }).first().waitFor({ timeout: 5_000 });
  }
  await fovea.assertNoProblems();
});

test('the tabs can be worked by keyboard', async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'mlp' });
  const focused = () => fovea.page.evaluate(() => document.activeElement.textContent);
  const labels = await fovea.page.getByRole('tab').allInnerTexts();
  /** Presses a key and waits until the tab is selected and has the focus. */
  const press = async (key, tab) => {
    await fovea.page.keyboard.press(key);
    const arrived = async () => (await focused()).trim() === tab.trim();
    await fovea.until(`${key} to lead to ${tab}`, arrived, 5_000);
    assert.equal(await fovea.tab(tab).getAttribute('aria-selected'), 'true');
  };
  await fovea.tab('MLP').focus();
  await press('ArrowRight', 'LeNet-5 variant');
  await press('ArrowLeft', 'MLP');
  await press('End', labels.at(-1));
  await press('Home', labels[0]);
  await press('ArrowLeft', labels.at(-1));
  const inTabOrder = await fovea.page.getByRole('tab').evaluateAll((tabs) => tabs.filter((tab) => tab.tabIndex === 0).length);
  assert.equal(inTabOrder, 1, 'one stop of the Tab key for all tabs');
});

test('the address holds the settings, and brings them back', async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'lenet', batch: '64', lr: '0.25', seed: '7' });
  assert.equal(await fovea.tab('LeNet-5 variant').getAttribute('aria-selected'), 'true');
  const batch = fovea.page.getByLabel(/^Batch/).filter({ visible: true }).first();
  assert.equal(await batch.inputValue(), '64');
  await batch.fill('32');
  await batch.blur();
  await fovea.until('batch=32 in the address', () => new URL(fovea.page.url()).searchParams.get('batch') === '32', 5_000);
  await fovea.page.reload();
  assert.equal(await fovea.page.getByLabel(/^Batch/).filter({ visible: true }).first().inputValue(), '32');
  assert.equal(new URL(fovea.page.url()).searchParams.get('seed'), '7');
});

test('a bad address is reported, and defaults take its place', async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'nonsense', epochs: '-1', lr: 'abc', wrong: '1' });
  const told = (await fovea.until('alerts', async () => (await fovea.alerts().allInnerTexts()).join('\n'), 5_000));
  for (const word of ['nonsense', 'Epochs', 'Learning rate']) assert.match(told, new RegExp(word));
  assert.doesNotMatch(told, /wrong/, 'what others add to links is nobody\'s concern');
  assert.equal(await fovea.page.getByRole('tab', { selected: true }).count(), 1);
  assert.ok(await fovea.button('Train').isEnabled());
});

test('the page works from a folder of a host', async (t) => {
  const elsewhere = await serve({ folder: '/some/where/' });
  t.after(() => elsewhere.close());
  const fovea = await Fovea.open(t, site.browser, elsewhere.url, { net: 'mlp', device: 'cpu', data: anyDigits });
  await fovea.train();
  await fovea.steps(3);
  await fovea.assertNoProblems();
});
