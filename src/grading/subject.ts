// What a check is about, in the words that a learner types.

/** The host of a URL: its first label, or the whole of an address. */
export function subjectOf(url: string): string {
  const { hostname } = new URL(url);
  return /^[\d.]+$|^\[/.test(hostname) ? hostname : hostname.split('.')[0]!;
}

/** Does the text name it, as a word of its own? */
export function names(text: string, subject: string): boolean {
  const word = subject.replace(/[^\w]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'i').test(text);
}
