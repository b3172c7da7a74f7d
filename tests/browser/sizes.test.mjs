// The page must be small, and the worker no larger than it needs to be: what travels is gzip.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { dist } from './support/paths.mjs';

/** Bytes, at 1 kB = 1000 bytes. */
const LIMITS = { app: 440_000, reader: 900_000, worker_bg: 700_000, 'worker-burn': 3_200_000 };

for (const [name, limit] of Object.entries(LIMITS)) {
  test(`${name}'s wasm is at most ${limit / 1000} kB gzipped`, (t) => {
    const files = readdirSync(dist).filter((file) => file.startsWith(name) && file.endsWith('.wasm'));
    assert.equal(files.length, 1, `one ${name}*.wasm in dist/, not ${files.length}`);
    const size = gzipSync(readFileSync(`${dist}/${files[0]}`), { level: 9 }).length;
    t.diagnostic(`${files[0]}: ${(size / 1000).toFixed(0)} kB gzipped`);
    assert.ok(size <= limit, `${files[0]} is ${size} bytes gzipped, more than ${limit}`);
  });
}
