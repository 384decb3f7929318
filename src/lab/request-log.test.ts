import { beforeAll, expect, test } from 'vitest';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { Lab } from './lab.ts';
import { LaptopShell } from './laptop-shell.ts';
import { preload } from './preload.ts';
import { RequestLog } from './request-log.ts';

beforeAll(() => preload(), 60_000);

const run = (lab: Lab, line: string): Promise<unknown> =>
  new LaptopShell(lab).run(line, {
    ...{ stdin: nullInput, stdout: new TextSink(), stderr: new TextSink() },
    signal: new AbortController().signal,
  });

test('who asked for what: kubectl, controllers, the scheduler, kubelets', async () => {
  const lab = new Lab();
  const log = new RequestLog(lab.cluster);
  await run(lab, 'kubectl create deployment web --image=nginx');
  await run(lab, 'kubectl get pods missing');
  const said = log.since(0).map((r) => `${r.program} ${r.user} ${r.verb} ${r.resource} ${r.object} ${r.code}`);
  const expected = [
    'kubectl kubernetes-admin create deployments.apps default 201',
    'kube-controller-manager deployment-controller create replicasets.apps default 201',
    'kube-controller-manager replicaset-controller create pods default 201',
    /^kube-scheduler default-scheduler create pods\/binding default\/web-\S+ 201$/,
    /^kubelet node:node-\d (update|patch) pods\/status default\/web-\S+ 200$/,
    'kubectl kubernetes-admin get pods default/missing 404',
  ];
  let at = -1;
  for (const line of expected) {
    const found = said.findIndex((s, i) => i > at && (typeof line === 'string' ? s === line : line.test(s)));
    expect(found, `${line} in\n${said.join('\n')}`).toBeGreaterThan(at);
    at = found;
  }
  log.stop();
});

test('it is bounded, tells what is new only, and ends', () => {
  const lab = new Lab();
  const log = new RequestLog(lab.cluster);
  for (let i = 0; i < 5000; i++) lab.cluster.request('test', { method: 'GET', path: '/version' });
  expect(log.since(0)).toHaveLength(2000);
  expect(log.since(4998).map(({ id, resource, verb }) => [id, resource, verb])).toEqual([
    [4999, '', 'get'],
    [5000, '', 'get'],
  ]);
  log.stop();
  lab.cluster.request('test', { method: 'GET', path: '/version' });
  expect(log.since(5000)).toEqual([]);
});
