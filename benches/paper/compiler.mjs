// WGSL to machine code: Tint as Chrome has it, then Mesa's RADV for a chip that need not be there.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { loopTree } from './assembly.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Runs a program with `input`, stdout into a file; gives stderr. Dawn loses what a pipe has no room for. */
async function run(program, words, { env, input, out = '/dev/null' } = {}) {
  const file = openSync(out, 'w');
  const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['pipe', file, 'pipe'] });
  closeSync(file);
  child.stdin.end(input);
  const [errors, code] = await Promise.all([text(child.stderr), new Promise((done) => child.on('close', done))]);
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}: ${errors.slice(-800)}`);
  return errors;
}

/**
 * Compiles kernels, given as WGSL, for each chip. With `clamps` Tint clamps the index of every access to a buffer; without,
 * it leaves that to the driver, as Chrome does on AMD's and NVIDIA's Vulkan. Gives for each chip, in the order of
 * `codes`: `{ statistics, tree }`.
 */
export async function compile(codes, chips, { clamps, drivers }) {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-paper-'));
  try {
    const names = codes.map((_, at) => String(at).padStart(5, '0'));
    names.forEach((name, at) => writeFileSync(join(folder, `${name}.wgsl`), codes[at]));
    const dump = join(folder, 'dump');
    await run(process.execPath, [here('tint.mjs'), clamps ? 'clamped' : 'unclamped', folder], { env: { VK_ICD_FILENAMES: drivers.swiftshader }, out: dump });
    for (const [name, assembly] of spirvOf(readFileSync(dump, 'utf8'))) {
      writeFileSync(join(folder, `${name}.spvasm`), assembly);
      await run('spirv-as', ['--target-env', 'spv1.4', join(folder, `${name}.spvasm`), '-o', join(folder, `${name}.spv`)]);
    }
    const list = names.map((name, at) => `${join(folder, `${name}.spv`)} ${bindingsOf(codes[at])}\n`).join('');
    const compiled = {};
    for (const chip of chips) {
      const env = { VK_ICD_FILENAMES: drivers.radeon, RADV_FORCE_FAMILY: chip, RADV_DEBUG: 'shaders,nocache' };
      compiled[chip] = machineCodeOf(await run(drivers.compile, [clamps ? '0' : '2'], { env, input: list }));
    }
    return compiled;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The SPIR-V, as text, of each kernel in what tint.mjs printed. */
function spirvOf(output) {
  return output.split(/^@@@ /m).slice(1).flatMap((part) => {
    const name = part.split('\n', 1)[0].replace('.wgsl', '');
    const heading = part.indexOf('/* Dumped SPIRV disassembly */');
    if (heading < 0) return [];
    const assembly = part.slice(part.indexOf('\n', heading) + 1);
    return [[name, `${assembly.slice(0, assembly.lastIndexOf('OpFunctionEnd'))}OpFunctionEnd\n`]];
  });
}

/** The kinds of a kernel's bindings, as compile.c wants them; a number that is not bound is taken for storage. */
function bindingsOf(code) {
  const kinds = [];
  for (const [, binding, space] of code.matchAll(/@binding\((\d+)\)\s*var<(\w+)/g)) kinds[binding] = space === 'uniform' ? 'u' : 's';
  return Array.from(kinds, (kind) => kind ?? 's').join('');
}

/** Statistics and loops of each kernel in what compile.c and the driver wrote. */
function machineCodeOf(output) {
  const parts = output.split(/^@@@ (.*)$/m);
  return Array.from({ length: (parts.length - 1) / 2 }, (_, at) => {
    const [listing, statistics] = parts.slice(2 * at, 2 * at + 2);
    return { statistics: JSON.parse(statistics), tree: loopTree(listing.slice(listing.lastIndexOf('\nBB0:'))) };
  });
}
