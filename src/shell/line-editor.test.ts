// Keys at a prompt, and what stands on the screen.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EditorEvent, LineEditor } from './line-editor.ts';
import { Screen } from './testing/screen.ts';

interface Typed {
  readonly editor: LineEditor;
  readonly screen: Screen;
  readonly events: EditorEvent[];
  readonly type: (keys: string) => string;
}

function start(columns = 40, history: readonly string[] = [], suggests = false): Typed {
  const screen = new Screen(columns);
  const editor = new LineEditor(columns, () => history);
  editor.suggests = suggests;
  const events: EditorEvent[] = [];
  screen.write(editor.start('$ '));
  const type = (keys: string): string => {
    for (let rest = keys; rest !== ''; ) {
      const fed = editor.feed(rest);
      screen.write(fed.screen);
      rest = fed.rest;
      if (fed.event) events.push(fed.event);
      if (fed.event?.type === 'line' || fed.event?.type === 'interrupt') screen.write(editor.start('$ '));
    }
    return screen.withCursor;
  };
  return { editor, screen, events, type };
}

const past = ['echo one', 'kubectl get pods -n "kube system"', 'ls -l; cat a', 'echo two'];

test.each([
  ['Alt-B and Alt-F by words', 'one.two three\x1bb\x1bb\x1bf', '$ one.two| three'],
  ['Esc, then the letter, is Alt', 'one two\x1b', '$ one two|'],
  ['Ctrl-arrows', 'one two\x1b[1;5D\x1b[1;5DX', '$ X|one two'],
  ['Ctrl-W stops at spaces, Alt-Backspace at any sign', 'a b/c d/e\x17f/g\x1b\x7f', '$ a b/c f/|'],
  ['Alt-D', 'one two three\x01\x1bd\x1bd', '$ | three'],
  ['kills that follow one another are yanked together', 'one two three\x17\x17\x01\x19', '$ two three|one'],
  ['Alt-D and Ctrl-K join too', 'a b c\x01\x1bd\x0b\x19\x19', '$ a b ca b c|'],
  ['Alt-Y yanks the one before', 'one\x15two\x15\x19\x1by', '$ one|'],
  ['Ctrl-X Backspace', 'one two\x1bb\x18\x7f', '$ |two'],
  ['Ctrl-T', 'abdc\x14', '$ abcd|'],
  ['Esc 3: three characters', 'abcdef\x1b3\x02', '$ abc|def'],
  ['Alt-1 Alt-2, or Alt-1 and a digit, is twelve', 'x\x1b1\x1b2a\x1b12b', '$ xaaaaaaaaaaaabbbbbbbbbbbb|'],
  ['an argument is shown until the key comes', 'abc\x1b4', '(arg: 4) abc|'],
  ['Alt-2 Alt-D kills two words, and they are yanked together', 'a b c\x01\x1b2\x1bd\x05\x19', '$  ca b|'],
  ['a negative argument goes the other way', 'abcdef\x1b-\x1b2\x06', '$ abcd|ef'],
  ['Alt-- Ctrl-K is Ctrl-U', 'abc def\x1bb\x1b-\x0b', '$ |def'],
  ['Ctrl-G forgets the argument', 'abc\x1b3\x07x', '$ abcx|'],
  ['Alt-3 Alt-U', 'one two three\x01\x1b3\x1bu', '$ ONE TWO THREE|'],
  ['Alt-2 Alt-. takes the word of that number', 'x \x1b0\x1b.', '$ x echo|'],
  ['Ctrl-T in the middle', 'abc\x02\x14', '$ acb|'],
  ['Alt-T', 'get svc pods\x1bt', '$ get pods svc|'],
  ['Alt-U, Alt-L, Alt-C', 'one TWO three\x01\x1bu\x1bl\x1bc', '$ ONE two Three|'],
  ['Alt-\\ takes the spaces away', 'a    b\x02\x1b\\', '$ a|b'],
  ['undo: what was typed in one go', 'one\x17two\x1f', '$ |'],
  ['undo: kill', 'one two\x17\x1f', '$ one two|'],
  ['undo twice', 'one two\x17\x17\x1f\x1f', '$ one two|'],
  ['Ctrl-X Ctrl-U is undo', 'one two\x17\x18\x15', '$ one two|'],
  ['Alt-R reverts', 'one two\x17\x17three\x1br', '$ |'],
  ['Alt-. and again', 'cat \x1b.', '$ cat two|'],
  ['Alt-. twice', 'cat \x1b.\x1b.', '$ cat a|'],
  ['Alt-. thrice keeps quotes together', 'cat \x1b.\x1b.\x1b.', '$ cat "kube system"|'],
  ['Alt-< and Alt->', 'new\x1b<\x1b>', '$ new|'],
  ['a line of the history that was changed stays so', '\x1b[A!\x1b[A\x1b[B', '$ echo two!|'],
  ['Ctrl-R', '\x12one', "(reverse-i-search)`one': echo |one"],
  ['Ctrl-R again', '\x12echo\x12', "(reverse-i-search)`echo': |echo one"],
  ['Ctrl-R that fails', '\x12echozz', "(failed reverse-i-search)`echozz': |echo two"],
  ['Ctrl-R, then an arrow edits', '\x12one\x1b[C', '$ echo o|ne'],
  ['Ctrl-R and Ctrl-G give the line back', 'ab\x12one\x07', '$ ab|'],
  ['Ctrl-R, then Ctrl-R, then Ctrl-S', '\x12echo\x12\x13', "(i-search)`echo': |echo two"],
  [
    'Ctrl-R, Enter, Ctrl-R Ctrl-R: the last search',
    '\x12one\r\x12\x12',
    "$ echo one\n(reverse-i-search)`one': echo |one",
  ],
  ['Ctrl-O takes the next line', '\x1b[A\x1b[A\x1b[A\x1b[A\x0f', '$ echo one\n$ |'],
  ['Ctrl-V takes a key as it is', 'a\x16\x03b', '$ a^Cb|'],
  ['Ctrl-L', 'one\x0ctwo', '$ onetwo|'],
  ['a pasted text in pieces', '\x1b[200~echo a\necho ', '$ |'],
  ['an accent goes with its letter', 'e\u0301a\x02\x02X', '$ X|e\u0301a'],
  ['backspace takes a letter with its accent', 'ae\u0301\x7f', '$ a|'],
  ['Chinese and emoji', '你好👍x\x02\x02\x7f', '$ 你|👍x'],
])('%s', (_name, keys, shown) => {
  expect(start(60, past).type(keys)).toBe(shown);
});

