// Draws the share of multiply-adds for each network, ours beside jax-js's.

const COLOURS = { 'fovea-hardware': '#3b6fb6', 'jax-js': '#b5523b' };
const LABELS = { 'fovea-hardware': 'Fovea', 'jax-js': 'jax-js' };
const LEFT = 140;
const WIDTH = 480;
const BAR = 14;
const GAP = 12;

/** `summaries` of one chip: each network's shares without clamps, the end with clamps marked. */
export function picture(summaries) {
  const shown = summaries.filter(({ trainer }) => trainer in COLOURS);
  const networks = [...new Set(shown.map(({ network }) => network))];
  let y = GAP;
  const rows = networks.flatMap((network) => {
    const bars = shown.filter((summary) => summary.network === network);
    const label = `<text x="${LEFT - 8}" y="${y + (bars.length * BAR) / 2 + 4}" text-anchor="end">${network}</text>`;
    const drawn = bars.map(({ trainer, share, share_clamped }, at) => {
      const top = y + at * BAR;
      const clamped = (LEFT + share_clamped * WIDTH).toFixed(1);
      return `<rect x="${LEFT}" y="${top}" width="${(share * WIDTH).toFixed(1)}" height="${BAR - 2}" fill="${COLOURS[trainer]}"/>
<path d="M${clamped} ${top}v${BAR - 2}" stroke="#fff" stroke-width="2"/>
<text x="${(LEFT + share * WIDTH + 6).toFixed(1)}" y="${top + BAR - 3}">${share.toFixed(2)}</text>`;
    });
    y += bars.length * BAR + GAP;
    return [label, ...drawn];
  });
  const legend = Object.keys(COLOURS).map((trainer, at) =>
    `<rect x="${LEFT + at * 100}" y="${y + 4}" width="12" height="12" fill="${COLOURS[trainer]}"/><text x="${LEFT + at * 100 + 18}" y="${y + 14}">${LABELS[trainer]}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 60} ${y + 28}" font-family="system-ui, sans-serif" font-size="12">
<title>Multiply-adds among the vector instructions of the innermost loops, GFX1100; the white line: with index clamps</title>
<rect width="100%" height="100%" fill="#fff"/>
${[...rows, ...legend].join('\n')}
</svg>
`;
}
