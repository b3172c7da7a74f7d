// What one step of each network is made of, on WebGPU in the release page: the GPU's time in each stage,
// what is uploaded, and what the worker spends on encoding. Run `scripts/serve` once, then
//   node benches/steps/steps.mjs [network…]
// Prints a Markdown table and writes docs/steps.svg. The stages are timed with a pass for each dispatch,
// which no user runs; the whole step and the encoding are timed without.
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { launch } from '../../tests/browser/support/chromium.mjs';
import { Fovea } from '../../tests/browser/support/fovea.mjs';
import { anyDigits } from '../../tests/browser/support/paths.mjs';
import { preceded, serve, WORKER_SCRIPT } from '../../tests/browser/support/server.mjs';
import { picture } from './picture.mjs';

const MINUTE = 60_000;
const STAGES = ['gather', 'forward', 'loss', 'backward', 'update'];
const BATCH = { session2: 4 };
const STEPS = 8;
const networks = process.argv.length > 2 ? process.argv.slice(2) : ['mlp', 'lenet', 'cnn', 'session6', 'session2'];
const patch = readFileSync(new URL('worker.js', import.meta.url), 'utf8');

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Trains for some steps; gives what was recorded of them, and the steps a second that the page shows. */
async function record(net, timed) {
  const browser = await launch({ gpu: true, exactTimestamps: true });
  const server = await serve({ faults: { [WORKER_SCRIPT]: preceded(`self.foveaTimed = ${timed};\n${patch}`) } });
  const leave = [];
  const t = { after: (end) => leave.push(end) };
  const batch = String(BATCH[net] ?? 128);
  const fovea = await Fovea.open(t, browser, server.url, { net, batch, lr: '0.01', momentum: '0.9', seed: '1', device: 'webgpu', data: anyDigits });
  await fovea.train();
  await fovea.steps(STEPS + 2, 20 * MINUTE);
  const rate = await fovea.number('rate');
  // The first step of the page follows the check's.
  const steps = (await fovea.page.workers()[0].evaluate(() => self.foveaSteps)).slice(3);
  await browser.close();
  await server.close();
  return { steps, rate, batch };
}

const rows = [];
console.log(`| network | batch | whole step, ms | ${STAGES.join(' | ')} | upload, kB | upload + encoding in the worker, ms | dispatches | load |`);
console.log(`|---|---|---|${STAGES.map(() => '---|').join('')}---|---|---|---|`);
for (const net of networks) {
  const { steps, batch } = await record(net, true);
  const plain = await record(net, false);
  const stages = Object.fromEntries(STAGES.map((stage) => [stage, median(steps.map((step) => step.stagesMs[stage] ?? 0))]));
  const whole = 1000 / plain.rate;
  const overhead = median(plain.steps.map((step) => step.encoding + step.uploading));
  const shown = STAGES.map((stage) => stages[stage].toFixed(1)).join(' | ');
  const { dispatches, uploaded } = plain.steps[0];
  console.log(`| ${net} | ${batch} | ${whole.toFixed(0)} | ${shown} | ${(uploaded / 1000).toFixed(1)} | ${overhead.toFixed(2)} | ${dispatches} | ${loadavg()[0].toFixed(1)} |`);
  rows.push({ net, stages });
}
writeFileSync(new URL('../../docs/steps.svg', import.meta.url), picture(STAGES, rows));
