import { expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { realTime } from '../../cli/real-time.ts';
import { runAt } from '../in-pod.test-helper.ts';
import { Lab } from '../lab.ts';
import { preload } from '../preload.ts';

await preload();

const pod = (name: string, spec: object, container: object = {}, image = 'busybox:1.36'): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image, command: ['sleep', 'infinity'], ...container }], ...spec },
});

test('a container runs as whom its security context says, and writes where it may', async () => {
  const lab = new Lab();
  const volumes = [
    { name: 'scratch', emptyDir: {} },
    { name: 'given', configMap: { name: 'cm' } },
  ];
  const volumeMounts = [
    { name: 'scratch', mountPath: '/scratch' },
    { name: 'scratch', mountPath: '/look', readOnly: true },
    { name: 'given', mountPath: '/given' },
  ];
  const refused = lab.apply([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm' }, data: { a: '1' } },
    pod(
      'user',
      { securityContext: { runAsUser: 1000, runAsGroup: 2000, fsGroup: 5000, supplementalGroups: [4000] } },
      { securityContext: { runAsGroup: 3000 } },
    ),
    pod('lone', { securityContext: { runAsUser: 1000 } }, {}, 'debian:12'),
    pod('plain', { volumes }, { volumeMounts }),
    pod('readonly', { volumes }, { volumeMounts, securityContext: { readOnlyRootFilesystem: true } }),
    pod('long', { hostname: 'hh', subdomain: 'ss' }),
  ]);
  expect(refused).toBeUndefined();
  const stop = lab.drive(realTime);
  const at = (name: string, line: string): Promise<string> => runAt(lab, `pod/default/${name}`, line);
  expect(await at('user', 'id; id -u; id -g; whoami')).toBe(
    'uid=1000 gid=3000 groups=3000,4000,5000\n1000\n3000\nwhoami: unknown uid 1000\n[exit 1]',
  );
  expect(await at('lone', 'id --group; id --groups; id -z; id nginx')).toBe(
    "0\n0\nid: invalid option -- 'z'\nTry 'id --help' for more information.\nid: ‘nginx’: no such user\n[exit 1]",
  );
  expect(await at('lone', 'id; whoami')).toBe(
    'uid=1000 gid=0(root) groups=0(root)\nwhoami: cannot find name for user ID 1000\n[exit 1]',
  );
  expect(await at('plain', 'id; whoami; touch /x /scratch/x; touch /given/x /look/y')).toBe(
    'uid=0(root) gid=0(root) groups=0(root)\nroot\ntouch: /given/x: Read-only file system\ntouch: /look/y: Read-only file system\n[exit 1]',
  );
  const readOnly = await at(
    'readonly',
    'echo ok > /scratch/x; cat /look/x; echo ok > /dev/null; touch /x; mkdir /d; rm /etc/hostname; echo > /y; mv /scratch/x /',
  );
  expect(readOnly.match(/Read-only file system/g)).toHaveLength(5);
  expect(readOnly).toMatch(/^ok\n/);
  expect(await at('long', 'hostname; hostname -f; hostname -d')).toBe(
    'hh\nhh.ss.default.svc.cluster.local\nss.default.svc.cluster.local\n',
  );
  expect(await at('plain', 'hostname -f')).toBe('plain\n');
  stop();
  // A time that there never was is told as null.
  const conditions = lab.cluster.storage.get<Pod>('pods', 'default/plain')!.status.conditions!;
  expect(conditions.map((c) => c.lastProbeTime)).toEqual(conditions.map(() => null));
});

test('a container that must not run as root does not', () => {
  const lab = new Lab();
  const securityContext = { runAsNonRoot: true };
  const refused = lab.apply([
    pod('root', { securityContext }),
    pod('zero', { securityContext }, { securityContext: { runAsUser: 0 } }),
    pod('named', { securityContext }, {}, 'curlimages/curl:8.11.1'),
    pod('user', { securityContext }, { securityContext: { runAsUser: 1000 } }),
  ]);
  expect(refused).toBeUndefined();
  const state = (name: string): string => {
    const { metadata, status } = lab.cluster.storage.get<Pod>('pods', `default/${name}`)!;
    const { waiting } = status.containerStatuses![0]!.state!;
    return waiting ? `${waiting.reason}: ${waiting.message!.replace(metadata.uid!, 'UID')}` : status.phase!;
  };
  const where = (name: string): string => `(pod: "${name}_default(UID)", container: c)`;
  expect(state('root')).toBe(
    `CreateContainerConfigError: container has runAsNonRoot and image will run as root ${where('root')}`,
  );
  expect(state('zero')).toBe(
    `CreateContainerConfigError: container's runAsUser breaks non-root policy ${where('zero')}`,
  );
  expect(state('named')).toBe(
    `CreateContainerConfigError: container has runAsNonRoot and image has non-numeric user (curl_user), cannot verify user is non-root ${where('named')}`,
  );
  expect(state('user')).toBe('Running');
});

test('nginx wants to write before it serves', () => {
  const lab = new Lab({ nodes: 1 });
  const securityContext = { readOnlyRootFilesystem: true };
  const volumes = ['cache', 'run'].map((name) => ({ name, emptyDir: {} }));
  const mounted = (paths: Readonly<Record<string, string>>) => ({
    command: undefined,
    securityContext,
    volumeMounts: Object.entries(paths).map(([name, mountPath]) => ({ name, mountPath })),
  });
  const refused = lab.apply([
    pod('bare', {}, { command: undefined, securityContext }, 'nginx:1.27'),
    pod('half', { volumes }, mounted({ cache: '/var/cache/nginx' }), 'nginx:1.27'),
    pod('whole', { volumes }, mounted({ cache: '/var/cache/nginx', run: '/var/run' }), 'nginx:1.27'),
  ]);
  expect(refused).toBeUndefined();
  const last = (name: string): string | undefined => {
    const answer = lab.machines.runtime.logs('default', name, {});
    return 'body' in answer ? String(answer.body).trimEnd().split('\n').at(-1) : undefined;
  };
  expect(last('bare')).toBe('nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)');
  expect(last('half')).toBe('nginx: [emerg] open() "/run/nginx.pid" failed (30: Read-only file system)');
  const whole = lab.cluster.storage.get<Pod>('pods', 'default/whole');
  expect(whole?.status.containerStatuses?.[0]?.ready).toBe(true);
});
