// How many terminal cells a character takes.

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

export function cellsOf(character: string): number {
  if (/\p{Mn}|\p{Cf}/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Of a prompt, say: colour codes take no room. */
export function cellsOfText(text: string): number {
  let cells = 0;
  for (const character of text.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '')) cells += cellsOf(character);
  return cells;
}
