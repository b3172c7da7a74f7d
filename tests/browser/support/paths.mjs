// Where things lie.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The page; `FOVEA_DIST` names another build of it. */
export const dist = process.env.FOVEA_DIST || at('../../../dist');
export const artifacts = at('../../artifacts');

/** Whether MNIST lies beside the page; without it the tests train on generated digits. */
export const mnistBesideThePage = existsSync(`${dist}/data/mnist/train-images-idx3-ubyte.gz`);

/** The `data` that a test takes when it needs digits, whichever. */
export const anyDigits = mnistBesideThePage ? 'mnist' : 'generated';
