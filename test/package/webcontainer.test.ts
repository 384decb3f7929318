// What the page puts into a WebContainer, put on this machine by the same code: the files, the commands, the attachment; and the learner's own
// server as an image there.

import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Files, NodeMachine } from '../../src/site/runtime/node-machine.ts';
import { mountedFiles, nodeRuntime } from '../../src/site/runtime/node-runtime.ts';
import { APP, type Attachment, type Runtime } from '../../src/site/runtime/runtime.ts';
import { SERVER } from '../../src/site/runtime/server.ts';
import { WAYS } from '../../src/site/runtime/ways.ts';
import { thisMachine } from './this-machine.ts';

let portolan: Files;
let machine: NodeMachine;
let runtime: Runtime;
let shell: Attachment;
let screen = '';
let waiting: () => void = () => undefined;
const SIZE = { columns: 80, rows: 24 } as const;
beforeAll(async () => {
  ({ portolan } = await packaged());
  machine = thisMachine();
  runtime = await nodeRuntime(machine, { portolan, files: { [APP.server]: SERVER }, speed: 10 });
  shell = await runtime.attach(SIZE, (text) => {
    screen += text;
    waiting();
  });
}, 120_000);
afterAll(() => runtime?.dispose());

async function packaged(): Promise<{ readonly portolan: Files }> {
  const module = new URL('../../scripts/webcontainer-files.mjs', import.meta.url).href;
  const { portolanFiles } = (await import(module)) as { portolanFiles(): Files };
  return { portolan: portolanFiles() };
}

/** Types a line, and returns what is printed until the shell has done it. */
async function typed(line: string): Promise<string> {
  const before = screen.length;
  const done = new Promise<void>((resolve) => {
    waiting = () => screen.slice(before).includes('#done\n') && resolve();
  });
  shell.type(`${line}\necho '#done'\n`);
  await done;
  return screen.slice(before).replace('#done\n', '');
}

test('the files are the command line, its manifests and lessons, and nothing that is only for pages or packages', () => {
  const paths = Object.keys(mountedFiles({ portolan, files: {} }));
  for (const path of [
    'bin/kubectl',
    'bin/curl',
    'portolan/dist/cli/portolan.mjs',
    'portolan/dist/cli/real-node-inside.mjs',
  ])
    expect(paths).toContain(path);
  expect(paths.filter((path) => /lms|editor-schema|\.mdx$|\.map$/.test(path))).toEqual([]);
  expect(JSON.stringify(portolan).length).toBeLessThan(12_000_000);
});

test('kubectl, curl and Node are at hand in the machine’s own shell', async () => {
  expect(await typed('kubectl get nodes -o name')).toBe('node/node-1\nnode/node-2\nnode/node-3\n');
  expect(await typed('node -p 6*7')).toBe('42\n');
  expect(await typed('curl -s http://203.0.113.11:1/ || echo $?')).toBe('7\n');
});

test('the learner’s server is the image of Pods: by a load balancer and a forwarded port', async () => {
  await typed('kubectl create deployment app --image=app; kubectl rollout status deployment app');
  await typed('kubectl expose deployment app --type=LoadBalancer --port=80 --target-port=8080');
  await typed("kubectl wait service/app --for=jsonpath='{.status.loadBalancer.ingress}'");
  await typed("IP=$(kubectl get service app -o jsonpath='{.status.loadBalancer.ingress[0].ip}')");
  expect(await typed('until curl -s -m 2 http://$IP/; do sleep 0.2; done')).toMatch(/^Hello from app-\S+\n$/);
  await typed('kubectl port-forward service/app 19090:80 > forwarded & sleep 1');
  expect(await typed('until curl -s http://localhost:19090/; do sleep 0.2; done; kill $!')).toMatch(/^Hello from app-/);
  expect(await typed('kubectl logs deployment/app | head -1')).toBe('listening on 8080\n');
}, 120_000);

test('what is written in the editor runs in the containers that start then', async () => {
  await runtime.write(APP.server, SERVER.replace('Hello', 'Good morning'));
  expect(await runtime.read(APP.server)).toContain('Good morning');
  expect(await runtime.read('app/none.js')).toBeUndefined();
  await typed('kubectl rollout restart deployment app; kubectl rollout status deployment app');
  expect(await typed('until curl -s -m 2 http://$IP/ | grep morning; do sleep 0.2; done')).toMatch(
    /^Good morning from app-/,
  );
}, 120_000);

test.each(['wayIngress', 'wayGateway'] as const)(
  'the learner’s server is reached as the page has it: %s',
  async (way) => {
    const lines = WAYS.find(({ word }) => word === way)!.lines;
    // A controller's webhook may answer a moment after it is available.
    for (const line of lines.slice(0, -1)) await typed(`until ${line}; do sleep 0.2; done`);
    expect(await typed(`until ${lines.at(-1)} -s -m 2 | grep morning; do sleep 0.2; done`)).toMatch(
      /^Good morning from app-/,
    );
  },
  120_000,
);

test('manifests come from the simulated internet, and from no other', async () => {
  const said = await typed('kubectl apply -f https://example.com/none.yaml');
  expect(said).toContain('error: ');
}, 60_000);

test('the shell’s end is told, and everything ends with the machine', async () => {
  shell.type('exit 3\n');
  expect(await shell.ended).toBe(3);
  runtime.dispose();
  expect(existsSync(machine.home)).toBe(false);
});

test('a cluster that does not come up says why', async () => {
  const other = thisMachine();
  const begun = nodeRuntime(other, { portolan, files: { [APP.server]: '' }, lesson: 'no-such-lesson' });
  await expect(begun).rejects.toThrow('no-such-lesson');
  other.dispose();
});
