// node paper.mjs [--json] [--networks A,B] [--picture FILE] < KERNELS: what AMD's compiler makes of our kernels and of
// jax-js's, and how long a model says that they take. KERNELS is what examples/kernels.rs prints. scripts/paper runs it with
// what it needs.
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { CHIPS } from './chips.mjs';
import { compile } from './compiler.mjs';
import { jaxKernels } from './jax.mjs';
import { dispatch, read, slowest } from './model.mjs';
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

/** The kernels that a dispatch does the work of. */
const partsOf = (kernel) => (kernel.parts?.length ? kernel.parts : [kernel]);
const codes = [...new Set(steps.flatMap(({ kernels }) => kernels.flatMap((kernel) => [kernel, ...partsOf(kernel)].map(({ code }) => code))))];
const drivers = { radeon, swiftshader, compile: compiler };
const unclamped = await compile(codes, Object.keys(CHIPS), { clamps: false, drivers });
const clamped = await compile(codes, Object.keys(CHIPS), { clamps: true, drivers });

const dispatches = steps.flatMap(({ network, trainer, kernels }) => kernels.flatMap((whole, at) =>
  Object.entries(CHIPS).map(([family, chip]) => {
    const compiledAs = (compiled, { code }) => compiled[family][codes.indexOf(code)];
    const rows = partsOf(whole).map((kernel) => {
      const figures = read(chip, kernel, compiledAs(unclamped, kernel), KNOWN, compiledAs(unclamped, whole));
      const shareClamped = read(chip, kernel, compiledAs(clamped, kernel), KNOWN).share;
      return { family, network, trainer, at, kernel, ...figures, shareClamped };
    });
    return { family, network, trainer, rows, spills: rows[0].spills, ...dispatch(rows) };
  })));

/** What is read off all kernels of a step, shares weighted by multiply-adds. */
function summary(dispatches) {
  const rows = dispatches.flatMap(({ rows }) => rows);
  const sum = (items, each) => items.reduce((total, item) => total + each(item), 0);
  const work = (row) => row.kernel.multiplyAdds ?? row.multiplyAdds;
  const weighted = (part) => sum(rows, (row) => (work(row) ? work(row) * row[part] : 0)) / sum(rows, work);
  return {
    share: weighted('share'),
    share_clamped: weighted('shareClamped'),
    spills: sum(dispatches, ({ spills }) => spills),
    modelled_ms: 1000 * sum(dispatches, ({ seconds }) => seconds),
    dispatches: dispatches.length,
  };
}

const groups = groupBy(dispatches, ({ family, network, trainer }) => JSON.stringify([family, network, trainer]));
const summaries = [...groups].map(([key, dispatches]) => {
  const [family, network, trainer] = JSON.parse(key);
  return { family, network, trainer, ...summary(dispatches) };
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
  const rows = dispatches.flatMap(({ rows }) => rows).filter(({ trainer }) => trainer !== 'fovea-software');
  console.log(kernelTable(rows.map((row) => ({ ...row, ...slowest(row.seconds) }))));
}
