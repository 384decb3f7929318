// Place by place and Service by Service: what a client sees. Played through the same code as POST /portolan/v1/connect.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { realTime } from '../../src/cli/real-time.ts';
import { Lab } from '../../src/lab/lab.ts';
import { preload } from '../../src/lab/preload.ts';
import { manifestsOf, matches, PROVIDERS, parseTable, play } from './table.ts';

await preload();

const dir = new URL('.', import.meta.url).pathname;
const root = new URL('../../', import.meta.url).pathname;
/** A table and the manifest beside it: `services.txt`, `services.yaml`. */
for (const file of readdirSync(dir).filter((name) => name.endsWith('.txt'))) {
  const text = readFileSync(dir + file, 'utf8');
  const cases = parseTable(text);
  const objects = manifestsOf(file.replace(/\.txt$/, ''), text)
    .flatMap((path) => parseAllDocuments(readFileSync(root + path, 'utf8')))
    .flatMap((document) => document.toJSON() ?? []);
  describe.each(PROVIDERS)(`${file} on %s`, (provider) => {
    const lab = new Lab({ provider });
    const refused = lab.apply(objects);
    lab.drive(realTime);
    test('everything is there', () => expect(refused).toBeUndefined());
    test.each(cases)('$section, line $line: $from to $to', async ({ from, to, expected }) => {
      const outcome = await play(lab, { from, to });
      // Shown as it is, compared as a pattern.
      expect(matches(outcome, expected[provider]) ? expected[provider] : outcome).toBe(expected[provider]);
    });
  });
}
