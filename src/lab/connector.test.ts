import { expect, test } from 'vitest';
import { Lab } from './lab.ts';
import { preload } from './preload.ts';

await preload();

/** What a write is told while a webhook points at a Service of this kind. */
function refusal(spec: object, port: number): string | undefined {
  const lab = new Lab();
  const named = { name: 'hook', namespace: 'default' };
  lab.apply([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...named, labels: { app: 'hook' } },
      spec: { containers: [{ name: 'main', image: 'nginx' }] },
    },
    { apiVersion: 'v1', kind: 'Service', metadata: named, spec },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'w' },
      webhooks: [
        {
          name: 'a.example.com',
          clientConfig: { service: { ...named, port } },
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
        },
      ],
    },
  ]);
  const failed = lab.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' } }]);
  return failed?.split('?timeout=10s": ')[1] ?? failed;
}

test.each([
  [{ selector: { app: 'hook' }, ports: [{ port: 80 }] }, 443, 'no service port 443 found for service "hook"'],
  [{ clusterIP: 'None', ports: [{ port: 443 }] }, 443, 'cannot route to service with ClusterIP "None"'],
  [{ selector: { app: 'nobody' }, ports: [{ port: 443 }] }, 443, /^dial tcp [\d.]+:443: connect: connection refused$/],
  // What answers there is no simulated webhook.
  [{ selector: { app: 'hook' }, ports: [{ port: 443, targetPort: 80 }] }, 443, undefined],
])('a webhook at %j, port %i: %s', (spec, port, expected) => {
  const said = refusal(spec, port);
  if (expected === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(expected);
});
