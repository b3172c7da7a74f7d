// How the page looks and whether everybody can use it: axe-core, two widths, light and dark.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriousFindings } from '../support/axe.mjs';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits, artifacts } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
const SCHEMES = ['light', 'dark'];

const site = openSite();

/** A tab with a network of one's own joins the others. */
async function withOwnNetwork(fovea) {
  await fovea.button('New network').click();
  await fovea.tab('Net').waitFor();
}

for (const colorScheme of SCHEMES) {
  test(`no view keeps anybody out (${colorScheme})`, { timeout: 10 * MINUTE }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'lenet', device: 'cpu', data: anyDigits }, { colorScheme, viewport: SIZES.desktop });
    // With something to see in the charts, the table of results and the pad.
    await fovea.train();
    await fovea.steps(20);
    await fovea.button('Stop').click();
    await fovea.reach('stopped');
    await withOwnNetwork(fovea);
    for (const tab of await fovea.page.getByRole('tab').all()) {
      const name = (await tab.innerText()).trim();
      await t.test(name, async () => {
        await tab.click();
        assert.deepEqual(await seriousFindings(fovea.page), []);
      });
    }
  });
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of SCHEMES) {
    test(`nothing scrolls sideways (${size}, ${colorScheme})`, { timeout: 3 * MINUTE }, async (t) => {
      const fovea = await Fovea.open(t, site.browser, site.server.url, {}, { viewport, colorScheme });
      const picture = (name) => ({ path: `${artifacts}/${name}-${viewport.width}-${colorScheme}.png`, fullPage: true });
      await fovea.page.screenshot(picture('opened'));
      await withOwnNetwork(fovea);
      for (const tab of await fovea.page.getByRole('tab').all()) {
        const name = (await tab.innerText()).trim();
        await tab.click();
        const width = await fovea.page.evaluate(() => document.scrollingElement.scrollWidth);
        assert.ok(width <= viewport.width, `${name} is ${width} pixels wide`);
        await fovea.page.screenshot(picture(name.toLowerCase().replace(/[^a-z0-9]+/g, '-')));
      }
    });
  }
}

test('at 1440×900 Train, progress, charts and layer table are in sight together', async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { net: 'lenet' }, { viewport: SIZES.desktop });
  const inSight = {
    Train: fovea.button('Train'),
    'the progress line': fovea.page.getByRole('status').filter({ visible: true }).first(),
    'the loss chart': fovea.page.getByRole('figure', { name: /^Loss/ }).filter({ visible: true }).first(),
    'the accuracy chart': fovea.page.getByRole('figure', { name: /^Accuracy/ }).filter({ visible: true }).first(),
  };
  for (const [name, element] of Object.entries(inSight)) {
    const box = await element.boundingBox();
    assert.ok(box && box.y >= 0 && box.y + box.height <= SIZES.desktop.height, `${name} ends at ${box && box.y + box.height}`);
  }
  const table = await fovea.page.getByRole('table').filter({ visible: true }).first().boundingBox();
  assert.ok(table && table.y < SIZES.desktop.height - 100, 'the layer table begins in sight');
});

test('with reduced motion nothing moves', async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, {}, { reducedMotion: 'reduce' });
  await fovea.tab('MLP').click();
  const moving = await fovea.page.evaluate(() => document.getAnimations().filter((animation) => animation.effect.getComputedTiming().activeDuration > 50).length);
  assert.equal(moving, 0);
});
