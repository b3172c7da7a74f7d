// The figures as Markdown.
import { CHIPS } from './chips.mjs';

function table(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(columns), `|${columns.map(() => '---|').join('')}`, ...rows.map(line), ''].join('\n');
}

/** The items that have the same `key`, by it, in order of appearance. */
export function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** A row for each network and trainer, the chips side by side. */
export function networkTable(summaries) {
  const families = Object.keys(CHIPS);
  const columns = families.flatMap((family) => [`${family}: share`, 'clamped', 'spills', 'modelled ms']);
  const rows = groupBy(summaries, ({ network, trainer }) => JSON.stringify([network, trainer]));
  return table(['network', 'kernels', 'dispatches', ...columns], [...rows].map(([key, chips]) => {
    const cells = families.flatMap((family) => {
      const { share, share_clamped, spills, modelled_ms } = chips.find((summary) => summary.family === family);
      return [share.toFixed(2), share_clamped.toFixed(2), spills, modelled_ms.toFixed(3)];
    });
    return [...JSON.parse(key), chips[0].dispatches, ...cells];
  }));
}

const KINDS = ['multiplyAdds', 'floats', 'integers', 'selects', 'moves', 'loads', 'stores', 'scalarLoads', 'scalars', 'shared', 'waits'];

/** A row for each kernel and chip; kernels of one number share a dispatch, and the time is what each would take by itself. */
export function kernelTable(rows) {
  const columns = ['chip', 'network', 'kernels', 'no.', 'kernel', 'registers', 'spills', 'waves', ...KINDS.map(heading), 'share', 'clamped', 'bytes/m-a', 'done/needed', 'µs', 'bound'];
  return table(columns, rows.map(({ family, network, trainer, at, kernel, registers, spills, inFlight, counts, share, shareClamped, bytesPerMultiplyAdd, multiplyAdds, seconds, bound }) => [
    family, network, trainer, at, kernel.name, registers, spills, inFlight, ...KINDS.map((kind) => counts[kind]), share.toFixed(2), shareClamped.toFixed(2),
    bytesPerMultiplyAdd.toFixed(2), kernel.multiplyAdds ? (multiplyAdds / kernel.multiplyAdds).toFixed(2) : '–', (1e6 * seconds).toFixed(1), bound,
  ]));
}

const heading = (kind) => kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
