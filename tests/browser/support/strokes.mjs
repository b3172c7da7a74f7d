// Draws digits on the pad with the mouse.

/** Strokes in a unit square, x to the right, y down. */
const STROKES = {
  0: [circle(0.5, 0.5, 0.19, 0.27)],
  1: [[[0.52, 0.2], [0.5, 0.5], [0.48, 0.8]]],
  7: [[[0.28, 0.24], [0.5, 0.23], [0.72, 0.24], [0.6, 0.45], [0.5, 0.62], [0.44, 0.8]]],
};

function circle(x, y, rx, ry) {
  const points = [];
  for (let i = 0; i <= 40; i += 1) {
    const angle = (i / 40) * 2 * Math.PI - Math.PI / 2;
    points.push([x + rx * Math.cos(angle), y + ry * Math.sin(angle)]);
  }
  return points;
}

/** Empties the pad and draws `digit` on it. */
export async function draw(fovea, digit) {
  await fovea.button('Reset').click();
  const pad = fovea.page.getByRole('application', { name: /^Drawing pad/ });
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await pad.boundingBox();
  const { mouse } = fovea.page;
  for (const stroke of STROKES[digit]) {
    const points = stroke.map(([u, v]) => [x + u * width, y + v * height]);
    await mouse.move(...points[0]);
    await mouse.down();
    for (const point of points.slice(1)) await mouse.move(...point, { steps: 4 });
    await mouse.up();
  }
}
