// Who draws on the pad when more than one finger or button is about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { openSite } from '../support/site.mjs';

const site = openSite();

/** The page at its pad; places on the pad are shares of its width and height. */
class Pad {
  down = {};

  static async open(t) {
    const pad = new Pad();
    pad.fovea = await Fovea.open(t, site.browser, site.server.url, {}, { viewport: { width: 1000, height: 900 }, hasTouch: true });
    await pad.fovea.tab('Draw').click();
    pad.canvas = pad.fovea.page.getByRole('application', { name: /^Drawing pad/ }).filter({ visible: true });
    await pad.canvas.scrollIntoViewIfNeeded();
    pad.box = await pad.canvas.boundingBox();
    pad.client = await pad.fovea.page.context().newCDPSession(pad.fovea.page);
    return pad;
  }

  at(u, v) {
    const { x, y, width, height } = this.box;
    return [x + u * width, y + v * height];
  }

  /** The fingers that touch the screen, by number, and where they are now; some of them may be new. */
  async fingers(places) {
    const isNew = Object.keys(places).some((id) => !(id in this.down));
    this.down = places;
    await this.#touch(isNew ? 'touchStart' : 'touchMove', places);
  }

  /** Lifts a finger. */
  async lift(id) {
    const { [id]: lifted, ...rest } = this.down;
    this.down = rest;
    await this.#touch('touchEnd', { [id]: lifted });
  }

  #touch(type, places) {
    const touchPoints = Object.entries(places).map(([id, [x, y]]) => ({ id: Number(id), x, y }));
    return this.client.send('Input.dispatchTouchEvent', { type, touchPoints });
  }

  /** Whether there is ink at a place. */
  inked(u, v) {
    return this.canvas.evaluate((canvas, [u, v]) => {
      const [x, y] = [Math.round(u * canvas.width), Math.round(v * canvas.height)];
      return canvas.getContext('2d').getImageData(x, y, 1, 1).data[3] > 0;
    }, [u, v]);
  }

  isEmpty() {
    return this.canvas.evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.every((value) => value === 0);
    });
  }

  /** A place on the page where a finger rests without doing anything. */
  async rest() {
    const { x, y } = await this.fovea.page.getByRole('heading', { level: 1 }).boundingBox();
    return [x + 2, y + 2];
  }
}

test('a finger draws while another rests on the page', async (t) => {
  const pad = await Pad.open(t);
  const rest = await pad.rest();
  await pad.fingers({ 1: rest });
  await pad.fingers({ 1: rest, 2: pad.at(0.2, 0.2) });
  await pad.fingers({ 1: rest, 2: pad.at(0.2, 0.5) });
  await pad.fingers({ 1: rest, 2: pad.at(0.2, 0.8) });
  assert.ok(await pad.inked(0.2, 0.2));
  assert.ok(await pad.inked(0.2, 0.65));
  await pad.lift(2);
  await pad.lift(1);
  await pad.fovea.button('Undo').click();
  assert.ok(await pad.isEmpty(), 'one stroke is one step back');
  await pad.fovea.assertNoProblems();
});

test('a second finger on the pad leaves the stroke of the first alone', async (t) => {
  const pad = await Pad.open(t);
  await pad.fingers({ 1: pad.at(0.2, 0.2) });
  await pad.fingers({ 1: pad.at(0.2, 0.2), 2: pad.at(0.8, 0.2) });
  await pad.fingers({ 1: pad.at(0.2, 0.5), 2: pad.at(0.8, 0.5) });
  await pad.lift(2);
  await pad.fingers({ 1: pad.at(0.2, 0.8) });
  await pad.lift(1);
  assert.ok(await pad.inked(0.2, 0.7), 'the first goes on after the second is gone');
  for (const v of [0.2, 0.5]) assert.ok(!(await pad.inked(0.8, v)), 'the second draws nothing');
  assert.ok(!(await pad.inked(0.5, 0.35)), 'no line leads from one to the other');
  // The next finger draws again, whatever its number.
  await pad.fingers({ 5: pad.at(0.6, 0.3) });
  await pad.fingers({ 5: pad.at(0.6, 0.7) });
  await pad.lift(5);
  assert.ok(await pad.inked(0.6, 0.5));
});

test('a mouse that the browser takes away does not draw on', async (t) => {
  const pad = await Pad.open(t);
  const { mouse } = pad.fovea.page;
  await pad.canvas.evaluate((canvas) => {
    canvas.addEventListener('gotpointercapture', ({ pointerId }) => canvas.releasePointerCapture(pointerId));
  });
  await mouse.move(...pad.at(0.2, 0.2));
  await mouse.down();
  await mouse.move(...pad.at(0.2, 0.3));
  await mouse.move(...pad.at(0.2, 0.8), { steps: 4 });
  await mouse.up();
  assert.ok(await pad.inked(0.2, 0.2));
  assert.ok(!(await pad.inked(0.2, 0.6)));
});

test('the first button draws, whatever the others do', async (t) => {
  const pad = await Pad.open(t);
  const { mouse } = pad.fovea.page;
  await mouse.move(...pad.at(0.2, 0.2));
  await mouse.down();
  await mouse.down({ button: 'right' });
  await mouse.move(...pad.at(0.2, 0.5), { steps: 4 });
  await mouse.up();
  await mouse.move(...pad.at(0.2, 0.9), { steps: 4 });
  await mouse.up({ button: 'right' });
  assert.ok(await pad.inked(0.2, 0.4), 'while the first button is down');
  assert.ok(!(await pad.inked(0.2, 0.8)), 'after it was released');
});

test('a stroke that leaves the window ends where the button is released', async (t) => {
  const pad = await Pad.open(t);
  const { mouse } = pad.fovea.page;
  await mouse.move(...pad.at(0.2, 0.2));
  await mouse.down();
  await mouse.move(-50, -50);
  await mouse.up();
  await mouse.move(...pad.at(0.8, 0.8), { steps: 4 });
  assert.ok(await pad.inked(0.2, 0.2));
  assert.ok(!(await pad.inked(0.8, 0.8)));
});
