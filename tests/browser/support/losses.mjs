// The CSV file of the loss chart.
import assert from 'node:assert/strict';

/** The raw training loss of each step, by step number. */
export function lossesByStep(csv) {
  const [header, ...rows] = csv.trim().split(/\r?\n/).map(fields);
  const column = header.findIndex((name) => /per step/.test(name));
  assert.ok(column > 0, `a column of raw losses among ${header.join(' | ')}`);
  return new Map(rows.filter((row) => row[column] !== '').map((row) => [Number(row[0]), Number(row[column])]));
}

function fields(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain);
}
