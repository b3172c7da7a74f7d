// How long a kernel takes on a chip, from its machine code: docs/benchmarks.md has the formula.
import { nested } from './assembly.mjs';
import { loopsOf } from './wgsl.mjs';

/** Lanes of a wave, as RADV compiles compute shaders. */
const WAVE = 64;
/** Clocks from a load to its number, between what is measured for L0 and for L2. */
const LATENCY = 200;
/** Part of what L0 delivers that it has to fetch from L2. */
const MISSES = 0.5;

/**
 * What is read off a compiled kernel: what it does, and the seconds that each part of the chip needs for it. `known` are values
 * of names in its WGSL. It has the registers of `within`, the compiled kernel that it shares a dispatch in, if it does.
 */
export function read(chip, kernel, compiled, known, within = compiled) {
  const { tree } = compiled;
  const waves = workgroups(kernel) * Math.ceil(kernel.threads / WAVE);
  const lanes = waves * WAVE;
  const turns = turnsOf(tree, loopsOf(kernel.code, known, kernel.threads), kernel.multiplyAdds / lanes);
  const hot = hottest(tree, turns);
  const totals = total(tree, turns);
  const inFlight = wavesInFlight(chip, kernel, within.statistics);
  const perSimd = Math.ceil(waves / (chip.units * chip.simds));
  return {
    registers: within.statistics.VGPRs,
    spills: within.statistics['Spilled VGPRs'] + within.statistics['Spilled SGPRs'],
    inFlight,
    perSimd,
    counts: hot.counts,
    share: hot.counts.multiplyAdds / Math.max(hot.counts.vector, 1),
    bytesPerMultiplyAdd: hot.counts.loadedBytes / Math.max(hot.counts.multiplyAdds, 1),
    multiplyAdds: totals.multiplyAdds * lanes,
    seconds: secondsOf(chip, { perSimd, inFlight, lanes, totals, workgroups: workgroups(kernel), bytes: kernel.bytes }),
  };
}

/**
 * `{ seconds, bound }` of a dispatch, from what was read off the kernels in it. They add up, but wait side by side where
 * all of their waves are in flight.
 */
export function dispatch(kernels) {
  const sideBySide = kernels.reduce((sum, { perSimd }) => sum + perSimd, 0) <= kernels[0].inFlight;
  const together = (part) => {
    const each = kernels.map(({ seconds }) => seconds[part]);
    return part === 'waiting' && sideBySide ? Math.max(...each) : each.reduce((sum, seconds) => sum + seconds, 0);
  };
  return slowest(Object.fromEntries(Object.keys(kernels[0].seconds).map((part) => [part, together(part)])));
}

/** `{ seconds, bound }`: the largest of what each part of the chip needs. */
export function slowest(seconds) {
  const bound = Object.keys(seconds).reduce((most, part) => (seconds[part] > seconds[most] ? part : most));
  return { seconds: seconds[bound], bound };
}

/** Seconds that each part of the chip needs. */
function secondsOf(chip, { perSimd, inFlight, lanes, totals, workgroups, bytes }) {
  const issue = totals.vector * (WAVE / chip.lanes);
  const rounds = Math.ceil(perSimd / inFlight);
  const fromL0 = (totals.loadedBytes + totals.storedBytes) * lanes;
  return {
    issue: (perSimd * issue) / chip.clock,
    waiting: (rounds * (issue + totals.waiting * LATENCY)) / chip.clock,
    L0: fromL0 / (chip.l0BytesPerClock * Math.min(chip.units, workgroups) * chip.clock),
    L2: (MISSES * fromL0) / (chip.l2BytesPerClock * chip.clock),
    memory: bytes / chip.memoryBytesPerSecond,
  };
}

const workgroups = (kernel) => kernel.workgroups.reduce((product, count) => product * count, 1);

/** Waves that a SIMD has registers and workgroup memory for. RADV prints twice as many for GFX1100: it counts waves of 32. */
function wavesInFlight(chip, kernel, statistics) {
  const registers = Math.ceil(Math.max(statistics.VGPRs, 1) / chip.granule) * chip.granule;
  const byRegisters = Math.floor(chip.registers / registers);
  const groups = statistics['LDS size'] > 0 ? Math.floor(chip.shared / statistics['LDS size']) : Infinity;
  const byMemory = Math.max(1, Math.floor((groups * Math.ceil(kernel.threads / WAVE)) / chip.simds));
  return Math.max(1, Math.min(chip.mostWaves, byRegisters, byMemory));
}

/**
 * How often each loop of the machine code turns. Where the text has more loops than the code, the compiler unrolled some:
 * those left out are such that the multiply-adds come to what the kernel needs, and else those with the fewest turns. A
 * loop whose turns its text does not tell is taken for one turn.
 */
function turnsOf(tree, texts, needed) {
  const loops = [...nested(tree)].map(({ loop }) => loop);
  const assign = (kept) => new Map(loops.map((loop, at) => [loop, kept[at]?.turns ?? 1]));
  const choices = subsequences(texts, loops.length).map((kept) => {
    const turns = assign(kept);
    const amiss = needed ? Math.abs(Math.log(Math.max(total(tree, turns).multiplyAdds, 1) / needed)) : 0;
    return { turns, amiss, longest: kept.reduce((product, { turns }) => product * (turns || 1), 1) };
  });
  const better = (a, b) => a.amiss < b.amiss - 1e-9 || (a.amiss < b.amiss + 1e-9 && a.longest > b.longest);
  return choices.reduce((best, each) => (better(each, best) ? each : best)).turns;
}

/** Every choice of so many items in their order; all items where there are fewer. */
function subsequences(items, count) {
  if (items.length <= count) return [items];
  if (count === 0) return [[]];
  const [first, ...rest] = items;
  return [...subsequences(rest, count - 1).map((others) => [first, ...others]), ...subsequences(rest, count)];
}

/** The loop in which most multiply-adds are done, else most vector instructions; all of the kernel where there is none. */
function hottest(tree, turns) {
  const weight = ({ loop, around }) => {
    const { multiplyAdds, vector } = loop.counts;
    return [loop, ...around].reduce((product, each) => product * turns.get(each), multiplyAdds + 1e-6 * vector);
  };
  const candidates = [...nested(tree)].map((each) => ({ loop: each.loop, weight: weight(each) }));
  const straight = { loop: tree, weight: tree.counts.multiplyAdds + 1e-6 * tree.counts.vector };
  return candidates.reduce((most, each) => (each.weight > most.weight ? each : most), straight).loop;
}

/** What a wave does in all; `waiting` counts the turns that wait for a load. */
function total(tree, turns) {
  const { vector, multiplyAdds, loads, scalarLoads, loadedBytes, storedBytes } = tree.counts;
  const sum = { vector, multiplyAdds, loadedBytes, storedBytes, waiting: loads + scalarLoads > 0 ? 1 : 0 };
  for (const loop of tree.inner) {
    const inner = total(loop, turns);
    for (const part of Object.keys(sum)) sum[part] += turns.get(loop) * inner[part];
  }
  return sum;
}
