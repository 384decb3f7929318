// Draws public/icons and the picture that other sites show of this one, from the mark. Run it when the mark changes.
//   CHROME_PATH=/usr/bin/chromium node scripts/pictures.mjs

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './bench/browser.mjs';
import { root } from './setup.mjs';

const [PAPER, SEA, INK, MUTED] = ['#fbf8f1', '#2f6f8f', '#1c2b33', '#4d5d66'];
const rose = (size, thin) =>
  `<svg width="${size}" height="${size}" viewBox="0 0 32 32" fill="none" stroke="${SEA}" stroke-width="${thin * 2}"><circle cx="16" cy="16" r="13" /><path d="M16 3v26M3 16h26M6.8 6.8l18.4 18.4M25.2 6.8 6.8 25.2" stroke-width="${thin}" /><path d="M16 6l3.2 10L16 26l-3.2-10z" fill="${SEA}" stroke="none" /></svg>`;
const chart = `<svg width="520" height="434" viewBox="0 0 360 300" fill="none" stroke="${SEA}"><g stroke="#d9d2c1" stroke-width=".7"><path d="M76 150 356 20M76 150 356 86M76 150 356 150M76 150 356 214M76 150 356 280M76 150 190 4M76 150 190 296M76 150 20 40M76 150 20 260M76 150H0M250 0 20 300M250 0 356 300M250 0 130 300M330 300 0 90" /></g><g stroke-width="1.6"><path d="M76 150C120 118 152 104 186 106M186 106C222 84 252 66 290 66M186 106C222 112 262 128 290 150" /><path stroke="#b3261e" d="M186 106C214 148 252 214 290 232" stroke-dasharray="3 5" /></g><g stroke-width="1.6" fill="${PAPER}"><circle cx="76" cy="150" r="17" /><path d="M76 137l4.4 13L76 163l-4.4-13z" fill="${SEA}" stroke="none" /><circle cx="186" cy="106" r="11" /><circle cx="290" cy="66" r="7" /><circle cx="290" cy="150" r="7" /><circle cx="290" cy="232" r="7" stroke="#b3261e" fill="#b3261e" /></g></svg>`;
const page = (body) => `<!doctype html><style>
@font-face { font-family: Inter; src: url(data:font/woff2;base64,${readFileSync(join(root, 'dist/fonts/inter.woff2'), 'base64')}); font-weight: 400 700 }
body { margin: 0; display: flex; align-items: center; justify-content: center; height: 100vh; background: ${PAPER}; color: ${INK}; font: 30px/1.4 Inter; } h1 { font-size: 64px; line-height: 1.1; letter-spacing: -0.025em; margin: 24px 0 } p { color: ${MUTED}; margin: 0 }</style>${body}`;

const PICTURES = [
  ['icons/192.png', 192, 192, rose(176, 0.8)],
  ['icons/512.png', 512, 512, rose(472, 0.7)],
  // Phones cut a circle, or a square with round corners, out of it.
  ['icons/maskable.png', 512, 512, rose(336, 0.8)],
  ['icons/touch.png', 180, 180, rose(140, 0.8)],
  [
    'social.png',
    1200,
    630,
    `<div style="width:600px;padding-left:72px">${rose(72, 0.8)}<h1>How one reaches a&nbsp;port</h1><p>Kubernetes services, exposed by you, on a cluster in the page.</p></div><div>${chart}</div>`,
  ],
];

mkdirSync(join(root, 'public/icons'), { recursive: true });
const browser = await launch(process.env.CHROME_PATH ?? '/usr/bin/chromium');
for (const [file, width, height, body] of PICTURES) {
  const tab = await browser.newPage({ viewport: { width, height } });
  await tab.setContent(page(body));
  await tab.evaluate(() => document.fonts.ready);
  await tab.screenshot({ path: join(root, 'public', file) });
  await tab.close();
}
await browser.close();
