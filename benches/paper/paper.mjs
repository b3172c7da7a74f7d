// node paper.mjs [--json] [--networks A,B] [--picture FILE] < KERNELS: what AMD's compiler makes of our kernels and of
// jax-js's, and how long a model says that they take. KERNELS is what examples/kernels.rs prints. scripts/paper runs it with
// what it needs.
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { CHIPS } from './chips.mjs';
import { compile } from './compiler.mjs';
import { jaxKernels } from './jax.mjs';
import { model } from './model.mjs';
import { picture } from './picture.mjs';
import { groupBy, kernelTable, networkTable } from './tables.mjs';

const BATCH = 128;
/** What the WGSL calls the numbers of a batch. */
const KNOWN = { 'step.batch': BATCH, 'step.quads': BATCH / 4 };
const PEER_NETWORKS = ['mlp', 'lenet', 'cnn', 'session2'];
const { RADEON: radeon, SWIFTSHADER: swiftshader, COMPILE: compiler } = process.env;

const { values: options } = parseArgs({ options: { json: { type: 'boolean' }, networks: { type: 'string' }, picture: { type: 'string' } } });
const wanted = options.networks?.split(',');
const isWanted = ({ network }) => !wanted || wanted.includes(network);

const ours = JSON.parse(await text(process.stdin)).map((step) => ({ ...step, trainer: `fovea-${step.tiles}` })).filter(isWanted);
const peers = Object.entries(await jaxKernels(PEER_NETWORKS.filter((network) => isWanted({ network })), BATCH));
const steps = [...ours, ...peers.map(([network, kernels]) => ({ network, trainer: 'jax-js', kernels }))];

const codes = [...new Set(steps.flatMap(({ kernels }) => kernels.map(({ code }) => code)))];
const drivers = { radeon, swiftshader, compile: compiler };
const unclamped = await compile(codes, Object.keys(CHIPS), { clamps: false, drivers });
const clamped = await compile(codes, Object.keys(CHIPS), { clamps: true, drivers });

const rows = steps.flatMap(({ network, trainer, kernels }) => kernels.flatMap((kernel, at) =>
  Object.entries(CHIPS).map(([family, chip]) => {
    const number = codes.indexOf(kernel.code);
    const read = model(chip, kernel, unclamped[family][number], KNOWN);
    const shareClamped = model(chip, kernel, clamped[family][number], KNOWN).share;
    return { family, network, trainer, at, kernel, ...read, shareClamped };
  })));

/** What is read off all kernels of a step, shares weighted by multiply-adds. */
function summary(rows) {
  const sum = (each) => rows.reduce((total, row) => total + each(row), 0);
  const work = (row) => row.kernel.multiplyAdds ?? row.multiplyAdds;
  const weighted = (part) => sum((row) => (work(row) ? work(row) * row[part] : 0)) / sum(work);
  return {
    share: weighted('share'),
    share_clamped: weighted('shareClamped'),
    spills: sum(({ spills }) => spills),
    modelled_ms: 1000 * sum(({ seconds }) => seconds),
    dispatches: rows.length,
  };
}

const groups = groupBy(rows, ({ family, network, trainer }) => JSON.stringify([family, network, trainer]));
const summaries = [...groups].map(([key, rows]) => {
  const [family, network, trainer] = JSON.parse(key);
  return { family, network, trainer, ...summary(rows) };
});

if (options.picture) writeFileSync(options.picture, picture(summaries.filter(({ family }) => family === 'GFX1100')));
if (options.json) {
  const figures = {};
  for (const { family, network, trainer, share, share_clamped, spills, modelled_ms } of summaries) {
    const name = { 'fovea-hardware': network, 'fovea-software': `${network} (software tiles)` }[trainer] ?? `${network} (${trainer})`;
    (figures[family] ??= {})[name] = { share, share_clamped, spills, modelled_ms };
  }
  console.log(JSON.stringify(figures, null, 2));
} else {
  console.log(networkTable(summaries));
  console.log(kernelTable(rows.filter(({ trainer }) => trainer !== 'fovea-software')));
}
