// What the command line asks for: see scripts/bench --help.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { GPUS } from './browser.mjs';
import { TRAINERS } from './jobs.mjs';
import { NETWORKS } from './networks.mjs';

const OPTIONS = {
  networks: { type: 'string', default: Object.keys(NETWORKS).join() },
  trainers: { type: 'string' },
  seconds: { type: 'string', default: '10' },
  rounds: { type: 'string', default: '1' },
  batch: { type: 'string' },
  gpu: { type: 'string', default: 'software' },
  order: { type: 'string', default: '1' },
};

function stop(message) {
  console.error(message);
  process.exit(2);
}

function given() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    return stop(error.message);
  }
}

/** The words of a list, each of them known. */
function chosen(list, known) {
  const words = list.split(',');
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) stop(`'${unknown}' is none of ${known.join(', ')}.`);
  return words;
}

/** A whole number from 1; `text` is undefined where the option was not given. */
function counted(name, text) {
  if (text !== undefined && !/^[1-9][0-9]*$/.test(text)) stop(`--${name} expects a whole number from 1 and got '${text}'.`);
  return text && Number(text);
}

function hasTorch() {
  try {
    execFileSync(process.env.PYTHON || 'python3', ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The options, checked; with a word about the first that cannot be used, the end. */
export function options() {
  const texts = given();
  const [gpu] = chosen(texts.gpu, Object.keys(GPUS));
  const known = Object.keys(TRAINERS);
  const trainers = texts.trainers ? chosen(texts.trainers, known) : known.filter((trainer) => !trainer.startsWith('torch') || hasTorch());
  const numbers = ['seconds', 'rounds', 'batch', 'order'].map((name) => [name, counted(name, texts[name])]);
  return { networks: chosen(texts.networks, Object.keys(NETWORKS)), trainers, gpu, ...Object.fromEntries(numbers) };
}