test('Esc and a paste may come in pieces', () => {
  const { type, events } = start();
  type('one two\x1b');
  expect(type('b')).toBe('$ one |two');
  type('\x05\x1b[200~echo a\ne');
  expect(type('cho b\x1b[201~')).toBe('$ one twoecho a\necho b|');
  type('\r');
  expect(events).toEqual([{ type: 'line', text: 'one twoecho a\necho b' }]);
});

test('Ctrl-O gives the line that follows', () => {
  const { type, events } = start(40, past);
  type('\x1b<\x0f');
  expect(events).toEqual([{ type: 'line', text: 'echo one', next: past[1] }]);
});

test('pasted text is marked while a line is typed, and not while it runs', () => {
  const { editor, screen } = start();
  expect(screen.marksPastes).toBe(true);
  screen.write(editor.feed('x\r').screen);
  expect(screen.marksPastes).toBe(false);
});

test('the second Tab asks for the list, Alt-? at once, Alt-* for all', () => {
  const { type, events } = start();
  type('a\t\tb\t\x1b?\x1b*');
  expect(events.map((event) => event.type === 'complete' && event.how)).toEqual([
    'insert',
    'list',
    'insert',
    'list',
    'insert all',
  ]);
});

test('a suggestion stands in grey behind the cursor, and → or End takes it', () => {
  const history = ['kubectl get pods', 'kubectl get svc -o wide', 'ls'];
  const { type, screen } = start(40, history, true);
  expect(type('kubectl')).toBe('$ kubectl| get svc -o wide');
  expect(screen.grey).toContain(' get svc -o wide');
  expect(type('\x1bf')).toBe('$ kubectl get| svc -o wide');
  expect(type(' p')).toBe('$ kubectl get p|ods');
  expect(type('\x02')).toBe('$ kubectl get |p');
  expect(type('\x05')).toBe('$ kubectl get p|ods');
  expect(type('\x05')).toBe('$ kubectl get pods|');
  expect(type('\x1fx')).toBe('$ kubectl get px|');
  expect(type('\x7f\r')).toBe('$ kubectl get p\n$ |');
});

