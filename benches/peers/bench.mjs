// Trains every network with every trainer, job by job, and prints tables: see scripts/bench --help.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adapterOf, GPUS, openBrowser } from './browser.mjs';
import { runJob } from './jobs.mjs';
import { uniform } from './networks.mjs';
import { options } from './options.mjs';
import { serve } from './server.mjs';
import { tables } from './table.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

function shuffled(list, seed) {
  const random = uniform(seed);
  return list.map((item) => [random(), item]).sort(([a], [b]) => a - b).map(([, item]) => item);
}

const { networks, trainers, seconds, rounds, batch, gpu, order } = options();

const dist = resolve(process.env.FOVEA_DIST || at('../../dist'));
const mnist = `${dist}/data/mnist`;
const server = await serve({ '/peers/': at('.'), '/mnist/': mnist, '/': dist });
const site = { url: server.url, mnist };

/** The browser's version, and whether its GPU computes in software. */
async function probe() {
  const browser = await openBrowser(gpu);
  const tab = await browser.open();
  await tab.go(`${site.url}/peers/page/`);
  const adapter = await adapterOf(tab);
  await browser.close();
  return { version: browser.version, software: gpu !== 'real' || (adapter?.software ?? true) };
}

const { version, software } = await probe();
// On a software adapter a step of Session 2 with 128 images takes minutes.
const batchOf = (network) => batch ?? (software && network === 'session2' ? 4 : 128);
const settings = { gpu, learningRate: 0.01, momentum: 0.9, seed: 1, seconds, leastSteps: 6, patience: 60 };

const lines = [];
const write = (line) => {
  lines.push(line);
  console.error(JSON.stringify(line));
};
const { dependencies } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
write({
  date: new Date().toISOString().slice(0, 10),
  browser: version,
  packages: Object.entries(dependencies).map(([name, version]) => `${name} ${version}`),
  machine: `${cpus().length} × ${cpus()[0].model}`,
  flags: GPUS[gpu].flags,
  build: readFileSync(`${dist}/.build`, 'utf8').trim().split(/\s/)[0].slice(0, 12),
  command: ['scripts/bench', ...process.argv.slice(2)].join(' '),
  order,
});
const round = networks.flatMap((network) => trainers.map((trainer) => ({ trainer, network, batch: batchOf(network) })));
const jobs = Array.from({ length: rounds }, () => round).flat();
for (const job of shuffled(jobs, order)) write(await runJob(job, site, settings));
console.log(tables(lines));
await server.close();
