// Optimisers and schedules in the form, the link, the loop and the copied class.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { anyDigits } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const RUN = { net: 'lenet', epochs: '1', batch: '128', lr: '0.002', seed: '3', normalise: '1', data: anyDigits };
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

const site = openSite({ gpu: true });

/** Chooses Adam on one cycle, trains some steps on `device`, and gives what the page showed of them. */
async function train(t, device) {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, device }, CLIPBOARD);
  const momentum = fovea.page.getByRole('textbox', { name: 'Momentum' });
  await momentum.waitFor();
  await fovea.page.getByRole('combobox', { name: 'Optimiser' }).selectOption('Adam');
  await momentum.waitFor({ state: 'detached' });
  await fovea.page.getByRole('combobox', { name: 'Schedule' }).selectOption('One cycle');
  assert.match(fovea.page.url(), /optimiser=adam&.*schedule=onecycle/);
  await fovea.train();
  await fovea.steps(20);
  await fovea.button('Stop').click();
  await fovea.reach('stopped');
  const losses = await fovea.losses();
  await fovea.button('Copy as PyTorch').click();
  await fovea.button('Class copied').waitFor();
  const copied = await fovea.page.evaluate(() => navigator.clipboard.readText());
  await fovea.assertNoProblems();
  return { losses: Array.from({ length: 20 }, (_, step) => losses.get(step + 1)), copied };
}

test('steps can be chosen after a schedule that a link names', { timeout: MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, { ...RUN, schedule: 'cosine' });
  const schedule = fovea.page.getByRole('combobox', { name: 'Schedule' });
  assert.equal(await schedule.inputValue(), 'cosine');
  await schedule.selectOption('Step');
  assert.equal(await fovea.page.getByRole('textbox', { name: 'Epochs between steps' }).inputValue(), '6');
  assert.match(fovea.page.url(), /schedule=step(:|%3A)6(:|%3A)0\.1/);
  await fovea.assertNoProblems();
});

test('a momentum that is wrong stays in sight where Adam has none', { timeout: MINUTE }, async (t) => {
  const fovea = await Fovea.open(t, site.browser, site.server.url, RUN);
  const momentum = fovea.page.getByRole('textbox', { name: 'Momentum' });
  await momentum.fill('fast');
  await fovea.page.getByRole('combobox', { name: 'Optimiser' }).selectOption('Adam');
  await fovea.page.getByText(/Momentum must be a number/).waitFor();
  await momentum.fill('0.5');
  await momentum.waitFor({ state: 'detached' });
  await fovea.assertNoProblems();
});

test('Adam on one cycle learns the same on both devices, and is copied as PyTorch writes it', { timeout: 6 * MINUTE }, async (t) => {
  const [gpu, cpu] = [await train(t, 'webgpu'), await train(t, 'cpu')];
  for (const [step, loss] of cpu.losses.entries()) {
    assert.ok(Math.abs(loss - gpu.losses[step]) < 2e-3, `step ${step + 1}: ${loss} on the CPU, ${gpu.losses[step]} on the GPU`);
  }
  assert.ok(cpu.losses.at(-1) < cpu.losses[0], cpu.losses.join(' '));
  assert.match(cpu.copied, /torch\.optim\.Adam\(model\.parameters\(\), lr=0\.002, weight_decay=0\)/);
  assert.match(cpu.copied, /OneCycleLR\(optimizer, max_lr=0\.002, epochs=1, steps_per_epoch=len\(loader\)\)/);
});
