// A cloud cluster with ingress-nginx and cert-manager, a site behind an Ingress, and a zone whose records point at it.

import { expect } from 'vitest';
import type { Event } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { Lab, type LabOptions } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { documentOf } from '../../src/cli/documents.ts';
import { realTime } from '../../src/cli/real-time.ts';

export interface Town {
  readonly lab: Lab;
  /** The address of the load balancer in front of ingress-nginx. */
  readonly address: string;
  run(line: string): Promise<{ readonly code: number; readonly out: string }>;
  /** Creates objects, and waits until all that follows has happened. */
  apply(...objects: object[]): Promise<void>;
  get<T = unknown>(resource: string, name: string, namespace?: string): T | undefined;
  /** The only one of its kind. */
  only<T = unknown>(resource: string): T;
  /** `Normal Issuing …`, in the order in which they were first told; about one kind. */
  events(kind: string): readonly string[];
  stop(): void;
}

const manifest = (file: string): readonly unknown[] => {
  const parsed = parseYamlDocuments(documentOf(file)!);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.ok;
};

export const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
export const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';

const server = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'nginx' }] },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};

export const issuer = (name: string, spec: object, kind = 'ClusterIssuer') => ({
  apiVersion: 'cert-manager.io/v1',
  kind,
  metadata: { name, ...(kind === 'Issuer' && { namespace: 'default' }) },
  spec,
});

export const acme = (more: object = {}, solver: object = { http01: { ingress: { ingressClassName: 'nginx' } } }) => ({
  acme: {
    server: LETS_ENCRYPT,
    email: 'admin@shop.example.com',
    privateKeySecretRef: { name: 'account' },
    solvers: [solver],
    ...more,
  },
});

export const certificate = (
  name: string,
  more: object = {},
  issuerRef: object = { name: 'letsencrypt', kind: 'ClusterIssuer' },
) => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name, namespace: 'default' },
  spec: {
    secretName: `${name}-tls`,
    issuerRef,
    dnsNames: ['shop.example.com'],
    privateKey: { algorithm: 'ECDSA' },
    ...more,
  },
});

export const ingress = (annotations: Readonly<Record<string, string>> = {}, spec: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'shop', namespace: 'default', annotations },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host: 'shop.example.com',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
        },
      },
    ],
    ...spec,
  },
});

/** With the record `shop.example.com` at the load balancer, unless told otherwise. */
export async function town({
  records = true,
  ...options
}: LabOptions & { readonly records?: boolean } = {}): Promise<Town> {
  const lab = new Lab({ provider: 'cloud', documents: documentOf, ...options });
  const stop = lab.drive(realTime);
  await lab.machines.warm();
  const prompt = new LaptopShell(lab);
  const apply = async (objects: readonly unknown[]): Promise<void> => {
    expect(lab.apply(objects)).toBeUndefined();
    await lab.rested();
    lab.settle();
    await lab.rested();
  };
  await apply(manifest('ingress-nginx/controller-v1.13.3-cloud.yaml'));
  await apply(manifest('cert-manager/v1.18.2.yaml'));
  await apply([server, service]);
  await lab.pass(70_000);
  const published = lab.cluster.storage.get('services', 'ingress-nginx/ingress-nginx-controller') as unknown as {
    status: { loadBalancer: { ingress: { ip: string }[] } };
  };
  const address = published.status.loadBalancer.ingress[0]!.ip;
  const run: Town['run'] = async (line) => {
    const { exitCode, stdout, stderr } = await prompt.capture(line);
    return { code: exitCode, out: stdout + stderr };
  };
  if (records) expect((await run(`dnszone add shop.example.com A ${address}`)).code).toBe(0);
  return {
    lab,
    address,
    run,
    apply: (...objects) => apply(objects),
    get: <T>(resource: string, name: string, namespace = 'default') =>
      lab.cluster.storage.get(resource, namespace === '' ? name : `${namespace}/${name}`) as T | undefined,
    only: <T>(resource: string) => {
      const all = lab.cluster.storage.list<ApiObject>(resource);
      expect(all.map(({ metadata }) => metadata.name)).toHaveLength(1);
      return all[0] as T;
    },
    events: (kind) =>
      lab.cluster.storage
        .list<Event>('events')
        .filter((e) => e.involvedObject.kind === kind)
        .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map((e) => `${e.type} ${e.reason} ${e.message}`),
    stop,
  };
}
