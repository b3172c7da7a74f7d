// How long Inspect takes: to open, once a run was tested; until the first answers of weights that are not tested yet;
// the longest task of the page's main thread meanwhile; and the frames a second while a digit is drawn with the lens
// open, with the time from a stroke to what the lens shows of it. Run `scripts/serve` once, then
//   node benches/inspect.mjs
import { loadavg } from 'node:os';
import { launch } from '../tests/browser/support/chromium.mjs';
import { Fovea } from '../tests/browser/support/fovea.mjs';
import { serve } from '../tests/browser/support/server.mjs';

const MINUTE = 60_000;
const STROKES = 60;

const browser = await launch();
const server = await serve();
const t = { after() {} };
const open = (settings) => Fovea.open(t, browser, server.url, { device: 'cpu', ...settings }, { viewport: { width: 1440, height: 900 } });

/** From here on the page notes its long tasks. */
const watch = (page) => page.evaluate(() => {
  window.tasks = [];
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
});
const longest = async (page) => Math.max(0, ...(await page.evaluate(() => window.tasks)));

/** Milliseconds in the page from a click on Inspect until something of this selector stands there. */
const opening = async ({ page }, selector) => {
  await watch(page);
  const took = await page.evaluate((selector) => new Promise((resolve) => {
    const tab = [...document.querySelectorAll('[role="tab"]')].find(({ innerText }) => innerText.startsWith('Inspect'));
    const began = performance.now();
    tab.click();
    const look = () => (document.querySelector(selector) ? resolve(performance.now() - began) : requestAnimationFrame(look));
    look();
  }), selector);
  return { took, task: await longest(page) };
};
const told = (what, { took, task }) => console.log(`| ${what} | ${took.toFixed(0)} | ${task.toFixed(0)} |`);

console.log(`load ${loadavg()[0].toFixed(2)}, ${browser.version()}\n\n| | ms | longest task over 50 ms |\n|---|---|---|`);
const trained = await open({ net: 'lenet', epochs: '1', batch: '128', lr: '0.1' });
await trained.train();
await trained.reach('done', 5 * MINUTE);
told('Inspect after an epoch of LeNet: the matrix', await opening(trained, '[data-cell]'));
await trained.page.locator('[data-layer="conv1"]').waitFor();
told('the same again', (await trained.tab('Compare').click(), await opening(trained, '[data-cell]')));

const visitor = await open({ net: 'lenet' });
await visitor.tab('Draw').click();
await visitor.page.getByText('LeNet-5 variant (ready-trained)').waitFor({ timeout: MINUTE });
told('Inspect of ready-trained LeNet: the first 1,000 answers', await opening(visitor, '[data-cell]'));
await visitor.page.locator('[data-layer="conv1"]').waitFor();
await visitor.page.getByText('of 10,000 test images misread').waitFor({ timeout: MINUTE });

const { page } = visitor;
await visitor.button('What is on the pad').click();
const pad = page.getByRole('application', { name: /^Drawing pad/ }).filter({ visible: true });
await pad.scrollIntoViewIfNeeded();
const box = await pad.boundingBox();
await watch(page);
await page.evaluate(() => {
  window.frames = 0;
  window.delays = [];
  const count = () => {
    window.frames += 1;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  document.addEventListener('pointermove', () => (window.moved ??= performance.now()), true);
  new MutationObserver(() => {
    if (window.moved !== undefined) window.delays.push(performance.now() - window.moved);
    window.moved = undefined;
  }).observe(document.querySelector('.lens'), { subtree: true, childList: true, characterData: true });
});
await page.mouse.move(box.x + box.width / 2, box.y + box.height / 5);
await page.mouse.down();
const began = Date.now();
const before = await page.evaluate(() => window.frames);
for (let stroke = 0; stroke < STROKES; stroke += 1) {
  const turn = (stroke / STROKES) * 2 * Math.PI;
  await page.mouse.move(box.x + box.width * (0.5 + 0.3 * Math.sin(turn)), box.y + box.height * (0.5 - 0.3 * Math.cos(turn)));
  await new Promise((resolve) => setTimeout(resolve, 16));
}
const frames = (await page.evaluate(() => window.frames)) - before;
const seconds = (Date.now() - began) / 1000;
await page.mouse.up();
const delays = (await page.evaluate(() => window.delays)).toSorted((a, b) => a - b);
const median = delays[Math.floor(delays.length / 2)];
console.log(`| drawing with the lens open: a stroke until the lens shows it, median of ${delays.length} | ${median?.toFixed(0)} | ${(await longest(page)).toFixed(0)} |`);
console.log(`\n${(frames / seconds).toFixed(0)} frames a second while drawing`);
await browser.close();
await server.close();
