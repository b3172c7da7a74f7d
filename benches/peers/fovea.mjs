// Trains in Fovea's release page, as a user runs it, and reads the time off the page.
import { setTimeout as sleep } from 'node:timers/promises';
import { Page } from '../../tests/browser/engines/page.mjs';
import { lossesByStep } from '../../tests/browser/support/losses.mjs';

const POLL_MS = 300;

/** Runs in the page: notes when the run got past its data, when the first step was done, and each step shown. */
function watch() {
  const seen = { began: null, readings: [] };
  window.seen = seen;
  const look = () => {
    const now = performance.now();
    const status = document.querySelector('.progress[role="status"] .visually-hidden')?.textContent ?? '';
    if (seen.began === null && /device|first step/.test(status)) seen.began = now;
    if (seen.began === null || document.querySelector('[data-run-state="running"]') === null) return;
    const note = (step, loss) => seen.readings.push({ step, ms: now - seen.began, loss });
    if (seen.readings.length === 0) note(1, null);
    // Testing between epochs is no training.
    if (!document.querySelector('[data-metric="epoch"]')?.textContent.startsWith('1/')) return;
    const step = Number.parseInt(document.querySelector('[data-metric="step"]').textContent, 10);
    if (step > seen.readings.at(-1).step) note(step, Number.parseFloat(document.querySelector('[data-metric="loss"]').textContent));
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}

/** Readings as a peer gives them, with the loss of every step. */
export async function trainFovea(browser, url, { net, device, engine, batch, learningRate, momentum, seed, seconds, leastSteps, patience }) {
  const settings = {
    net, device, engine, batch, momentum, seed, lr: learningRate, epochs: 1, data: 'mnist',
    weight_decay: 0, schedule: 'constant', shuffle: 0, normalise: 1, augment: 0,
  };
  const page = await Page.open({ browser, home: browser.home, url }, settings);
  await page.evaluate(watch);
  await page.click('button', 'Train');
  const { began, readings } = await page.until(`${leastSteps} steps`, async () => {
    await sleep(POLL_MS);
    const { began, readings } = await page.evaluate(() => ({ ...window.seen, began: performance.timeOrigin + window.seen.began }));
    const [first, last] = [readings[0], readings.at(-1)];
    const state = await page.runState();
    if (state === 'failed') throw new Error((await page.alerts()).join(' | '));
    const spent = last ? (last.ms - first.ms) / 1000 : 0;
    const enough = spent >= (last?.step < leastSteps ? patience : seconds);
    return (enough || state === 'done') && { began, readings };
  }, Infinity);
  const shown = await page.metric('device');
  if (device === 'webgpu' && shown.startsWith('CPU')) throw new Error(`fell back to the CPU: ${(await page.alerts()).join(' | ')}`);
  const losses = lossesByStep(await page.csv());
  const exact = readings.map((reading) => ({ ...reading, loss: losses.get(reading.step) ?? reading.loss }));
  return { began, readings: exact, losses: [...losses], page };
}
