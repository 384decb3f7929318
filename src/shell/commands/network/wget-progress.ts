// How GNU wget prints sizes, rates and progress where nobody looks at a terminal. Models wget 1.21.3 src/progress.c (dot), src/utils.c.

const KIB = 1024;
const DOTS = 50;
const GROUP = 10;

/** `3525 (3.4K)`. */
export function sizeOf(bytes: number): string {
  if (bytes < KIB) return String(bytes);
  const short = human(bytes);
  return `${bytes} (${short})`;
}

function human(bytes: number): string {
  let value = bytes;
  let unit = '';
  for (const next of ['K', 'M', 'G']) {
    if (value < KIB) break;
    value /= KIB;
    unit = next;
  }
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)}${unit}`;
}

/** `98.3M`: bytes a second. */
export function rateOf(bytes: number, elapsedMs: number): string {
  let value = (bytes * 1000) / Math.max(elapsedMs, 0.01);
  let unit = '';
  for (const next of ['K', 'M', 'G']) {
    if (value < KIB) break;
    value /= KIB;
    unit = next;
  }
  return `${value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0)}${unit}`;
}

/** A row for each 50 KiB, a dot for each KiB. */
export function dotsOf(bytes: number, rate: string): string {
  const rows = Math.max(1, Math.ceil(bytes / (DOTS * KIB)));
  return Array.from({ length: rows }, (_, row) => {
    const dots = Math.min(DOTS, Math.floor(bytes / KIB) - row * DOTS);
    const cells = Array.from({ length: DOTS }, (_none, i) => `${i % GROUP === 0 ? ' ' : ''}${i < dots ? '.' : ' '}`);
    const done = bytes === 0 ? 100 : Math.floor((100 * Math.min(bytes, (row + 1) * DOTS * KIB)) / bytes);
    const isLast = row === rows - 1;
    return `${String(row * DOTS).padStart(6)}K${cells.join('')}${String(done).padStart(3)}% ${rate}${isLast ? '=0s' : ' 0s'}\n`;
  }).join('');
}
