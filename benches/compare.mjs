// How long Compare takes over twenty runs of five networks: from an event until the page is laid out again. The runs
// learn from bars, 2,500 steps each. Run `scripts/serve` once, then
//   node benches/compare.mjs
import { loadavg } from 'node:os';
import { launch } from '../tests/browser/support/chromium.mjs';
import { Fovea } from '../tests/browser/support/fovea.mjs';
import { fourFiles } from '../tests/browser/support/idx.mjs';
import { serve } from '../tests/browser/support/server.mjs';

const MINUTE = 60_000;
const NETWORKS = ['MLP', 'LeNet-5 variant', '2-layer NN', 'Strided CNN', 'Tiny CNN'];
const SEEDS = 4;
const TIMES = 10;

const browser = await launch();
const server = await serve();
const settings = { net: 'mlp', device: 'cpu' };
const fovea = await Fovea.open({ after() {} }, browser, server.url, settings, { viewport: { width: 1440, height: 900 } });
const { page } = fovea;
await page.locator('#own-files').setInputFiles(fourFiles(2_000, 100));
await page.getByText(/2,000 images to train/).first().waitFor({ timeout: MINUTE });
for (const network of NETWORKS) {
  await fovea.tab(network).click();
  await page.getByLabel('Data', { exact: true }).selectOption('own');
  const type = (name, text) => page.getByRole('textbox', { name, exact: true }).fill(text);
  await type('Epochs', '5');
  await type('Batch size', '4');
  await type('Learning rate', '0.001');
  await page.getByLabel('How many runs').fill(`${SEEDS}`);
  await page.getByLabel('How many runs').blur();
  await fovea.button('Repeat with seeds').click();
  await page.locator('#run-choice option').nth(SEEDS - 1).waitFor({ state: 'attached', timeout: 10 * MINUTE });
  await fovea.button('Repeat with seeds').waitFor({ timeout: 10 * MINUTE });
}
await fovea.tab('Compare').click();
await page.locator('.runs tbody tr').nth(NETWORKS.length * SEEDS - 1).waitFor();

/** Milliseconds of each time until the page that `act` changes is laid out again; `act` runs in the page. */
const timed = (act) => page.evaluate(async ([source, times]) => {
  const run = eval(source);
  const took = [];
  for (let nth = 0; nth < times; nth += 1) {
    const began = performance.now();
    run(nth);
    // Yew renders in tasks that wait already.
    await new Promise((resolve) => setTimeout(resolve));
    document.body.getBoundingClientRect();
    took.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return took.toSorted((a, b) => a - b);
}, [`(${act})`, TIMES]);

console.log(`load ${loadavg()[0].toFixed(2)}, ${browser.version()}\n\n| | ms, median | longest |\n|---|---|---|`);
const told = async (what, act) => {
  const took = await timed(act);
  console.log(`| ${what} | ${took[TIMES >> 1].toFixed(1)} | ${took.at(-1).toFixed(1)} |`);
};
await told('choosing a run', () => document.querySelectorAll('.runs tbody input[type=checkbox]')[7].click());
await told('sorting', (nth) => document.querySelectorAll('.runs .sort')[nth % 2 ? 1 : 9].click());
await told('renaming a run', (nth) => {
  const field = document.querySelector('.run-name');
  if (!field) return document.querySelector('.runs [aria-label^=Rename]').click();
  field.value = `name ${nth}`;
  return field.dispatchEvent(new Event('change', { bubbles: true }));
});
await told('another axis', (nth) => {
  const axis = document.querySelector('#compare-axis');
  axis.value = ['epoch', 'second', 'step'][nth % 3];
  axis.dispatchEvent(new Event('change', { bubbles: true }));
});
await browser.close();
await server.close();
