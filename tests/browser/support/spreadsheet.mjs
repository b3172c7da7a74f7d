// A spreadsheet program that is not ours computes cells as they are copied.
import calculate from 'xlsx-calc';

/** The letters of a column, the first being 0. */
function letters(column) {
  const last = String.fromCharCode('A'.charCodeAt(0) + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}

/** What lies in a cell after `text` was typed or pasted into it. */
function typed(text) {
  if (text.startsWith('=')) return { f: text.slice(1) };
  return text !== '' && Number.isFinite(Number(text)) ? { v: Number(text), t: 'n' } : { v: text, t: 's' };
}

/**
 * Tab-separated cells pasted at A1 and computed: each row below the first as an object of its cells' values, under
 * the names that stand in the first row.
 */
export function computed(text) {
  const cells = text.split('\n').map((row) => row.split('\t').map(typed));
  const sheet = {};
  cells.forEach((row, y) => row.forEach((cell, x) => { sheet[`${letters(x)}${y + 1}`] = cell; }));
  calculate({ Sheets: { Sheet1: sheet } });
  const [names, ...rows] = cells;
  return rows.map((row) => Object.fromEntries(row.map((cell, x) => [names[x].v, cell.v])));
}
