// Whether memory stays flat while LeNet trains: resident memory of the GPU process and of the page's process
// (page and worker, JavaScript heaps included), and the size of the worker's wasm memory, every 200 steps. Run `scripts/serve` once, then
//   node benches/memory.mjs [cpu|webgpu] [steps]
// Linux only: the processes are found in /proc. On a software adapter its memory holds the GPU's buffers.
import { readdirSync, readFileSync } from 'node:fs';
import { launch } from '../tests/browser/support/chromium.mjs';
import { Fovea } from '../tests/browser/support/fovea.mjs';
import { anyDigits } from '../tests/browser/support/paths.mjs';
import { preceded, serve, WORKER_SCRIPT } from '../tests/browser/support/server.mjs';

const MINUTE = 60_000;
const EVERY = 200;
const [device = 'webgpu', most = '2000'] = process.argv.slice(2);

// Keeps the worker's memory where the bench can see it.
const watch = `
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (...from) => {
    const made = await instantiate(...from);
    self.foveaMemory = (made.instance ?? made).exports.memory;
    return made;
  };`;

const browser = await launch({ gpu: device === 'webgpu' });
const server = await serve({ faults: { [WORKER_SCRIPT]: preceded(watch) } });
const t = { after() {} };
const epochs = String(Math.ceil(Number(most) / 469) + 1);
const fovea = await Fovea.open(t, browser, server.url, { net: 'lenet', epochs, batch: '128', lr: '0.02', momentum: '0.9', seed: '1', device, data: anyDigits });

/** Resident MB of the largest process of a type among the browser's. */
function resident(type) {
  const sizes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`--type=${type}`)) return undefined;
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))[1]);
    } catch {
      return undefined; // It ended meanwhile.
    }
  });
  return (Math.max(0, ...sizes.filter(Boolean)) / 1024).toFixed(0);
}

/** Losses drawn so far: one for each step of every epoch. */
const stepsDone = async () => (Number(await fovea.number('epoch')) - 1) * 469 + (await fovea.number('step'));

console.log('| steps | GPU process, MB | page process, MB | wasm memory, MB |\n|---|---|---|---|');
await fovea.train();
await fovea.steps(1, 5 * MINUTE);
for (let next = EVERY; next <= Number(most); ) {
  await new Promise((resolve) => setTimeout(resolve, 250));
  const done = await stepsDone();
  if (done < next) continue;
  const wasm = await fovea.page.workers()[0].evaluate(() => self.foveaMemory.buffer.byteLength);
  console.log(`| ${done} | ${resident('gpu-process')} | ${resident('renderer')} | ${(wasm / 2 ** 20).toFixed(1)} |`);
  next += EVERY;
}
await browser.close();
await server.close();
