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
        command: ['sh', '-c', 'echo made by the first > /shared-dir/index.html'],
        volumeMounts: [{ name: 'work', mountPath: '/shared-dir' }],
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

const busybox = (name: string, volumeMounts: object[], more: object = {}) => ({
  name,
  image: 'busybox:1.37',
  command: ['sleep', 'infinity'],
  volumeMounts,
  ...more,
});
const volumesOf = (source: object) => [{ name: 'v', ...source }];

test('a hostPath is its node’s: other Pods and the node see what one has written', async () => {
  const hostPath = { hostPath: { path: '/data/shop', type: 'DirectoryOrCreate' } };
  const mount = { name: 'v', mountPath: '/shared' };
  expect(
    lab.apply([
      pod('one', { containers: [busybox('c', [mount])], volumes: volumesOf(hostPath) }),
      pod('two', { containers: [busybox('c', [{ ...mount, subPath: 'sub' }])], volumes: volumesOf(hostPath) }),
    ]),
  ).toBeUndefined();
  await at('two', 'echo hello > /shared/a');
  expect(await at('one', 'cat /shared/sub/a; echo more >> /shared/sub/a')).toBe('hello\n');
  expect(await runAt(lab, 'laptop', 'ssh node-1 cat /data/shop/sub/a')).toBe('hello\nmore\n');
});

test('what a claim holds outlives the Pod', async () => {
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
  const user = pod('user', {
    containers: [busybox('c', [{ name: 'v', mountPath: '/data' }])],
    volumes: volumesOf({ persistentVolumeClaim: { claimName: 'data' } }),
  });
  expect(lab.apply([claim, user])).toBeUndefined();
  await at('user', 'echo kept > /data/file');
  await kubectl('delete pod user --grace-period=1');
  expect(lab.apply([user])).toBeUndefined();
  expect(await at('user', 'cat /data/file')).toBe('kept\n');
  const again = new Lab({ nodes: 1, snapshot: JSON.parse(JSON.stringify(lab.snapshot())) });
  expect(await runAt(again, 'pod/default/user', 'cat /data/file')).toBe('kept\n');
});

test('a part of an emptyDir, by name and by a variable', async () => {
  const env = [{ name: 'WHO', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }];
  const mounts = [
    { name: 'v', mountPath: '/all' },
    { name: 'v', mountPath: '/named', subPath: 'a/b' },
    { name: 'v', mountPath: '/own', subPathExpr: '$(WHO)/logs' },
  ];
  expect(
    lab.apply([pod('parts', { containers: [busybox('c', mounts, { env })], volumes: volumesOf({ emptyDir: {} }) })]),
  ).toBeUndefined();
  await at('parts', 'echo 1 > /named/x; echo 2 > /own/y');
  expect(await at('parts', 'find /all -type f | sort')).toBe('/all/a/b/x\n/all/parts/logs/y\n');
});

test.each([
  [{ path: '/nowhere', type: 'Directory' }, 'hostPath type check failed: /nowhere is not a directory'],
  [
    { path: '/etc/hostname', type: 'DirectoryOrCreate' },
    'hostPath type check failed: /etc/hostname is not a directory',
  ],
  [{ path: '/nowhere', type: 'File' }, 'hostPath type check failed: /nowhere is not a file'],
  [{ path: '/no/where', type: 'FileOrCreate' }, 'open /no/where: no such file or directory'],
  [
    { path: '/var/run/docker.sock', type: 'Socket' },
    'hostPath type check failed: /var/run/docker.sock is not a socket file',
  ],
  [{ path: '/run/containerd/containerd.sock', type: 'Socket' }, undefined],
  [{ path: '/run/made.lock', type: 'FileOrCreate' }, undefined],
])('a path that is not of the kind that is asked for: %o', async (hostPath, problem) => {
  const name = `typed-${JSON.stringify(hostPath).replaceAll(/\W+/g, '-').toLowerCase()}`.slice(0, 50).replace(/-$/, '');
  const mount = [{ name: 'v', mountPath: '/v' }];
  expect(
    lab.apply([pod(name, { containers: [busybox('c', mount)], volumes: volumesOf({ hostPath }) })]),
  ).toBeUndefined();
  const said = await kubectl(
    `get events --field-selector=involvedObject.name=${name},reason=FailedMount -o jsonpath={..message}`,
  );
  expect(said.split('  ')[0]).toBe(problem ? `MountVolume.SetUp failed for volume "v" : ${problem}` : '');
});

test('files have the permissions that their volume gives them', async () => {
  const source = {
    secretName: 'keys',
    defaultMode: 0o400,
    items: [
      { key: 'a', path: 'a' },
      { key: 'b', path: 'b', mode: 0o640 },
    ],
  };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' }, data: { a: 'YQ==', b: 'Yg==' } };
  const container = busybox('c', [{ name: 'v', mountPath: '/keys' }]);
  const projected = { defaultMode: 0o444, sources: [{ secret: { name: 'keys' } }] };
  lab.apply([
    secret,
    pod('moded', { containers: [container], volumes: volumesOf({ secret: source }) }),
    pod('grouped', {
      containers: [container],
      volumes: volumesOf({ secret: source }),
      securityContext: { fsGroup: 1 },
    }),
    pod('joined', { containers: [container], volumes: volumesOf({ projected }) }),
  ]);
  const stat = 'stat -c %a /keys/a /keys/b';
  expect([await at('moded', stat), await at('grouped', stat), await at('joined', stat)]).toEqual([
    '400\n640\n',
    '440\n640\n',
    '444\n444\n',
  ]);
});

test('what a ConfigMap and labels say follows them; a copy of a part does not', async () => {
  const items = [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }];
  const follower = pod('follower', {
    containers: [
      busybox('c', [
        { name: 'v', mountPath: '/etc/conf' },
        { name: 'v', mountPath: '/etc/one', subPath: 'a' },
        { name: 'info', mountPath: '/info' },
      ]),
    ],
    volumes: [...volumesOf({ configMap: { name: 'conf' } }), { name: 'info', downwardAPI: { items } }],
  });
  const conf = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'conf' }, data: { a: 'old\n' } };
  expect(lab.apply([conf, follower])).toBeUndefined();
  expect(await at('follower', 'cat /etc/conf/a /etc/one; ls /etc/conf')).toBe('old\nold\na\n');
  expect(await at('follower', 'echo no > /etc/conf/a')).toContain('Read-only file system');
  await kubectl(`patch configmap conf -p '{"data":{"a":"new\\n","b":"more\\n"}}'`);
  await kubectl('label pod follower tier=web');
  expect(await at('follower', 'cat /etc/conf/a /etc/conf/b /etc/one /info/labels; ls /etc/conf')).toBe(
    'new\nmore\nold\ntier="web"a\nb\n',
  );
  await kubectl('delete configmap conf');
  expect(await at('follower', 'cat /etc/conf/a')).toBe('new\n');
});
