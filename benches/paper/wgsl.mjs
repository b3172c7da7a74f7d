// How often the loops of a kernel turn, read off its WGSL.

/**
 * Loops in order of their text: `{ turns }`, undefined where the text does not tell. Before them come those in which Tint
 * fills workgroup memory with zeros.
 */
export function loopsOf(code, known, threads) {
  const values = namesOf(code, known);
  const sizes = [...code.matchAll(/var<workgroup> \w+: ?array<\w+, (\w+)>/g)].map(([, size]) => evaluate(size, values));
  const fills = [...new Set(sizes)].filter((size) => size > threads).map((size) => ({ turns: Math.ceil(size / threads) }));
  const loops = [...code.matchAll(/for \(var (\w+)[^=]*= ([^;]*); ([^;]*); ([^{]*)\) \{/g)].map(([, name, first, condition, change]) => {
    const begin = evaluate(first, values) ?? 0;
    // What only some threads do counts as nothing.
    if (condition.includes('&&')) return { turns: 0 };
    // A tree: half as many each time.
    if (change.includes('/= 2')) return { turns: Math.floor(Math.log2(begin)) + 1 };
    const bound = condition.match(new RegExp(`^${name} < (.*)$`))?.[1];
    const end = bound === undefined ? undefined : evaluate(bound, values);
    const step = change.endsWith('++') ? 1 : evaluate(change.match(/\+= (.*)$/)?.[1] ?? '', values);
    return { turns: end === undefined || !step ? undefined : Math.max(0, Math.ceil((end - begin) / step)) };
  });
  return [...fills, ...loops];
}

/** The text of every constant and `let`, by name. */
function namesOf(code, known) {
  const values = new Map(Object.entries(known).map(([name, value]) => [name, String(value)]));
  for (const [, name, text] of code.matchAll(/\b(?:const|let) (\w+)(?:: ?\w+)? = ([^;{]*);/g)) values.set(name, text);
  return values;
}

/** An unsigned integer expression; undefined where something in it is not known before the kernel runs. */
function evaluate(text, values, depth = 0) {
  const tokens = text.match(/[A-Za-z_][\w.]*|\d+|[()+\-*/%,]/g) ?? [];
  let at = 0;
  const number = () => {
    const token = tokens[at++];
    if (token === undefined) return undefined;
    if (token === '(') return closing(sum());
    if (token === '-') return negative(number());
    if (/^\d/.test(token)) { if (/^[ui]$/.test(tokens[at] ?? '')) at += 1; return Number(token); }
    if (tokens[at] === '(') { at += 1; return call(token, list()); }
    return depth < 8 && values.has(token) ? evaluate(values.get(token), values, depth + 1) : undefined;
  };
  const negative = (value) => (value === undefined ? undefined : -value);
  const closing = (value) => { at += 1; return value; };
  const list = () => {
    const items = [sum()];
    while (tokens[at] === ',') { at += 1; items.push(sum()); }
    return closing(items);
  };
  const chain = (operand, operations) => () => {
    let value = operand();
    while (operations[tokens[at]]) {
      const operation = operations[tokens[at++]];
      const other = operand();
      value = value === undefined || other === undefined ? undefined : operation(value, other);
    }
    return value;
  };
  const product = chain(number, { '*': (a, b) => a * b, '/': (a, b) => Math.floor(a / b), '%': (a, b) => a % b });
  const sum = chain(product, { '+': (a, b) => a + b, '-': (a, b) => a - b });
  return sum();
}

/** Of what is clamped to a range the end of the range counts: rows at an edge are taken for whole ones. */
function call(name, operands) {
  const there = operands.filter((operand) => operand !== undefined);
  if (name === 'u32' || name === 'i32') return operands[0];
  if (name === 'clamp') return operands[0] ?? operands[2];
  if (name === 'min') return there.length ? Math.min(...there) : undefined;
  if (name === 'max') return there.length ? Math.max(...there) : undefined;
  return undefined;
}
