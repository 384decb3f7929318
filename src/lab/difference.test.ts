import { beforeAll, expect, test } from 'vitest';
import { differences } from './difference.ts';
import { LEARNER } from './kubeconfig.ts';
import { Lab } from './lab.ts';
import { preload } from './preload.ts';

beforeAll(() => preload(), 60_000);

const service = (port: number): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { app: 'web' }, clusterIP: '10.96.1.1', ports: [{ port }] },
});

test('what was written between two moments, and nothing that only time has done', () => {
  const lab = new Lab();
  lab.apply([service(80)]);
  const first = lab.snapshot();
  lab.advance(3_600_000);
  expect(differences(first, lab.snapshot())).toEqual([]);

  lab.handle({ method: 'PUT', path: '/api/v1/namespaces/default/services/web', body: service(8080) }, LEARNER);
  lab.machines.laptop.files.write('/home/learner/web.yaml', 'port: 8080\n');
  lab.faults = { nodesDown: ['node-2'] };
  const found = differences(first, lab.snapshot());
  const changed = found.find(({ name }) => name === 'Service/default/web');
  expect(changed?.how).toBe('changed');
  const lines = changed!.text.split('\n').filter((line) => /^[-+]/.test(line));
  expect(lines).toContain('-  - port: 80');
  expect(lines).toContain('+  - port: 8080');
  expect(found.find(({ name }) => name === 'laptop:/home/learner/web.yaml')).toEqual({
    how: 'come',
    name: 'laptop:/home/learner/web.yaml',
    text: '@@ -0,0 +1 @@\n+port: 8080\n',
  });
  expect(found.find(({ name }) => name === 'faults')?.text).toContain('+- node-2');
});

test('what is gone is told from what has come', () => {
  const lab = new Lab();
  const empty = lab.snapshot();
  lab.apply([service(80)]);
  const full = lab.snapshot();
  const how = (found: ReturnType<typeof differences>): string | undefined =>
    found.find(({ name }) => name === 'Service/default/web')?.how;
  expect([how(differences(empty, full)), how(differences(full, empty))]).toEqual(['come', 'gone']);
});
