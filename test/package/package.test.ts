// The package from its tarball in Node: what is in it, its types, and the example operator with its own tests.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installed, installed, root, run } from './installed.ts';

let at: Installed;
beforeAll(() => {
  at = installed('operator');
}, 120_000);
afterAll(() => rmSync(at.folder, { recursive: true, force: true }));

test('the tarball has what it needs and no more', () => {
  const folders = [...new Set(at.files.map((path) => path.split('/').slice(0, 2).join('/')))].sort();
  expect(folders).toEqual([
    'LICENSE',
    'README.md',
    'bin/portolan',
    'content/lessons',
    'content/manifests',
    'dist/cli',
    'dist/library',
    'dist/openapi',
    'docs/library-reference.md',
    'docs/library.md',
    'package.json',
  ]);
  expect(at.files.filter((path) => /\.test\.|\.map$|src\//.test(path))).toEqual([]);
  expect(at.size, 'bytes of the tarball').toBeLessThan(4_000_000);
});

test('its types are those of the docs, without any of the engine’s', () => {
  writeFileSync(
    join(at.folder, 'typed.ts'),
    `import { createLab, type Hop, type NodeLab } from 'portolan';
import { labTest } from 'portolan/vitest';
const lab: NodeLab = await createLab({ nodes: 1, provider: 'bare-metal', time: 'instant' });
const { stdout, code }: { stdout: string; code: number } = await lab.kubectl(['get', 'nodes']);
const answer = await lab.request('http://web', { from: 'pod/default/client' });
const hops: readonly Hop[] = answer.trace;
if (answer.ok) console.log(answer.status + 1, hops, stdout, code);
// @ts-expect-error It is no provider.
await createLab({ provider: 'moon' });
// @ts-expect-error A failure has no status.
if (!answer.ok) console.log(answer.status);
labTest({ nodes: 2 })('typed', async ({ lab: own }) => void (await own.listen()).kubeconfig.length);
`,
  );
  const options = {
    target: 'ES2023',
    module: 'NodeNext',
    strict: true,
    noEmit: true,
    types: ['node'],
    skipLibCheck: true,
  };
  writeFileSync(join(at.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['typed.ts'] }));
  expect(run(process.execPath, [join(root, 'node_modules/typescript-7/bin/tsc'), '-p', at.folder], at.folder)).toBe('');
}, 60_000);

test('the example operator’s own tests pass on it', () => {
  const reports = ['--reporter=default', '--reporter=json', '--outputFile.json=report.json'];
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reports, '--testTimeout=60000'];
  run(process.execPath, args, join(at.folder, 'operator'));
  const report = JSON.parse(readFileSync(join(at.folder, 'operator/report.json'), 'utf8')) as {
    numPassedTests: number;
  };
  expect(report.numPassedTests).toBe(4);
}, 120_000);

test('the command line is there too', () => {
  const bin = join(at.folder, 'node_modules/.bin/portolan');
  expect(run(bin, ['sh', '-c', 'kubectl get nodes -o name'], at.folder)).toBe(
    'node/node-1\nnode/node-2\nnode/node-3\n',
  );
}, 60_000);
