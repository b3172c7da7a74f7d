// What a compiled kernel does, read off AMD's assembly: basic blocks, loops, instructions by kind.

/** How instructions are told apart; the first that fits counts. `bytes` are those that a lane loads. */
const KINDS = [
  ['multiplyAdds', /^v_(pk_)?(fma|fmac|mad|mac)(ak|mk|mix)?_(f32|legacy_f32)/],
  ['selects', /^v_(cndmask|cmp|cmpx)_/],
  ['moves', /^v_(mov|readfirstlane|readlane|accvgpr)/],
  ['floats', /^v_\w+_f32/],
  ['integers', /^v_/],
  ['loads', /^(buffer|global|flat)_load/],
  ['stores', /^(buffer|global|flat)_(store|atomic)/],
  ['spilling', /^scratch_/],
  ['shared', /^ds_/],
  ['scalarLoads', /^s_(buffer_)?load/],
  ['waits', /^s_waitcnt/],
  ['scalars', /^s_/],
];
const VECTOR = ['multiplyAdds', 'selects', 'moves', 'floats', 'integers'];

/** Instructions by kind, the bytes that they load and store in each lane, and the vector instructions among them. */
function count(blocks) {
  const counts = { vector: 0, loadedBytes: 0, storedBytes: 0, ...Object.fromEntries(KINDS.map(([kind]) => [kind, 0])) };
  for (const instruction of blocks.flatMap(({ instructions }) => instructions)) {
    // A pair of instructions that are issued together counts as two.
    for (const half of instruction.split(' :: ')) {
      const op = half.trim().split(/\s/)[0].replace(/^v_dual_/, 'v_');
      const kind = KINDS.find(([, pattern]) => pattern.test(op))?.[0];
      if (!kind) continue;
      counts[kind] += 1;
      if (VECTOR.includes(kind)) counts.vector += 1;
      if (kind === 'loads') counts.loadedBytes += bytesOf(op);
      if (kind === 'stores') counts.storedBytes += bytesOf(op);
    }
  }
  return counts;
}

function bytesOf(op) {
  const [, words, bits] = op.match(/dwordx(\d)|_b(\d+)/) ?? [];
  return words ? 4 * Number(words) : Number(bits ?? 32) / 8;
}

/** A compiled kernel as the tree of its loops: what each does in a turn outside of its inner loops. */
export function loopTree(text) {
  const blocks = blocksOf(text);
  const place = new Map(blocks.map(({ label }, at) => [label, at]));
  const ends = new Map();
  blocks.forEach(({ instructions }, at) => {
    for (const instruction of instructions) {
      const target = place.get(instruction.match(/^s_c?branch\S* (BB\d+)/)?.[1]);
      if (target <= at) ends.set(target, at);
    }
  });
  const root = { begin: 0, end: blocks.length - 1, inner: [] };
  for (const [begin, end] of [...ends].sort(([a], [b]) => a - b)) {
    let around = root;
    for (let next = root; next; next = around.inner.find((loop) => loop.begin <= begin && end <= loop.end)) around = next;
    around.inner.push({ begin, end, inner: [] });
  }
  const describe = ({ begin, end, inner }) => {
    const own = blocks.filter((_, at) => begin <= at && at <= end && !inner.some((loop) => loop.begin <= at && at <= loop.end));
    return { counts: count(own), inner: inner.map(describe) };
  };
  return describe(root);
}

function blocksOf(text) {
  const blocks = [];
  for (const line of text.split('\n')) {
    const label = line.match(/^(BB\d+):/)?.[1];
    if (label) blocks.push({ label, instructions: [] });
    else if (line.startsWith('\t')) blocks.at(-1)?.instructions.push(line.replace(/;.*/, '').trim());
  }
  return blocks;
}

/** Every loop of a tree with those around it, outermost first. */
export function* nested(tree, around = []) {
  for (const loop of tree.inner) {
    yield { loop, around };
    yield* nested(loop, [...around, loop]);
  }
}
