// Numbers as they are typed: what some keypads and countries write is understood, and shown with a point.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { openSite } from '../support/site.mjs';

const site = openSite();

const field = (fovea, label) => fovea.page.getByLabel(label).filter({ visible: true }).first();

test('a decimal comma becomes a point when the field is left, not before', async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'lenet' });
  const typed = { 'Learning rate': ['0,05', '0.05'], Momentum: [',5', '.5'], 'Weight decay': ['5e-4', '5e-4'] };
  for (const [label, [text, shown]] of Object.entries(typed)) {
    const input = field(fovea, label);
    assert.equal(await input.getAttribute('inputmode'), 'decimal');
    await input.fill(text);
    assert.equal(await input.inputValue(), text);
    await input.blur();
    await fovea.until(`${label} to be ${shown}`, async () => (await input.inputValue()) === shown, 5_000);
    assert.equal(await input.getAttribute('aria-invalid'), null);
  }
  await fovea.until('lr in the address', () => new URL(fovea.page.url()).searchParams.get('lr') === '0.05', 5_000);
  await fovea.assertNoProblems();
});

test('what is no number stays as it was typed', async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'lenet' });
  for (const [label, text] of [['Learning rate', '1,000.5'], ['Momentum', '0,0,5'], ['Batch size', '1,5']]) {
    const input = field(fovea, label);
    await input.fill(text);
    await input.blur();
    assert.equal(await input.inputValue(), text);
    await fovea.until(`${label} to be wrong`, async () => (await input.getAttribute('aria-invalid')) === 'true', 5_000);
  }
  assert.equal(await field(fovea, 'Batch size').getAttribute('inputmode'), 'numeric');
});
