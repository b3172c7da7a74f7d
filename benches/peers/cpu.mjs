// CPU time of a job, on Linux: what a step costs whatever else the machine is doing.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const SAMPLE_EVERY_MS = 250;

/**
 * Samples the CPU time of this process's descendants until `stop()` gives the samples: milliseconds
 * since 1970 and CPU milliseconds. There are none on other systems.
 */
export function watchCpu() {
  if (!existsSync('/proc/self/stat')) return { stop: () => [] };
  const tick = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const samples = [];
  // A process that ended keeps what it has spent.
  const spent = new Map();
  const sample = () => {
    for (const [id, ticks] of descendants(process.pid)) spent.set(id, ticks);
    samples.push([Date.now(), tick * [...spent.values()].reduce((sum, ticks) => sum + ticks, 0)]);
  };
  const timer = setInterval(sample, SAMPLE_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      // Work may have ended after the last one.
      sample();
      return samples;
    },
  };
}

/** CPU milliseconds spent between two moments, interpolated; NaN where nothing was sampled. */
export function spentBetween(samples, from, to) {
  return at(samples, to) - at(samples, from);
}

function at(samples, time) {
  const index = samples.findIndex(([sampled]) => sampled >= time);
  if (index < 1) return NaN;
  const [[before, least], [after, most]] = samples.slice(index - 1);
  return least + ((most - least) * (time - before)) / (after - before);
}

/** A process's descendants, each with its user and system time in clock ticks. */
function descendants(ancestor) {
  const processes = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap(processOf));
  const descends = (id) => {
    const parent = processes.get(id)?.parent;
    return parent === ancestor || (parent !== undefined && descends(parent));
  };
  return [...processes].filter(([id]) => descends(id)).map(([id, { ticks }]) => [id, ticks]);
}

function processOf(id) {
  try {
    // The name, in parentheses, may hold anything; after it come state, parent, … and, 11 fields on, the times.
    const status = readFileSync(`/proc/${id}/stat`, 'utf8');
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return [[Number(id), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }]];
  } catch {
    // It ended meanwhile.
    return [];
  }
}
