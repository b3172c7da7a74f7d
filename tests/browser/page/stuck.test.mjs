// The lesson of the network whose last layer is a ReLU: which outputs are stuck at zero.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fovea } from '../support/fovea.mjs';
import { artifacts } from '../support/paths.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const SIDE = 28;

const site = openSite();

/** An IDX file: magic number and sizes, big-endian, then the bytes. */
function idx(magic, sizes, bytes) {
  const header = Buffer.alloc(4 * (1 + sizes.length));
  [magic, ...sizes].forEach((number, at) => header.writeUInt32BE(number, 4 * at));
  return Buffer.concat([header, Buffer.from(bytes)]);
}

/** Images and labels of a set so small that the slowest network is through with it in seconds. */
function files(name, count) {
  const pixels = Array.from({ length: count * SIDE * SIDE }, (_, at) => (at * 2_654_435_761) >>> 24);
  const labels = Array.from({ length: count }, (_, image) => image % 10);
  const file = (kind, buffer) => ({ name: `${name}-${kind}`, mimeType: 'application/octet-stream', buffer });
  return [file('images', idx(0x803, [count, SIDE, SIDE], pixels)), file('labels', idx(0x801, [count], labels))];
}

test('after an epoch the page names the stuck outputs and marks them', { timeout: 5 * MINUTE }, async (t) => {
  const settings = { net: 'session1-last-relu', epochs: '1', seed: '1', device: 'cpu' };
  const fovea = await Fovea.open(t, site.browser, site.server.url, settings, { viewport: { width: 1440, height: 900 } });
  const section = fovea.page.getByRole('region', { name: 'Stuck outputs', exact: true });
  await section.getByText('After the first epoch').waitFor();

  await fovea.page.getByLabel('Your own IDX files').setInputFiles([...files('train', 32), ...files('test', 20)]);
  await fovea.page.getByText(/^Given:/).filter({ visible: true }).waitFor();
  await fovea.until('the own files to be chosen', async () => (await fovea.page.getByLabel('Data', { exact: true }).inputValue()) === 'own');
  await fovea.train();
  await fovea.reach('done', 3 * MINUTE);

  const sentence = await section.locator('p').first().innerText();
  const marks = await section.getByRole('listitem').allInnerTexts();
  assert.equal(marks.length, 10);
  const stuck = marks.filter((mark) => mark.includes('stuck')).map((mark) => Number.parseInt(mark, 10));
  const named = (sentence.match(/test image: ([^;]*);/)?.[1] ?? '').match(/\d/g) ?? [];
  assert.ok(stuck.length > 0 && stuck.length < 10, `a fresh network has dead outputs: ${marks}`);
  assert.deepEqual(named.map(Number), stuck, sentence);
  const rows = await section.getByRole('row').allInnerTexts();
  assert.ok(rows.some((row) => row.startsWith('You') && row.includes(`${stuck.length} of 10`)), rows.join('\n'));
  await fovea.page.screenshot({ path: `${artifacts}/stuck-1440.png` });
  await fovea.assertNoProblems();

  await fovea.tab('LeNet-5 variant').click();
  assert.equal(await section.filter({ visible: true }).count(), 0, 'only where the last layer is a ReLU');
});
