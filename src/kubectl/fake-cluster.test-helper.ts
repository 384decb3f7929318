// A server of a few objects and a laptop of a few files, for the tests of kubectl's verbs.

import type { ApiObject } from '#apimachinery/meta.ts';
import { status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse, Transport } from '#apimachinery/wire.ts';
import type { FileSystem } from '#machine/files.ts';
import type { Process } from '#machine/program.ts';
import { groups } from './cmd/index.ts';
import { makeKubectl } from './kubectl.ts';

const TYPES: readonly (readonly [group: string, resource: string, kind: string, short: string, namespaced: boolean])[] =
  [
    ['', 'pods', 'Pod', 'po', true],
    ['', 'services', 'Service', 'svc', true],
    ['', 'configmaps', 'ConfigMap', 'cm', true],
    ['', 'namespaces', 'Namespace', 'ns', false],
    ['', 'nodes', 'Node', 'no', false],
    ['', 'replicationcontrollers', 'ReplicationController', 'rc', true],
    ['apps', 'deployments', 'Deployment', 'deploy', true],
    ['apps', 'replicasets', 'ReplicaSet', 'rs', true],
    ['apps', 'statefulsets', 'StatefulSet', 'sts', true],
    ['apps', 'daemonsets', 'DaemonSet', 'ds', true],
  ];

function discovery(groups: readonly string[]): unknown {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    items: groups.map((group) => ({
      metadata: { name: group },
      versions: [
        {
          version: 'v1',
          resources: TYPES.filter(([g]) => g === group).map(([, resource, kind, short, namespaced]) => ({
            resource,
            responseKind: { group, version: 'v1', kind },
            scope: namespaced ? 'Namespaced' : 'Cluster',
            singularResource: kind.toLowerCase(),
            shortNames: [short],
            verbs: ['get'],
            ...(['pods', 'services', 'deployments'].includes(resource) && { categories: ['all'] }),
          })),
        },
      ],
    })),
  };
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** `POST /api/v1/…`, discovery left out. */
  readonly requests: readonly string[];
  readonly bodies: readonly unknown[];
}

/** Runs one kubectl line after another against the same objects. */
export function fakeCluster(
  objects: Readonly<Record<string, ApiObject>>,
  files: Readonly<Record<string, string>> = {},
) {
  const store = new Map(Object.entries(objects));
  let requests: string[] = [];
  let bodies: unknown[] = [];

  function answer({ method, path, body }: ApiRequest): ApiResponse {
    const [bare = '', search = ''] = path.split('?');
    if (bare === '/api') return { code: 200, body: discovery(['']) };
    if (bare === '/apis') return { code: 200, body: discovery(['apps']) };
    requests.push(`${method} ${path}`);
    bodies.push(body);
    const parts = /^\/apis?\/(?:([^/]+)\/)?v1(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(bare);
    const asNamespace = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(bare);
    const resource = asNamespace ? 'namespaces' : (parts?.[3] ?? '');
    const name = asNamespace ? asNamespace[1] : parts?.[4];
    const group = parts?.[1] ?? '';
    const key = (n: string): string => `${resource}/${n}`;
    if (asNamespace && name !== 'default') return failure('namespaces', '', name!);
    if (method === 'POST') {
      const made = body as ApiObject;
      const taken = store.get(key(made.metadata.name));
      if (taken) {
        const s = status.alreadyExists(resource, group, made.metadata.name);
        return { code: 409, body: s };
      }
      if (!search.includes('dryRun')) store.set(key(made.metadata.name), made);
      return { code: 201, body: made };
    }
    if (name === undefined) {
      const items = [...store].filter(([k]) => k.startsWith(`${resource}/`)).map(([, o]) => o);
      return { code: 200, body: { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items } };
    }
    const found = store.get(key(name));
    const elsewhere = parts?.[2] !== undefined && parts[2] !== 'default';
    if (!found || elsewhere) return failure(resource, group, name);
    if (method === 'PATCH')
      return { code: 200, body: { ...found, metadata: { ...found.metadata, resourceVersion: '2' } } };
    if (method === 'DELETE') {
      store.delete(key(name));
      return { code: 200, body: status.success() };
    }
    return { code: 200, body: found };
  }
  const failure = (resource: string, group: string, name: string): ApiResponse => ({
    code: 404,
    body: status.notFound(resource, group, name),
  });

  return async (line: string | readonly string[]): Promise<Ran> => {
    requests = [];
    bodies = [];
    let stdout = '';
    let stderr = '';
    const transport: Transport = {
      server: 'http://127.0.0.1:8001',
      request: async (request) => answer(request),
      stream: async () => ({ code: 200, body: undefined }),
      exec: async () => ({ code: 400, body: status.badRequest('no streams here') }),
      portForward: async () => ({ code: 400, body: status.badRequest('no streams here') }),
    };
    const sink = (take: (text: string) => void) => ({
      write: (text: string) => {
        take(text);
        return true;
      },
      drained: async () => {},
    });
    const fs: Pick<FileSystem, 'read' | 'stat' | 'list' | 'write'> = {
      read: (path) => files[path],
      stat: (path) => (path in files ? { type: 'file', size: 0, mode: 0o644, modifiedMs: 0 } : undefined),
      list: () => undefined,
      write: () => undefined,
    };
    const process = {
      argv: typeof line === 'string' ? line.split(' ') : line,
      env: {},
      cwd: '/',
      files: fs as FileSystem,
      stdin: { read: async () => undefined },
      stdout: sink((text) => {
        stdout += text;
      }),
      stderr: sink((text) => {
        stderr += text;
      }),
      signal: new AbortController().signal,
      host: {
        now: () => Date.parse('2026-11-24T02:21:33Z'),
        random: () => 0.5,
        homeDir: '/root',
        sleep: async () => {},
      },
    } as unknown as Process;
    const code = await makeKubectl({ connect: () => transport, edit: async () => undefined }, groups)(process);
    return { stdout, stderr, code, requests, bodies };
  };
}
