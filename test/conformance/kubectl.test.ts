// The real kubectl and ours do the same things to the same cluster, and print and leave behind the same.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const dir = new URL('.', import.meta.url).pathname;
const root = new URL('../..', import.meta.url).pathname;

/** Runs one case of the differential test; its report is what is expected to be empty. */
function compare(file: string, name: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [`${dir}kubectl-diff.mjs`, '--project', root, '--only', name, '--verbose', file],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let printed = '';
    child.stdout.on('data', (text) => (printed += text));
    child.stderr.on('data', (text) => (printed += text));
    child.on('close', (code) => resolve(code === 0 ? '' : printed));
  });
}

// The set-up has said loudly why there is no real kubectl here.
describe.skipIf(process.env.PORTOLAN_NO_KUBECTL === '1')('the real kubectl agrees', () => {
  for (const file of readdirSync(`${dir}cases`).map((name) => `${dir}cases/${name}`)) {
    const names = [...readFileSync(file, 'utf8').matchAll(/^### (\S+)/gm)].map(([, name]) => name!);
    test.concurrent.each(names)('%s', async (name) => expect(await compare(file, name)).toBe(''));
  }
});
