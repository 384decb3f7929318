// What is simulated, and what is not: gathered from what the code says of itself, when the site is built.
// Three notes count: `Models <upstream place>: …`, `Differs: …`, and the words `Portolan does not simulate …`, in comments
// and in what programs print.

import ts from 'typescript';

export interface Note {
  /** Markdown: one sentence or more. */
  readonly text: string;
  /** Path below the project's root. */
  readonly file: string;
}

/** One room of `src`, with what it says of itself. */
export interface RoomNotes {
  readonly room: string;
  readonly models: readonly Note[];
  readonly differs: readonly Note[];
  readonly missing: readonly Note[];
}

const NOT = 'Portolan does not simulate';

/** Comments that stand right below each other are one text. */
function commentsOf(source: ts.SourceFile): string[] {
  const { text } = source;
  const ranges = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) ranges.set(range.pos, range);
    for (const range of ts.getTrailingCommentRanges(text, node.end) ?? []) ranges.set(range.pos, range);
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  const found: { text: string; end: number; isLine: boolean }[] = [];
  for (const range of [...ranges.values()].sort((a, b) => a.pos - b.pos)) {
    const isLine = range.kind === ts.SyntaxKind.SingleLineCommentTrivia;
    const plain = text
      .slice(range.pos, range.end)
      .replace(/^\/\/ ?|^\/\*+ ?|\s*\*+\/$/g, '')
      .replace(/^[ \t]*\* ?/gm, '')
      .trim();
    const before = found.at(-1);
    if (before && isLine && before.isLine && /^\r?\n[ \t]*$/.test(text.slice(before.end, range.pos))) {
      before.text += ` ${plain}`;
      before.end = range.end;
    } else found.push({ text: plain, end: range.end, isLine });
  }
  return found.map(({ text: whole }) => whole.replace(/\s+/g, ' '));
}

/** What the code prints: string literals, with what is filled in shown as an ellipsis. */
function literalsOf(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    let text: string | undefined;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) text = node.text;
    else if (ts.isTemplateExpression(node))
      text = node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('');
    if (text !== undefined) found.push(text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What begins with what is filled in, or points at something, says nothing by itself: the file's comments do. */
export const POINTS = /^"?(…|(it|this|these)(?=[\s.;:]|$))/;

/** A sentence ends at a full stop before white space or the end: `create.go` is a word. */
const SENTENCE = /^.*?[.!?](?=\s|$)|^.*$/s;
const firstSentence = (text: string): string => (SENTENCE.exec(text)?.[0] ?? text).trim();

/** What stands behind `mark`, up to the next note in the same comment. */
function behind(text: string, mark: RegExp): string | undefined {
  const found = mark.exec(text);
  if (!found) return undefined;
  return text
    .slice(found.index + found[0].length)
    .split(/\s(?=Models |Differs: |Source: |Portolan does not )/)[0]!
    .trim();
}

/** What one source file says of itself. */
export function notesOf(file: string, content: string): Omit<RoomNotes, 'room'> {
  const source = ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true);
  const models: Note[] = [];
  const differs: Note[] = [];
  const missing: Note[] = [];
  for (const text of commentsOf(source)) {
    const upstream = behind(text, /(?:^|\s)Models (?=\S)/);
    if (upstream) models.push({ text: firstSentence(upstream), file });
    const difference = behind(text, /(?:^|\s)Differs: (?=\S)/);
    if (difference) differs.push({ text: difference, file });
    const gap = behind(text, /(?:^|[.!?] )Portolan does not simulate (?=\S)/);
    if (gap) missing.push({ text: firstSentence(gap), file });
  }
  const isSaid = missing.length > 0;
  for (const text of literalsOf(source)) {
    const at = text.indexOf(NOT);
    if (at < 0) continue;
    const what = firstSentence(text.slice(at + NOT.length).trim());
    if (/[\p{L}\p{N}]/u.test(what.replace(/…/g, '')) && !(isSaid && POINTS.test(what)))
      missing.push({ text: what, file });
  }
  return { models, differs, missing };
}

/** All rooms that say something, in alphabetical order. `files`: paths that begin with `src/`, and their contents. */
export function fidelityNotes(files: Readonly<Record<string, string>>): RoomNotes[] {
  const rooms = new Map<string, RoomNotes & { models: Note[]; differs: Note[]; missing: Note[] }>();
  for (const path of Object.keys(files).sort()) {
    const [, room] = /^src\/([^/]+)\/.*\.ts$/.exec(path) ?? [];
    if (!room || /\.test(-\w+)?\.ts$|\/generated\//.test(path)) continue;
    const { models, differs, missing } = notesOf(path, files[path]!);
    if (!rooms.has(room)) rooms.set(room, { room, models: [], differs: [], missing: [] });
    const notes = rooms.get(room)!;
    notes.models.push(...models);
    notes.differs.push(...differs);
    for (const note of missing) if (!notes.missing.some(({ text }) => text === note.text)) notes.missing.push(note);
  }
  return [...rooms.values()].filter(
    ({ models, differs, missing }) => models.length + differs.length + missing.length > 0,
  );
}
