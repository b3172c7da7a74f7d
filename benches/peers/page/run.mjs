// Trains a peer in this page and says when which step was done.
import { initialWeights, traced } from '../networks.mjs';
import { batchOf, fetchMnist } from './mnist.mjs';

// As Fovea does: losses are read about ten times a second, with as many steps in flight as take that long, or so many.
const READ_EVERY_MS = 100;
const STEPS_IN_FLIGHT = 1024;

/**
 * Trains for about `seconds` after the first step, but at least `leastSteps` steps unless that takes
 * more than `patience` seconds. Gives the moment at which data and library's code were there, in
 * milliseconds since 1970, and readings: steps done, milliseconds since that moment, and the last step's loss.
 */
export async function run({ library, device, layers, batch, learningRate, momentum, seed, seconds, leastSteps, patience, mnist }) {
  const { open } = await import(`./${library}.mjs`);
  const data = await fetchMnist(mnist);
  const weights = initialWeights(layers, seed);

  const began = performance.now();
  const trainer = await open(device, { layers: traced(layers), weights, batch, learningRate, momentum });
  const readings = [];
  const elapsed = () => performance.now() - began;
  for (let step = 1, wanted = 1; ; step += 1) {
    const loss = trainer.step(batchOf(data, step - 1, batch), step);
    if (step < wanted) {
      trainer.drop(loss);
      continue;
    }
    const value = await trainer.read(loss);
    readings.push({ step, ms: elapsed(), loss: value });
    const [before, last] = readings.slice(-2);
    const spent = last ? (last.ms - readings[0].ms) / 1000 : 0;
    if (spent >= (step < leastSteps ? patience : seconds)) return { began: performance.timeOrigin + began, readings };
    const perStep = last ? (last.ms - before.ms) / (last.step - before.step) : Infinity;
    wanted = step + Math.min(STEPS_IN_FLIGHT, Math.max(1, Math.round(READ_EVERY_MS / perStep)));
  }
}
