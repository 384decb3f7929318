// The pages about errors: each shows what is printed, and what is printed leads to it; what has gone well leads nowhere.
// RECORD_ERRORS=1 writes content/errors/shown anew: read what it wrote.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { preload } from '#lab/preload.ts';
import { lastOutput, Recogniser } from '../src/site/errors/recognise.ts';
import { ERRORS, shownBy, shownFile } from './errors/replay.ts';

const recogniser = new Recogniser(ERRORS);
const idsIn = (text: string): readonly string[] => recogniser.in(text.split('\n')).map(({ error }) => error.id);

await preload();

test.each(ERRORS.map((error) => [error.id, error] as const))(
  '%s: its page shows what is printed',
  async (id, error) => {
    const shown = await shownBy(error);
    if (process.env['RECORD_ERRORS']) {
      mkdirSync(new URL('.', shownFile(id)), { recursive: true });
      writeFileSync(shownFile(id), shown);
    }
    expect(existsSync(shownFile(id)), 'recorded').toBe(true);
    expect(shown).toBe(readFileSync(shownFile(id), 'utf8'));
    expect(idsIn(shown)).toContain(id);
  },
);

/** `$ command`, then what it prints, what it complains about behind `! `; in some releases only, behind `[1.32, 1.33]`. */
const FOLDERS = ['transcripts', 'recorded'].map((name) => new URL(`conformance/${name}/`, import.meta.url));
const COMPLAINT = /^(\[[\d., -]+\] )?! /;

test('of what the real kubectl was seen to print, only what says that something is wrong leads to a page', () => {
  const led = { complaint: 0, state: 0 };
  for (const folder of FOLDERS)
    for (const file of readdirSync(folder)) {
      const lines = readFileSync(new URL(file, folder), 'utf8').split('\n');
      for (const { error, line } of recogniser.in(lines.map((text) => text.replace(COMPLAINT, '')))) {
        const isState = ERRORS.some(({ id, isState }) => id === error.id && isState);
        led[isState ? 'state' : 'complaint']++;
        const asked = lines.slice(0, line).findLast((text) => text.startsWith('$ '));
        if (!isState && !asked?.includes('2>&1'))
          expect(lines[line], `${file}:${line + 1} as ${error.id}`).toMatch(COMPLAINT);
      }
    }
  expect(led.complaint).toBeGreaterThan(200);
  // Tables: 28 000 lines of them, and few Pods in trouble.
  expect(led.state).toBeLessThan(20);
});

test.each([
  ['NAME   POD-SELECTOR   AGE', 'deny   <none>         5s'],
  [
    'NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE',
    'web    ClusterIP   10.96.0.9    <none>        80/TCP    5s',
  ],
  ['NAME   STATUS   ROLES    AGE   VERSION', 'n1     Ready    <none>   5m    v1.34.0'],
  ['NAME   READY   STATUS   SECRET', 'web    1/1     Running  5s'],
  ['404 boats, 502 of them with a Pending bill'],
])('%s: nothing is wrong', (...lines) => expect(recogniser.in(lines)).toEqual([]));

const PROMPT = 'learner@laptop:~$';
test.each([
  ['while the prompt is not back yet', [`${PROMPT} a`, 'one', `${PROMPT} b`, 'two'], ['two']],
  ['when it is back', [`${PROMPT} a`, 'one', `${PROMPT} b`, 'two', PROMPT], ['two']],
  ['when it printed nothing', [`${PROMPT} a`, 'one', `${PROMPT} b`, PROMPT], []],
  ['when nothing was entered', [PROMPT], []],
] as const)('what was printed last, %s', (_, screen, printed) => expect(lastOutput(screen)).toEqual(printed));
