// `portolan lesson new`, asked and answered as on a terminal.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseLesson } from '#grading/lesson.ts';
import { newLesson } from './new-lesson.ts';

let base: string;
let said: string;
let complaints: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'portolan-asked-'));
  mkdirSync(join(base, 'content/lessons/03-before'), { recursive: true });
  said = '';
  complaints = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => (said += text) !== '');
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => (complaints += text) !== '');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(base, { recursive: true });
});

/** A person who types `lines`, each when a question stands there. Returns the exit code, and what the terminal showed. */
async function ask(args: string[], lines: readonly string[], atOnce = false) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = '';
  const left = [...lines];
  const next = (): void => {
    const line = left.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  };
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (!atOnce && shown.endsWith(']: ')) next();
  });
  if (atOnce) input.write(`${left.splice(0).join('\n')}\n`);
  const code = await newLesson(args, { dialogue: { input, output }, base });
  return { code, shown, left };
}
const lessonOf = (folder: string) => {
  const file = `content/lessons/${folder}/lesson.yaml`;
  const read = parseLesson(file, readFileSync(join(base, file), 'utf8'));
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.lesson;
};

test('what no option gives is asked for, and Enter takes what stands in brackets', async () => {
  const answers = ['', '会话保持', 'Staying with one Pod', '总是找同一个 Pod'];
  const { code, shown, left } = await ask(['session-affinity', '--minutes', '9'], answers);
  expect([code, complaints, left]).toEqual([0, '', []]);
  expect(shown).toBe(
    'Title in English [Session affinity]: ' +
      'Title in Chinese [Session affinity]: ' +
      'What it is about, one line, in English [What a Service does for its callers]: ' +
      'The same in Chinese [Service 为调用方做了什么]: ',
  );
  expect(lessonOf('04-session-affinity')).toMatchObject({
    title: { en: 'Session affinity', zh: '会话保持' },
    summary: { en: 'Staying with one Pod', zh: '总是找同一个 Pod' },
    minutes: 9,
  });
  expect(said).toContain('content/lessons/04-session-affinity written.');
});

test('an answer that does not fit is asked for again', async () => {
  const { code, shown } = await ask(['ports', '--number', '8'], ['Ports', '端口', 'a', 'b', 'ten', '0', '10']);
  expect(code).toBe(0);
  expect(shown.split('Minutes [12]: ')).toEqual([
    expect.any(String),
    'minutes is "ten"; give a whole number above 0\n',
    'minutes is "0"; give a whole number above 0\n',
    '',
  ]);
  expect(lessonOf('08-ports').minutes).toBe(10);
});

test('lines that are pasted at once answer one question each', async () => {
  const { code } = await ask(['ports'], ['Ports', '端口', 'About ports', '关于端口', '5'], true);
  expect(code).toBe(0);
  expect(lessonOf('04-ports')).toMatchObject({
    title: { en: 'Ports', zh: '端口' },
    summary: { zh: '关于端口' },
    minutes: 5,
  });
});

test('answers that break off leave nothing behind', async () => {
  const { code } = await ask(['ports'], ['Ports', '端口']);
  expect(code).toBe(2);
  expect(complaints).toContain('the input has ended before all was answered; nothing was written');
  expect(readdirSync(join(base, 'content/lessons'))).toEqual(['03-before']);
});

test('where nobody is there to be asked, what stands in brackets is taken', async () => {
  expect(await newLesson(['ports', '--title-zh', '端口'], { dialogue: undefined, base })).toBe(0);
  expect(lessonOf('04-ports')).toMatchObject({ title: { en: 'Ports', zh: '端口' }, minutes: 12 });
});
