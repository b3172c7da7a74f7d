// The mouse of Playwright and of Puppeteer, which have the same names for it.

/** Presses at the first of `points`, goes through the others and lets go at the last; one point is a click. */
export async function drag(mouse, [first, ...others]) {
  await mouse.move(...first);
  await mouse.down();
  for (const point of others) await mouse.move(...point);
  await mouse.up();
}
