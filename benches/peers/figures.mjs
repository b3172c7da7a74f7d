// From a job's readings to its figures.
import { spentBetween } from './cpu.mjs';
import { NETWORKS, trainingFlops } from './networks.mjs';

/** Steps that are left out of the pace: caches, memory pools and the engine's compilers are warming up. */
const WARM_UP = 3;

/**
 * `rounds` are records of the same trainer and network. A pace is the time between two readings over
 * the steps between them.
 */
export function figuresOf(rounds) {
  const done = rounds.filter(({ readings }) => readings?.length > 1);
  if (done.length === 0) return { error: rounds.map(({ error }) => error).find(Boolean) ?? 'one reading only' };
  const { network, batch } = rounds[0];
  const paces = done.flatMap(({ readings }) => pacesOf(readings)).sort((a, b) => a - b);
  const ms = median(paces);
  const last = done.map(({ readings }) => readings.at(-1)).reduce((a, b) => (a.step > b.step ? a : b));
  return {
    ms,
    least: paces[0],
    most: paces.at(-1),
    cpu: median(done.map(cpuOfStep).sort((a, b) => a - b)),
    first: median(done.map(({ readings }) => readings[0].ms).sort((a, b) => a - b)),
    imagesPerSecond: (batch / ms) * 1000,
    gflops: (trainingFlops(NETWORKS[network]) * batch) / ms / 1e6,
    lossBefore: done[0].readings[0].loss,
    lossAfter: last.loss,
    steps: last.step,
    load: Math.max(...done.flatMap(({ load }) => load)),
  };
}

/** A trainer so slow that its time was up before it was warm is judged by what there is. */
function countedOf(readings) {
  const warm = readings.filter(({ step }) => step >= WARM_UP);
  return warm.length > 1 ? warm : readings;
}

function pacesOf(readings) {
  const counted = countedOf(readings);
  return counted.slice(1).map(({ step, ms }, index) => (ms - counted[index].ms) / (step - counted[index].step));
}

function cpuOfStep({ began, readings, cpu }) {
  const counted = countedOf(readings);
  const [from, to] = [counted[0], counted.at(-1)];
  return spentBetween(cpu, began + from.ms, began + to.ms) / (to.step - from.step);
}

function median(sorted) {
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

/** The largest difference between two runs' losses of the same step, and over how many steps. */
export function disagreement(losses, others) {
  const known = new Map(others);
  const differences = losses.filter(([step]) => known.has(step)).map(([step, loss]) => Math.abs(loss - known.get(step)));
  return { steps: differences.length, largest: Math.max(...differences) };
}
