// Markdown tables of a benchmark, from the lines it wrote: node benches/peers/table.mjs <lines.jsonl
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { disagreement, figuresOf } from './figures.mjs';
import { TRAINERS } from './jobs.mjs';
import { NETWORKS } from './networks.mjs';

/** The first line tells of the benchmark, every other of a job. */
export function tables([about, ...jobs]) {
  const of = (trainer, network) => jobs.filter((job) => job.trainer === trainer && job.network === network);
  const networks = Object.keys(NETWORKS).filter((network) => jobs.some((job) => job.network === network));
  const trainers = Object.keys(TRAINERS).filter((trainer) => jobs.some((job) => job.trainer === trainer));
  const results = new Map(trainers.map((trainer) => [trainer, new Map(networks.map((network) => [network, figuresOf(of(trainer, network))]))]));
  return [heading(about, jobs), ratios(results, networks), absolutes(results, networks, of), agreement(networks, of)].flat().join('\n');
}

function heading(about, jobs) {
  const adapters = [...new Set(jobs.map(({ adapter }) => adapter).filter((adapter) => adapter && adapter !== 'CPU'))];
  const python = jobs.find(({ version }) => version)?.version;
  return [
    `${about.date}, ${about.browser}, ${[...about.packages, python].filter(Boolean).join(', ')}; GPU adapter: ${adapters.join(' and ') || 'none used'};`,
    `${about.machine}; the browser's flags: ${about.flags}; Fovea built from sources ${about.build}. Command: \`${about.command}\`;`,
    `jobs in an order shuffled with seed ${about.order}, each in a browser of its own.`,
    '',
  ];
}

/** Peers' times over Fovea's, on the GPU and on the CPU apart. */
function ratios(results, networks) {
  const times = [['ms', 'Time of a step, Fovea = 1'], ['cpu', 'CPU time of a step, Fovea = 1'], ['first', 'Time to the first loss, Fovea = 1']];
  return ['fovea-webgpu', 'fovea-cpu'].filter((fovea) => results.has(fovea)).flatMap((fovea) => {
    const onGpu = TRAINERS[fovea].device === 'webgpu';
    const group = [...results.keys()].filter((trainer) => (TRAINERS[trainer].device === 'webgpu') === onGpu);
    if (group.length === 1) return [];
    return times.flatMap(([time, title]) => [
      `**${title}**`,
      '',
      row(['network', ...group.map((trainer) => TRAINERS[trainer].label)]),
      rule(group.length + 1),
      ...networks.map((network) => {
        const one = results.get(fovea).get(network)[time];
        const ratio = (trainer) => short(results.get(trainer).get(network)[time] / one);
        return row([network, ...group.map(ratio)]);
      }),
      '',
    ]);
  });
}

function absolutes(results, networks, of) {
  const columns = ['network', 'batch', 'trainer', 'ms/step', 'min', 'max', 'CPU ms/step', 'first step, ms', 'images/s', 'GFLOP/s', 'loss', 'steps', 'load'];
  const line = (network, trainer, figures) => {
    const start = [network, of(trainer, network)[0].batch, TRAINERS[trainer].label];
    if (figures.error) return row([...start, figures.error, ...Array(columns.length - 4).fill('')]);
    const { ms, least, most, cpu, first, imagesPerSecond, gflops, lossBefore, lossAfter, steps, load } = figures;
    const numbers = [ms, least, most, cpu, first, imagesPerSecond, gflops].map(short);
    return row([...start, ...numbers, `${lossBefore.toFixed(3)} → ${lossAfter.toFixed(3)}`, steps, load.toFixed(1)]);
  };
  const lines = networks.flatMap((network) =>
    [...results.keys()].filter((trainer) => of(trainer, network).length > 0).map((trainer) => line(network, trainer, results.get(trainer).get(network))));
  return [row(columns), rule(columns.length), ...lines, ''];
}

/** Whether Fovea computes the same on both devices. */
function agreement(networks, of) {
  const lines = networks.flatMap((network) => {
    const [gpu, cpu] = ['fovea-webgpu', 'fovea-cpu'].map((trainer) => of(trainer, network).find(({ losses }) => losses)?.losses);
    if (!gpu || !cpu) return [];
    const { steps, largest } = disagreement(gpu, cpu);
    return [row([network, largest.toExponential(1), steps])];
  });
  return lines.length > 0 ? [row(['network', 'largest difference of Fovea\'s losses, WebGPU and CPU', 'steps']), rule(3), ...lines] : [];
}

const row = (cells) => `| ${cells.join(' | ')} |`;
const rule = (columns) => `|${'---|'.repeat(columns)}`;

/** Three digits, as far as they are known. */
function short(number) {
  if (!Number.isFinite(number)) return '–';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(number)));
  return number >= 1000 ? Math.round(number).toLocaleString('en') : number.toFixed(Math.min(decimals, 3));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(tables(readFileSync(0, 'utf8').trim().split('\n').map((line) => JSON.parse(line))));
}
