// A cluster for @kubernetes/client-node, of which the tests know nothing but a kubeconfig: they hold on a real one too.
//   PORTOLAN_TEST_KUBECONFIG=FILE node_modules/.bin/vitest run --project conformance test/conformance/client-node

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiException,
  CoreV1Api,
  KubeConfig,
  type KubernetesObject,
  type V1Status,
  Watch,
} from '@kubernetes/client-node';
import { afterAll, beforeAll } from 'vitest';
import { type Cluster, startCluster } from '../play.ts';

export interface Ground {
  readonly kc: KubeConfig;
  /** Of this file's own, gone afterwards. */
  readonly namespace: string;
}

/** What a test file stands on; its members may be read once `beforeAll` has run. */
export function ground(): Ground {
  const kc = new KubeConfig();
  const folder = mkdtempSync(join(tmpdir(), 'client-node-'));
  let cluster: Cluster | undefined;
  let namespace = '';
  beforeAll(async () => {
    const given = process.env.PORTOLAN_TEST_KUBECONFIG;
    if (!given) cluster = await startCluster(folder, ['--tls', '--time live', '--speed 10']);
    kc.loadFromFile(given ?? cluster!.kubeconfig);
    const core = kc.makeApiClient(CoreV1Api);
    namespace = (await core.createNamespace({ body: { metadata: { generateName: 'client-node-' } } })).metadata!.name!;
    // A Pod is refused until its service account is there.
    await until(
      kc,
      `/api/v1/namespaces/${namespace}/serviceaccounts`,
      (account) => account.metadata?.name === 'default',
    );
  });
  afterAll(async () => {
    if (namespace) await kc.makeApiClient(CoreV1Api).deleteNamespace({ name: namespace });
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    kc,
    get namespace() {
      return namespace;
    },
  };
}

/** The first object on `path`, which names a collection, for which `holds` is true, now or later. */
export async function until<T extends KubernetesObject>(
  kc: KubeConfig,
  path: string,
  holds: (object: T) => boolean,
  phases: readonly string[] = ['ADDED', 'MODIFIED'],
): Promise<T> {
  return new Promise((resolve, reject) => {
    let found = false;
    const opened = new Watch(kc).watch(
      path,
      {},
      (phase, object: T) => {
        if (found || !phases.includes(phase) || !holds(object)) return;
        found = true;
        resolve(object);
        void opened.then((controller) => controller.abort());
      },
      (error) => {
        if (!found) reject(error ?? new Error(`the watch of ${path} ended`));
      },
    );
  });
}

/** What the server said no with. */
export interface Refusal {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: V1Status;
}

export async function refusal(asked: Promise<unknown>): Promise<Refusal> {
  const outcome = await asked.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new Error(`not refused: ${JSON.stringify(outcome.value)}`);
  const { error } = outcome;
  if (!(error instanceof ApiException)) throw error;
  const status = typeof error.body === 'string' ? (JSON.parse(error.body) as V1Status) : (error.body as V1Status);
  return { code: error.code, headers: error.headers, status };
}
