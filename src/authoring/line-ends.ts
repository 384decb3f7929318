// A file's text and what a text field of a page makes of it: there every line ends with LF. Source: HTML, 4.10.11 (the API value)

export const asFieldHasIt = (file: string): string => file.replace(/\r\n?/g, '\n');

/** What the field says, as the file has it: lines that are as they were keep their ends, others get those of the file's first. */
export function asFileHasIt(file: string, said: string): string {
  const old = file.split(/(?<=\n|\r(?!\n))/);
  const lines = said.split(/(?<=\n)/);
  const isAsItWas = (i: number, j: number): boolean =>
    i < old.length && j < lines.length && asFieldHasIt(old[i]!) === lines[j]!;
  let above = 0;
  while (isAsItWas(above, above)) above++;
  let below = 0;
  const most = Math.min(old.length, lines.length) - above;
  while (below < most && isAsItWas(old.length - 1 - below, lines.length - 1 - below)) below++;
  const end = /\r\n?|\n/.exec(file)?.[0] ?? '\n';
  const changed = lines.slice(above, lines.length - below).map((line) => line.replace('\n', end));
  return [...old.slice(0, above), ...changed, ...old.slice(old.length - below)].join('');
}
