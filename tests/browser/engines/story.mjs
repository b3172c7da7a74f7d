// What a user does in a few minutes, done in seconds.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { anyDigits } from '../support/paths.mjs';
import { lossesByStep } from '../support/losses.mjs';
import { Page } from './page.mjs';

const RUN = {
  net: 'lenet', epochs: '1', batch: '128', lr: '0.05', momentum: '0.9',
  shuffle: '1', normalise: '1', seed: '3', device: 'cpu', data: anyDigits,
};

/** A 1, from top to bottom. */
const ONE = Array.from({ length: 16 }, (_, i) => [0.52 - 0.003 * i, 0.2 + 0.04 * i]);

/** Trains, pauses, goes on and stops; draws; saves the weights. Gives their file, the answer and the losses. */
export async function learn(site) {
  const page = await Page.open(site, RUN);
  await page.click('button', 'Train');
  await page.steps(20);

  await page.click('button', 'Pause');
  await page.reach('paused');
  const paused = await page.step();
  await sleep(1_000);
  assert.equal(await page.step(), paused, 'no step while paused');

  await page.click('button', 'Resume');
  await page.steps(paused + 50);
  await page.click('button', 'Stop');
  await page.reach('stopped');
  assert.match(await page.metric('device'), /^CPU/);

  const answer = await answerToOne(page);
  const losses = lossesByStep(await page.csv());
  const file = await page.downloaded(/^fovea-lenet\.safetensors$/, () => page.click('button', 'Download weights'));
  await page.click('tab', 'Inspect');
  await page.click('button', 'What is on the pad');
  await page.until('the 1 in the lens', async () => /^1\b/.test(await page.textInView('.lens-answer')), 30_000);
  await leave(page);
  return { answer, losses, file };
}

/** Opens a link with other settings, loads the weights from `file`, and gives their answer to the same drawing. */
export async function loadElsewhere(site, file) {
  const page = await Page.open(site, { ...RUN, epochs: '2', batch: '64', lr: '0.25', momentum: '0', seed: '7', shuffle: '0' });
  assert.equal(await page.selectedTab(), 'LeNet-5 variant');
  const form = await page.form();
  const shown = ['Epochs', 'Batch size', 'Learning rate', 'Momentum', 'Seed', 'Shuffle', 'Normalise'].map((label) => form[label]);
  assert.deepEqual(shown, ['2', '64', '0.25', '0', '7', false, true], JSON.stringify(form));

  await page.loadWeights(file);
  const sentence = () => page.metric('weights');
  await page.until('the sentence of the loaded weights', async () => /^Loaded fovea-lenet\.safetensors: .* %\.$/.test(await sentence()));
  const answer = await answerToOne(page);
  await leave(page);
  return answer;
}

/** Opens the editor, and gives what the page says of the network that it begins with. */
export async function readOwn(site) {
  const page = await Page.open(site, { net: 'mlp', device: 'cpu' });
  await page.click('button', 'New network');
  await page.until('what was read', async () => /parameters/.test(await page.metric('own')), 30_000);
  const said = await page.metric('own');
  await leave(page);
  return said;
}

/** The losses of LeNet's first steps on `device`, which the badge has to name as `badge`. */
export async function firstLosses(site, device, badge, steps) {
  const page = await Page.open(site, { ...RUN, device });
  await page.click('button', 'Train');
  await page.steps(steps);
  await page.click('button', 'Stop');
  await page.reach('stopped');
  assert.match(await page.metric('device'), badge);
  const losses = lossesByStep(await page.csv());
  await page.click('tab', 'Inspect');
  await page.until('the lens', async () => /^\d\b/.test(await page.textInView('.lens-answer')), 30_000);
  await leave(page);
  return losses;
}

/** Draws a 1, which LeNet has to read, and gives its probability of every digit, as shown. */
async function answerToOne(page) {
  await page.draw(ONE);
  await page.until('the answer 1', async () => /^1\b/.test(await page.metric('prediction')), 10_000);
  return page.settled(() => page.text('.draw-guesses'));
}

async function leave(page) {
  assert.deepEqual(await page.problems(), []);
  await page.close();
}
