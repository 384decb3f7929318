// The manifests of the simulated internet: every line of the registry has its file, and kubectl on the laptop gets it.

import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documentOf } from '../src/cli/documents.ts';
import { realTime } from '../src/cli/real-time.ts';
import { Lab } from '../src/lab/lab.ts';
import { LaptopShell } from '../src/lab/laptop-shell.ts';
import { preload } from '../src/lab/preload.ts';
import { DOCUMENTS } from '../src/network/documents.ts';

const folder = new URL('../content/manifests/', import.meta.url).pathname;

test.each(DOCUMENTS)('$url', ({ file }) => expect(existsSync(folder + file)).toBe(true));

test('every file stands in the registry', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  expect(files.sort()).toEqual([...new Set(DOCUMENTS.map(({ file }) => file))].sort());
});

test('kubectl on the laptop applies one', async () => {
  await preload();
  const lab = new Lab({ documents: documentOf });
  const stop = lab.drive(realTime);
  await lab.machines.warm();
  const prompt = new LaptopShell(lab);
  const { stdout } = await prompt.capture(
    `kubectl apply -f ${DOCUMENTS[0]!.url.replace('raw.githubusercontent.com/kubernetes/ingress-nginx', 'github.com/kubernetes/ingress-nginx/raw')}`,
  );
  stop();
  expect(stdout.split('\n').slice(0, 2)).toEqual([
    'namespace/ingress-nginx created',
    'serviceaccount/ingress-nginx created',
  ]);
}, 60_000);
