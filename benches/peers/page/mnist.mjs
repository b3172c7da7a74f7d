// MNIST's training images as batches, in the order of the files.

const MEAN = 0.1307;
const DEVIATION = 0.3081;
const PIXELS = 28 * 28;
const IMAGE_HEADER = 16;
const LABEL_HEADER = 8;

/** Fetches images and labels from `folder` (an address ending in a slash). */
export async function fetchMnist(folder) {
  const unpacked = async (name) => {
    const response = await fetch(`${folder}${name}.gz`);
    const stream = response.body.pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  const [images, labels] = await Promise.all(['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'].map(unpacked));
  return { images: images.subarray(IMAGE_HEADER), labels: labels.subarray(LABEL_HEADER) };
}

/** The batch of step `step` (from 0): normalised images, `[size, 1, 28, 28]`, and labels. */
export function batchOf(data, step, size) {
  // An epoch's last batch would be smaller; beginning again keeps shapes, and compiled programs, as they are.
  const first = (step % Math.floor(data.labels.length / size)) * size;
  const images = Float32Array.from(
    data.images.subarray(first * PIXELS, (first + size) * PIXELS),
    (byte) => (byte / 255 - MEAN) / DEVIATION,
  );
  return { images, labels: Int32Array.from(data.labels.subarray(first, first + size)) };
}