test('a suggestion never makes another row', () => {
  const { type, screen } = start(20, ['echo 0123456789 0123456789']);
  expect(type('ec')).toBe('$ ec|');
  const other = start(20, ['echo 0123456789 0123456789'], true);
  expect(other.type('ec')).toBe('$ ec|ho 0123456789 0');
  expect(screen.grey).toBe('');
  expect(other.type('\x1b[C')).toBe('$ echo 0123456789 01\n23456789|');
});

test('after a resize the line stands there whole', () => {
  const { type, screen, editor } = start(20);
  type('echo 0123456789 0123456789\x1bb');
  for (const columns of [12, 30, 9, 40]) {
    screen.resize(columns);
    screen.write(editor.resize(columns));
    const rows = '$ echo 0123456789 0123456789'.match(new RegExp(`.{1,${columns}}`, 'g'))!;
    expect(screen.text).toBe(rows.map((row) => row.trimEnd()).join('\n'));
  }
  expect(type('X')).toBe('$ echo 0123456789 X|0123456789');
});

test('what a key that controls the terminal would do is shown, not done', () => {
  const { type } = start();
  expect(type('\x1b[200~a\x1b]0;title\x07b\x1b[201~')).toBe('$ a^[]0;title^Gb|');
});

/** Keys of every kind; the screen must show what the editor has, whatever was typed. */
const keys = fc.constantFrom(
  ...['a', 'b ', '你', 'e\u0301', '👍', 'word ', 'longer-word '],
  ...['\x01', '\x05', '\x02', '\x06', '\x1bb', '\x1bf', '\x7f', '\x04', '\x0b', '\x15', '\x17', '\x1b\x7f', '\x1bd'],
  ...['\x19', '\x1by', '\x14', '\x1bt', '\x1bu', '\x1bl', '\x1bc', '\x1f', '\x1b.', '\x1b[A', '\x1b[B', '\x12', '\x07'],
  ...['\x1b[200~x\ny\x1b[201~', '\x16\x02', '\x1b\\', '\x1br'],
);

test('whatever is typed, the screen shows the line and the cursor in it', () => {
  fc.assert(
    fc.property(
      fc.array(keys, { maxLength: 60 }),
      fc.integer({ min: 4, max: 30 }),
      fc.boolean(),
      (pressed, columns, suggests) => {
        const { editor, screen, type } = start(columns, [...past, 'a\nb', '你好 word'], suggests);
        for (const key of pressed) if (key !== '\x04' || editor.text !== '') type(key);
        type('\x07');
        const fresh = new Screen(columns);
        const same = new LineEditor(columns, () => []);
        fresh.write(same.start('$ ', 0, editor.before));
        const cursor = [fresh.row, fresh.column];
        const end = new Screen(columns);
        end.write(new LineEditor(columns, () => []).start('$ ', 0, editor.text));
        if (!suggests) expect(screen.text).toBe(end.text);
        expect([screen.row, screen.column]).toEqual(cursor);
      },
    ),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 150), seed: Number(process.env.PROPERTY_SEED ?? 7) },
  );
});
