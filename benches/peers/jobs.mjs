// One job: one trainer, one network, a browser (or a Python) of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { adapterOf, openBrowser } from './browser.mjs';
import { watchCpu } from './cpu.mjs';
import { trainFovea } from './fovea.mjs';
import { NETWORKS, traced } from './networks.mjs';

/** However slow a trainer is, its job ends. */
const LIMIT_MS = 150_000;
const TIME_IS_UP = `no second step within ${LIMIT_MS / 1000} s`;

/** What can train, in the order of the tables. A page has one thread. */
export const TRAINERS = {
  'fovea-webgpu': { label: 'Fovea, WebGPU', device: 'webgpu', train: inFovea },
  'burn-webgpu': { label: "Fovea with burn's kernels, WebGPU", device: 'webgpu', engine: 'burn', train: inFovea },
  'jax-webgpu': { label: 'jax-js, WebGPU', device: 'webgpu', library: 'jax', train: inPage },
  'tfjs-webgpu': { label: 'TensorFlow.js, WebGPU', device: 'webgpu', library: 'tfjs', train: inPage },
  'fovea-cpu': { label: 'Fovea, CPU', device: 'cpu', train: inFovea },
  'jax-wasm': { label: 'jax-js, wasm', device: 'wasm', library: 'jax', train: inPage },
  'tfjs-wasm': { label: 'TensorFlow.js, wasm', device: 'wasm', library: 'tfjs', train: inPage },
  'torch-1': { label: 'PyTorch, 1 thread', device: 'cpu', threads: 1, train: inPython },
  'torch-2': { label: 'PyTorch, 2 threads', device: 'cpu', threads: 2, train: inPython },
};

/** Runs a job. Gives its record; one with an `error` when it failed. */
export async function runJob(job, site, settings) {
  const trainer = TRAINERS[job.trainer];
  const before = loadavg()[0];
  const record = { ...job, date: new Date().toISOString() };
  const cpu = watchCpu();
  try {
    Object.assign(record, await trainer.train(trainer, { ...settings, ...job }, site));
  } catch (error) {
    record.error = error.message.split('\n')[0].replace(/^page\.evaluate: (Error: )?/, '');
  }
  return { ...record, cpu: cpu.stop(), load: [before, loadavg()[0]] };
}

async function inFovea(trainer, settings, site) {
  return withBrowser(settings, async (browser) => {
    const { page, ...result } = await trainFovea(browser, `${site.url}/`, { ...settings, net: settings.network, device: trainer.device, engine: trainer.engine ?? 'fovea' });
    return { ...result, adapter: trainer.device === 'webgpu' ? (await adapterOf(page)).name : 'CPU' };
  });
}

async function inPage(trainer, settings, site) {
  return withBrowser(settings, async (browser) => {
    const tab = await browser.open();
    await tab.go(`${site.url}/peers/page/`);
    const order = { ...settings, library: trainer.library, device: trainer.device, layers: NETWORKS[settings.network], mnist: '/mnist/' };
    const result = await tab.evaluate(async (order) => (await import('./run.mjs')).run(order), order);
    return { ...result, adapter: trainer.device === 'webgpu' ? (await adapterOf(tab)).name : 'CPU' };
  });
}

/** A browser that is closed afterwards, or when time is up. */
async function withBrowser({ gpu }, use) {
  const browser = await openBrowser(gpu);
  let alarm;
  const late = new Promise((_, reject) => {
    alarm = setTimeout(() => reject(new Error(TIME_IS_UP)), LIMIT_MS);
  });
  try {
    return await Promise.race([use(browser), late]);
  } finally {
    clearTimeout(alarm);
    await browser.close();
  }
}

async function inPython(trainer, settings, site) {
  const program = fileURLToPath(new URL('torch_peer.py', import.meta.url));
  const python = spawn(process.env.PYTHON || 'python3', [program], { stdio: ['pipe', 'pipe', 'pipe'], timeout: LIMIT_MS });
  python.stdin.end(JSON.stringify({ ...settings, threads: trainer.threads, layers: traced(NETWORKS[settings.network]), mnist: site.mnist }));
  const [out, errors, [code]] = await Promise.all([text(python.stdout), text(python.stderr), once(python, 'close')]);
  if (code !== 0) throw new Error(errors.trim().split('\n').at(-1) || TIME_IS_UP);
  return JSON.parse(out);
}
