// What a mount does to a container's files. Source: kubernetes.io, concepts/storage/volumes (emptyDir, configMap), tasks/configure-pod-initialization.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { realTime } from '../cli/real-time.ts';
import { runAt } from './in-pod.test-helper.ts';
import { Lab } from './lab.ts';
import { LaptopShell } from './laptop-shell.ts';
import { preload } from './preload.ts';

vi.setConfig({ testTimeout: 60_000 });
await preload();

const HTML = '/usr/share/nginx/html';
const pod = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
const web = (volume: string) => ({
  name: 'web',
  image: 'nginx:1.27',
  volumeMounts: [{ name: volume, mountPath: HTML }],
});
const objects = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'page' }, data: { 'own.html': 'own\n' } },
  pod('hidden', { containers: [web('page')], volumes: [{ name: 'page', configMap: { name: 'page' } }] }),
  pod('empty', { containers: [web('work')], volumes: [{ name: 'work', emptyDir: {} }] }),
  pod('filled', {
    initContainers: [
      {
        name: 'install',
        image: 'busybox:1.37',
        command: ['sh', '-c', 'echo made by the first > /work-dir/index.html'],
        volumeMounts: [{ name: 'work', mountPath: '/work-dir' }],
      },
    ],
    containers: [
      web('work'),
      {
        name: 'side',
        image: 'busybox:1.37',
        command: ['sleep', 'infinity'],
        volumeMounts: [{ name: 'work', mountPath: '/shared' }],
      },
    ],
    volumes: [{ name: 'work', emptyDir: {} }],
  }),
];

let lab: Lab;
let stop: () => void;
beforeAll(() => {
  lab = new Lab({ nodes: 1 });
  expect(lab.apply(objects)).toBeUndefined();
  stop = lab.drive(realTime);
});
afterAll(() => stop());

const at = (name: string, line: string): Promise<string> => runAt(lab, `pod/default/${name}`, line);

const kubectl = async (args: string): Promise<string> => (await new LaptopShell(lab).capture(`kubectl ${args}`)).stdout;

test('a mount hides what the image has there', async () => {
  expect(await at('hidden', `ls ${HTML}`)).toBe('own.html\n');
  expect(await at('hidden', 'curl -s -o /dev/null -w %{http_code} localhost/')).toBe('403');
  expect(await at('hidden', 'curl -s localhost/own.html')).toBe('own\n');
});

test('an emptyDir is empty, and there', async () => {
  expect(await at('empty', `ls -a ${HTML} | wc -l; test -d ${HTML} && echo folder`)).toMatch(/folder\n$/);
  expect(await at('empty', 'curl -s -o /dev/null -w %{http_code} localhost/')).toBe('403');
});

test('what one container writes into an emptyDir, the others read', async () => {
  expect(await at('filled', 'curl -s localhost/')).toBe('made by the first\n');
  await at('filled', `mkdir ${HTML}/sub && echo two > ${HTML}/sub/b && rm ${HTML}/index.html`);
  expect(await kubectl('exec filled -c side -- find /shared')).toBe('/shared\n/shared/sub\n/shared/sub/b\n');
  await kubectl('exec filled -c side -- sh -c "echo three > /shared/index.html"');
  expect(await at('filled', 'curl -s localhost/')).toBe('three\n');
});
