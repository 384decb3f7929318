// What a terminal sends, cut into keys.

/** The first key of `data`: an escape sequence, a control character or one character. */
export function firstKey(data: string): string {
  const sequence = /^\x1b(?:\[200~[\s\S]*?\x1b\[201~|\[[\d;]*[A-Za-z~]|O[A-Za-z]|[\s\S])/.exec(data);
  if (sequence) return sequence[0];
  return String.fromCodePoint(data.codePointAt(0)!);
}
