// Seconds per epoch of each network in the release page, on the CPU or on WebGPU, as a user runs it.
// Run `scripts/serve` once (it builds the page and fetches MNIST), then
//   node benches/epochs.mjs [cpu|webgpu] [network…]
// Prints a Markdown table: steps a second after the first two, and the epoch that follows from them.
import { cpus, loadavg } from 'node:os';
import { launch } from '../tests/browser/support/chromium.mjs';
import { Fovea } from '../tests/browser/support/fovea.mjs';
import { anyDigits } from '../tests/browser/support/paths.mjs';
import { serve } from '../tests/browser/support/server.mjs';

const MINUTE = 60_000;
const STEPS = { session2: 4, 'session1-last-relu': 4, session6: 30, mlp: 200, lenet: 200, cnn: 100, nn2: 300, cnn2: 60, tiny: 60 };
const BATCHES = { session6: 118, nn2: 938, cnn2: 938 };

const [device = 'cpu', ...names] = process.argv.slice(2);
const networks = names.length > 0 ? names : Object.keys(STEPS);
const browser = await launch({ gpu: device === 'webgpu' });
const server = await serve();
const leave = [];
const t = { after: (end) => leave.push(end) };

/** Waits until the page shows a step after `step`; gives that step and the time. */
async function shown(fovea, step) {
  await fovea.steps(step + 1, 20 * MINUTE);
  return { step: await fovea.number('step'), at: performance.now() };
}

console.log(`${new Date().toISOString().slice(0, 10)}, Chromium ${browser.version()}, ${cpus().length} × ${cpus()[0].model}, data ${anyDigits}\n`);
console.log('| network | steps/s | steps an epoch | seconds an epoch | load |');
console.log('|---|---|---|---|---|');
for (const net of networks) {
  const fovea = await Fovea.open(t, browser, server.url, { net, seed: '1', device, data: anyDigits });
  await fovea.train();
  // The first steps warm up; the moment at which the page shows a new step is the measure of time.
  const first = await shown(fovea, 1);
  const last = await shown(fovea, first.step + STEPS[net]);
  const rate = ((last.step - first.step) * 1000) / (last.at - first.at);
  const batches = BATCHES[net] ?? 469;
  const seconds = batches / rate;
  console.log(`| ${net} | ${rate.toFixed(rate < 10 ? 2 : 1)} | ${batches} | ${seconds.toFixed(seconds < 100 ? 1 : 0)} | ${loadavg()[0].toFixed(1)} |`);
  await fovea.close();
}
await browser.close();
await server.close();
