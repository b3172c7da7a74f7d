// Draws each network's stages as shares of its step.

const COLOURS = ['#9aa5b1', '#3b6fb6', '#c9a227', '#b5523b', '#5b8c5a'];
const WIDTH = 560;
const LEFT = 80;
const ROW = 34;

export function picture(stages, rows) {
  const height = rows.length * ROW + 50;
  const legend = stages.map((stage, at) =>
    `<rect x="${LEFT + at * 100}" y="${height - 28}" width="12" height="12" fill="${COLOURS[at]}"/><text x="${LEFT + at * 100 + 18}" y="${height - 18}">${stage}</text>`);
  const bars = rows.flatMap(({ net, stages: ms }, row) => {
    const total = stages.reduce((sum, stage) => sum + ms[stage], 0);
    let x = LEFT;
    const parts = stages.map((stage, at) => {
      const width = (ms[stage] / total) * WIDTH;
      const part = `<rect x="${x.toFixed(1)}" y="${row * ROW + 8}" width="${width.toFixed(1)}" height="20" fill="${COLOURS[at]}"><title>${stage}: ${ms[stage].toFixed(1)} ms</title></rect>`;
      x += width;
      return part;
    });
    return [`<text x="${LEFT - 8}" y="${row * ROW + 23}" text-anchor="end">${net}</text>`, ...parts, `<text x="${LEFT + WIDTH + 8}" y="${row * ROW + 23}">${total.toFixed(0)} ms</text>`];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 80} ${height}" font-family="system-ui, sans-serif" font-size="13">
<title>Shares of a step</title>
<rect width="100%" height="100%" fill="#fff"/>
${[...bars, ...legend].join('\n')}
</svg>
`;
}
