// Time both devices: the same steps on the CPU and on the GPU, in the network's tab and then in Compare.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seriousFindings } from '../support/axe.mjs';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits, artifacts } from '../support/paths.mjs';
import { preceded, WORKER_SCRIPT } from '../support/server.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const RUN = { net: 'lenet', epochs: '1', batch: '32', lr: '0.02', seed: '1', data: anyDigits };
const LABEL = 'LeNet-5 variant';
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

const section = (fovea) => fovea.page.getByRole('region', { name: 'CPU against GPU' }).filter({ visible: true });

/** What the section says of the timing. */
const said = (fovea) => section(fovea).locator('.timing-status').innerText();

const says = (fovea, words, timeout) => fovea.until(`the words ${words}`, async () => words.test(await said(fovea)), timeout);

/** The rows of the table of timings, by the names of its columns. */
const rows = (fovea) => fovea.page.locator('table.timings').filter({ visible: true }).evaluate((table) => {
  const [header, ...others] = [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim()));
  return others.map((cells) => Object.fromEntries(cells.map((cell, at) => [header[at], cell])));
});

/** The numbers of a row are those of a device that worked. */
function assertTimed(row) {
  for (const column of ['Milliseconds a step', 'Images a second', 'First step, ms']) {
    assert.ok(Number.parseFloat(row[column]) >= 0, `${column}: ${row[column]}`);
  }
  assert.ok(Number(row.Steps) >= 1 && Number(row.Steps) <= 20, `${row.Steps} steps`);
}

async function assertLooksRight(fovea, name) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['dark', 'light']) {
      await fovea.page.emulateMedia({ colorScheme });
      await fovea.page.setViewportSize(viewport);
      assert.deepEqual(await seriousFindings(fovea.page), [], `${name}, ${size}, ${colorScheme}`);
      await fovea.page.screenshot({ path: `${artifacts}/${name}-${size}-${colorScheme}.png`, fullPage: true });
      const width = await fovea.page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(width <= viewport.width, `${width} pixels on the ${size}`);
    }
  }
}

describe('with a software GPU', () => {
  const site = openSite({ gpu: true });

  test('both devices are timed with the same steps and come to the same losses', { timeout: 10 * MINUTE }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
    await fovea.button('Time both devices').focus();
    await fovea.page.keyboard.press('Enter');
    await says(fovea, /times as fast/, 8 * MINUTE);
    const [cpu, gpu, ...others] = await rows(fovea);
    assert.deepEqual(others, []);
    assert.match(cpu.Device, /^CPU/);
    assert.match(gpu.Device, /^GPU .*swiftshader/i);
    for (const row of [cpu, gpu]) {
      assertTimed(row);
      assert.equal(row.Network, LABEL);
      assert.equal(row.Batch, cpu.Batch);
    }
    assert.ok(Number(gpu.Steps) <= Number(cpu.Steps));
    const difference = Number(gpu['Largest difference of the losses']);
    assert.ok(difference <= 1e-3, `the losses differ by ${difference}`);
    await assertLooksRight(fovea, 'timing');

    await fovea.tab('Compare').click();
    assert.deepEqual(await rows(fovea), [cpu, gpu], 'the rows stay');
    await assertLooksRight(fovea, 'timing-compare');
    await fovea.assertNoProblems();
  });

  test("burn's kernels are timed beside ours where the settings name them", { timeout: 10 * MINUTE }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, batch: '8', engine: 'burn' });
    await fovea.button('Time both devices').click();
    await says(fovea, /With burn's kernels it takes/, 8 * MINUTE);
    const [cpu, ours, burns, ...others] = await rows(fovea);
    assert.deepEqual(others, []);
    assert.match(cpu.Device, /^CPU/);
    assert.match(ours.Device, /^GPU — /);
    assert.match(burns.Device, /^GPU with burn's kernels — /);
    for (const row of [cpu, ours, burns]) assertTimed(row);
    for (const row of [ours, burns]) assert.ok(Number(row['Largest difference of the losses']) <= 1e-3);
    await fovea.assertNoProblems();
  });
});

describe('without a GPU', () => {
  const site = openSite();

  test('the CPU alone is timed, and the page says why', { timeout: 4 * MINUTE }, async (t) => {
    site.server.faults[WORKER_SCRIPT] = preceded('delete WorkerNavigator.prototype.gpu;');
    const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
    await fovea.button('Time both devices').click();
    await says(fovea, /The CPU alone was timed\. .*WebGPU/, 3 * MINUTE);
    const [cpu, ...others] = await rows(fovea);
    assert.deepEqual(others, []);
    assertTimed(cpu);
    assert.equal(await fovea.alerts().count(), 0);
    await fovea.assertNoProblems();
    delete site.server.faults[WORKER_SCRIPT];
  });

  test('a run that starts ends the timing, and while it goes on nothing is timed', { timeout: 5 * MINUTE }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device: 'cpu' });
    await fovea.button('Time both devices').click();
    await fovea.train();
    await says(fovea, /Timing gave way to training/, 3 * MINUTE);
    await fovea.steps(3);
    const button = fovea.button('Time both devices');
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    assert.match(await section(fovea).locator('.note').first().innerText(), /is training now/);
    await fovea.button('Stop').click();
    await fovea.reach('stopped');
    assert.equal(await button.getAttribute('aria-disabled'), null);
    await fovea.assertNoProblems();
  });

  test('a timing that is stopped can be begun again', { timeout: 5 * MINUTE }, async (t) => {
    const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, batch: '512' });
    await fovea.button('Time both devices').click();
    await fovea.button('Stop timing').click();
    assert.match(await said(fovea), /^Stopped\./);
    await fovea.button('Time both devices').click();
    await says(fovea, /The CPU alone was timed|times as fast/, 4 * MINUTE);
    assertTimed((await rows(fovea))[0]);
    await fovea.assertNoProblems();
  });
});
