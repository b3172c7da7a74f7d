// Seconds per epoch of each network in the release page, on the CPU or on WebGPU, as a user runs it.
// Run `scripts/serve` once (it builds the page and fetches MNIST), then
//   node benches/epochs.mjs [cpu|webgpu] [network…]
// Prints a Markdown table: steps a second once the rate has settled, and the epoch that follows from it.
import { cpus, loadavg } from 'node:os';
import { launch } from '../tests/browser/support/chromium.mjs';
import { Fovea } from '../tests/browser/support/fovea.mjs';
import { anyDigits } from '../tests/browser/support/paths.mjs';
import { serve } from '../tests/browser/support/server.mjs';

const MINUTE = 60_000;
const STEPS = { session2: 4, 'session1-last-relu': 4, session6: 30, mlp: 200, lenet: 200, cnn: 100, nn2: 300, cnn2: 60 };
const BATCHES = { session6: 118, nn2: 938, cnn2: 938 };

const [device = 'cpu', ...names] = process.argv.slice(2);
const networks = names.length > 0 ? names : Object.keys(STEPS);
const browser = await launch({ gpu: device === 'webgpu' });
const server = await serve();
const leave = [];
const t = { after: (end) => leave.push(end) };

console.log(`${new Date().toISOString().slice(0, 10)}, Chromium ${browser.version()}, ${cpus().length} × ${cpus()[0].model}, data ${anyDigits}\n`);
console.log('| network | steps/s | steps an epoch | seconds an epoch | load |');
console.log('|---|---|---|---|---|');
for (const net of networks) {
  const fovea = await Fovea.open(t, browser, server.url, { net, seed: '1', device, data: anyDigits });
  await fovea.train();
  await fovea.steps(STEPS[net], 20 * MINUTE);
  const rate = await fovea.number('rate');
  const batches = BATCHES[net] ?? 469;
  const seconds = batches / rate;
  console.log(`| ${net} | ${rate} | ${batches} | ${seconds.toFixed(seconds < 100 ? 1 : 0)} | ${loadavg()[0].toFixed(1)} |`);
  await fovea.close();
}
await browser.close();
await server.close();
