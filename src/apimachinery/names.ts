// Models apiserver/pkg/storage/names: how the server makes a name from generateName.

/** No vowels and nothing that is read as another: nobody finds a word in a name. Source: apimachinery/pkg/util/rand. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

export function randomSuffix(length: number, random: () => number): string {
  let out = '';
  for (let i = 0; i < length; i++) out += ALPHABET[Math.floor(random() * ALPHABET.length)]!;
  return out;
}

/** Cut so that the five characters still fit into 63. */
export function generateName(base: string, random: () => number): string {
  return base.slice(0, 63 - 5) + randomSuffix(5, random);
}

const HEX = '0123456789abcdef';
/** `x`: any digit; `v`: the variant. */
const UUID = [...'xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx'];

/** A random (version 4) UUID. */
export function generateUid(random: () => number): string {
  const variant = '89ab'[Math.floor(random() * 4)]!;
  const out: string[] = [];
  for (const place of UUID) out.push(place === 'x' ? HEX[Math.floor(random() * 16)]! : place === 'v' ? variant : place);
  // Joined: what is added up piece by piece stays a tree of pieces in memory.
  return out.join('');
}

let last = { second: Number.NaN, text: '' };

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
export function timestamp(ms: number): string {
  const second = Math.floor(ms / 1000);
  // Whatever happens at once is told with one time, and that is one text.
  if (second !== last.second) last = { second, text: `${new Date(ms).toISOString().slice(0, 19)}Z` };
  return last.text;
}

/** Milliseconds of an RFC 3339 time; NaN: it is none. */
export const timeOf = (text: string): number => (/^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN);

/** Go's words for that. Source: time.Parse. */
export const notTime = (text: string): string =>
  `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`;

/** A UUID that follows from `text`: for what the server makes by itself, so that chance is left to what clients make. */
export function uidFrom(text: string): string {
  // FNV-1a for the seed, then a linear congruential sequence.
  let state = 2166136261;
  for (const c of text) state = Math.imul(state ^ c.codePointAt(0)!, 16777619) >>> 0;
  return generateUid(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}
