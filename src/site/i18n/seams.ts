// Chinese has a blank between Han characters and other letters, and none between Han characters. Which it is at the edge of what is
// filled in shows when that is known.

const SEAM = '\uE000';
const HAN = /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF“”]/u;

/** A sentence's blanks between a Han character and what stands in braces, as seams. */
export const opened = (text: string): string =>
  text.replace(/(\p{Script=Han}) (?=\{\w)/gu, `$1${SEAM}`).replace(/(\{\w+\}) (?=\p{Script=Han})/gu, `$1${SEAM}`);

/** A filled sentence: a seam is a blank, or nothing between Han characters. */
export const closed = (text: string): string =>
  text.replace(/(.?)\uE000(?=(.?))/gu, (_, before: string, after: string) =>
    HAN.test(before) && HAN.test(after) ? before : `${before} `,
  );
