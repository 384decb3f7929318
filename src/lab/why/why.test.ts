import { afterAll, beforeAll, expect, test } from 'vitest';
import { realTime } from '../../cli/real-time.ts';
import { prompt, stopAll } from './prompt.test-helper.ts';
import { LABELS } from './words/labels.ts';
import { NOTES } from './words/notes/notes.ts';
import type { NoteWords } from './words/notes/words.ts';
import { REASONS } from './words/reasons/reasons.ts';
import { WELL } from './words/well.ts';

const web = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
    spec: {
      containers: [
        { name: 'c', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['netexec', '--http-port=8080'] },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 80, nodePort: 30080 }] },
  },
];
const denial = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace: 'default' },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
};

let cloud: (line: string) => Promise<string>;
beforeAll(async () => {
  cloud = await prompt({ nodes: 1 }, web, realTime);
});
afterAll(stopAll);

test('before the first request there is nothing to say', async () => {
  expect(await cloud('why')).toContain('Nothing was asked yet');
});

test('the way, the broken link, the line that decides and who wrote it, and what would mend it', async () => {
  await cloud('curl -s -m 3 http://203.0.113.11:30080');
  expect(await cloud('why')).toBe(`GET http://203.0.113.11:30080/ (from laptop) → the connection was refused
  ✓ laptop: opens a TCP connection to 203.0.113.11:30080
  ✓ node/node-1: took the connection on NodePort 30080 of Service default/web
  ✓ service/default/web: picked endpoint 10.244.1.4:80 of 1 ready
  ✗ pod/default/web: nothing listens on port 80 of Pod default/web; it listens on 8080, 8081/UDP: connection refused

Broken at: pod/default/web
Because: Nothing listens on port 80 of Pod default/web (it listens on: 8080, 8081/UDP), so the connection is refused.
Decided by: Service/default/web spec.ports[0].targetPort (written by portolan)
    ports:
    - nodePort: 30080
      port: 80
      protocol: TCP
  →   targetPort: 80
Mend: Make targetPort of the Service the port that the container listens on.
`);
});

test('in the reader’s language', async () => {
  expect(await cloud('LANG=zh_CN.UTF-8 why')).toContain('断开处：pod/default/web\n原因：Pod default/web 的端口 80');
  expect(await cloud('LANGUAGE=en LANG=zh_CN.UTF-8 why')).toContain('Broken at: pod/default/web');
});

test('in the language of the page, on the laptop and on a node', async () => {
  const ask = await prompt({ nodes: 1, env: { LANGUAGE: 'zh' } }, web, realTime);
  await ask('curl -s -m 3 http://203.0.113.11:30080');
  expect(await ask('why')).toContain('断开处');
  expect(await ask('ssh node-1 why')).toContain('断开处');
});

test('from a node too', async () => {
  expect(await cloud('ssh node-1 why')).toContain('Broken at: pod/default/web');
});

test('a policy without rules: its types decide', async () => {
  const ask = await prompt({ nodes: 1 }, [...web, denial], realTime);
  await ask('curl -s -m 3 http://203.0.113.11:30080');
  expect(await ask('why')).toContain(`Decided by: NetworkPolicy/default/deny spec.policyTypes (written by portolan)
  → policyTypes:
    - Ingress
`);
});

test('a name that DNS does not have, an address that nothing routes to', async () => {
  await cloud('curl -s -m 9 http://nope.example.org');
  expect(await cloud('why')).toContain('Because: DNS has no name nope.example.org');
  await cloud('curl -s -m 3 http://$(kubectl get svc web -o jsonpath={.spec.clusterIP})');
  expect(await cloud('why')).toContain('is an address inside the cluster: nothing routes to it from outside');
});

test('a request that went well', async () => {
  await cloud('kubectl patch service web -p \'{"spec":{"ports":[{"port":80,"targetPort":8080}]}}\'');
  await cloud('curl -s -m 3 http://203.0.113.11:30080');
  expect(await cloud('why')).toContain('Nothing is broken on the way.');
});

test('a Service that waits for a load balancer: on bare metal no event says why', async () => {
  const ask = await prompt({ nodes: 1, provider: 'bare-metal' }, web, realTime);
  expect(
    await ask('why service/web'),
  ).toBe(`Because: Service default/web waits for an address, and nothing in this cluster gives one: on bare metal no cloud makes load balancers, and no event says so.
Decided by: Service/default/web spec.type (written by portolan)
  → type: LoadBalancer
Mend: Use its node port (30080), or install what gives out addresses, such as MetalLB.
`);
  expect(await cloud('why svc/web')).toMatch(
    /^Service default\/web has the address [\d.]+, and 1 ready endpoints\.\n$/,
  );
  expect(await cloud('why service/kubernetes')).toContain('is of type ClusterIP');
});

test('what is not there, and what is not explained, is said in words', async () => {
  expect(await cloud('why service/nope')).toBe('There is no Service default/nope.\n');
  expect(await cloud('why deploy/nope -n kube-system')).toBe('There is no Deployment kube-system/nope.\n');
  expect(await cloud('why configmap/web')).toContain(
    'why says nothing of configmap: it explains Service, Ingress, Pod',
  );
  expect(await cloud('LANGUAGE=zh why configmap/web')).toContain('why 不解释 configmap，只解释 Service、Ingress、Pod');
});

const holes = (text: string): Set<string> => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!));

test('every language has the same words to fill', () => {
  for (const { what, mend } of Object.values(REASONS)) {
    expect(holes(what.zh)).toEqual(holes(what.en));
    expect(holes(mend.zh)).toEqual(holes(mend.en));
  }
  for (const { what, mend } of Object.values<NoteWords>(NOTES)) {
    expect(holes(what.zh)).toEqual(holes(what.en));
    expect(holes(mend?.zh ?? '')).toEqual(holes(mend?.en ?? ''));
  }
  for (const { en, zh } of [...Object.values(LABELS), ...Object.values(WELL)]) expect(holes(zh)).toEqual(holes(en));
});
