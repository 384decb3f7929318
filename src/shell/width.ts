// How many terminal cells a character takes: as xterm.js has it, with the table of Unicode 11.

const RANGES =
  '\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\u2ffb\\u3000-\\u3029\\u302e-\\u303e\\u3041-\\u3096\\u309b-\\u31ba\\u31c0-\\u31e3\\u31f0-\\u3247\\u3250-\\u4dbf\\u4e00-\\ua4c6\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6b\\uff01-\\uff60\\uffe0-\\uffe6\\u{16fe0}-\\u{16fe3}\\u{17000}-\\u{187f7}\\u{18800}-\\u{18af2}\\u{1b000}-\\u{1b11e}\\u{1b150}-\\u{1b152}\\u{1b164}-\\u{1b2fb}\\u{1f200}-\\u{1f265}\\u{1f93b}\\u{1f946}\\u{20000}-\\u{2fffd}\\u{30000}-\\u{3fffd}';
/** Emoji of one cell: letters that make flags in pairs, and those that came after Unicode 11. */
const NARROW =
  '\\u{1f1e6}-\\u{1f1ff}\\u{1f6d6}-\\u{1f6df}\\u{1f6fb}\\u{1f6fc}\\u{1f7f0}\\u{1f90c}\\u{1f972}\\u{1f977}-\\u{1f979}\\u{1f9a3}\\u{1f9a4}\\u{1f9ab}-\\u{1f9ad}\\u{1f9cb}\\u{1f9cc}\\u{1fa74}-\\u{1fa77}\\u{1fa7b}-\\u{1fa7f}\\u{1fa83}-\\u{1fa8f}\\u{1fa96}-\\u{1faff}';
const WIDE = new RegExp(`[${RANGES}]|(?![${NARROW}])\\p{Emoji_Presentation}`, 'u');
const NONE = /(?!\xad)[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\u1734\u{1171e}]/u;

export function cellsOf(character: string): number {
  // Most are these, and they are asked for at each key.
  if (character < '\x7f') return 1;
  if (NONE.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Of a prompt, say: colour codes take no room. */
export function cellsOfText(text: string): number {
  let cells = 0;
  for (const character of text.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '')) cells += cellsOf(character);
  return cells;
}
