// The id behind a program's name in lines for the shell (`answer CHECK …`, `begin EXERCISE`), wherever a command may stand.

export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** What is quoted is passed over: a command's name in it is a text. */
const QUOTED = String.raw`\\.|'[^']*'|"(?:\\.|[^"\\])*"`;
/** Where a command begins: a line, a list's next part, a group, and behind the shell's own words. */
const BEGIN = String.raw`(?:^|[;&|(])\s*(?:(?:then|do|else|elif|if|while|until|time|!|\{)\s+)*`;

const found = (program: 'answer' | 'begin', id: string): RegExp =>
  new RegExp(String.raw`${QUOTED}|(${BEGIN}${program}\s+(["']?))${literal(id)}(?=\2(?:[\s;&|)]|$))`, 'gm');

export const withWord = (lines: string, program: 'answer' | 'begin', was: string, is: string): string =>
  lines.replace(found(program, was), (all, before: string | undefined) => (before === undefined ? all : before + is));

export const hasWord = (lines: string, program: 'answer' | 'begin', id: string): boolean =>
  [...lines.matchAll(found(program, id))].some(([, before]) => before !== undefined);
