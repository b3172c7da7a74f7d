// IDX files of made-up digits: each image is a bar whose place tells its label, so that networks learn them.
import { gzipSync } from 'node:zlib';

const SIDE = 28;

function idx(magic, dimensions, payload) {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(magic, 0);
  dimensions.forEach((length, at) => header.writeUInt32BE(length, 4 + 4 * at));
  return Buffer.concat([header, payload]);
}

/** An upright bar, a fifth as wide as high, further to the right the larger the digit. */
function bar(digit) {
  const image = Buffer.alloc(SIDE * SIDE);
  for (let row = 4; row < 24; row += 1) image.fill(255, row * SIDE + 3 + 2 * digit, row * SIDE + 6 + 2 * digit);
  return image;
}

const digits = (count) => Array.from({ length: count }, (_, at) => at % 10);

export const images = (count) => idx(0x803, [count, SIDE, SIDE], Buffer.concat(digits(count).map(bar)));
export const labels = (count) => idx(0x801, [count], Buffer.from(digits(count)));

export const file = (name, buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

/** Four files under MNIST's names. */
export function fourFiles(train = 400, test = 100) {
  return [
    file('train-images-idx3-ubyte', images(train)),
    file('train-labels-idx1-ubyte', labels(train)),
    file('t10k-images-idx3-ubyte', images(test)),
    file('t10k-labels-idx1-ubyte', labels(test)),
  ];
}

/** The same, packed. */
export const packed = (files) => files.map(({ name, buffer }) => file(`${name}.gz`, gzipSync(buffer)));
