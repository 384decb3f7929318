// kubectl cluster-info dump: nodes, then a namespace's objects and logs, one after the other. Models clusterinfo_dump.go.

import type { Container, Pod } from '#api/core/types.ts';
import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import { dirname } from '#machine/path.ts';
import { ask, query } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { absolute } from '../../kubeconfig.ts';
import { objectPrinter } from '../../print/printer.ts';

/** Where each kind is, and the name of its file. */
const KINDS = [
  ['/api/v1', 'events', 'events', 'EventList', 'v1'],
  ['/api/v1', 'replicationcontrollers', 'replication-controllers', 'ReplicationControllerList', 'v1'],
  ['/api/v1', 'services', 'services', 'ServiceList', 'v1'],
  ['/apis/apps/v1', 'daemonsets', 'daemonsets', 'DaemonSetList', 'apps/v1'],
  ['/apis/apps/v1', 'deployments', 'deployments', 'DeploymentList', 'apps/v1'],
  ['/apis/apps/v1', 'replicasets', 'replicasets', 'ReplicaSetList', 'apps/v1'],
  ['/api/v1', 'pods', 'pods', 'PodList', 'v1'],
] as const;

type Write = (name: string, extension: string, text: string) => void;

function writer(factory: Factory): Write {
  const { process, flags } = factory;
  const folder = flags.string('output-directory');
  if (folder === '' || folder === '-') return (_, __, text) => void factory.out(text);
  const started = new Set<string>();
  return (name, extension, text) => {
    const path = absolute(process, `${folder}/${name}${extension}`);
    if (!started.has(path)) {
      process.files.mkdir(dirname(path), { recursive: true });
      if (process.files.write(path, '')) throw new Fail(`open ${folder}/${name}${extension}: permission denied`);
      started.add(path);
    }
    process.files.append(path, text);
  };
}

/** An object as -o asks for, as text. */
function printed(factory: Factory, object: unknown): string {
  let text = '';
  const inner: Factory = Object.create(factory, { out: { value: (piece: string) => (text += piece) !== '' } });
  objectPrinter(inner, { typed: true })?.(object);
  return text;
}

async function logOf(factory: Factory, pod: Pod, { name }: Container): Promise<string> {
  const where = `container ${name} of pod ${pod.metadata.namespace}/${pod.metadata.name}`;
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/log${query({ container: name })}`;
  let text: string;
  try {
    const log = await ask<unknown>(factory, { method: 'GET', path, headers: { accept: 'text/plain, */*' } });
    text = typeof log === 'string' ? log : '';
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    text = `Request log error: ${error.message}\n`;
  }
  return `==== START logs for ${where} ====\n${text}==== END logs for ${where} ====\n`;
}

export async function runDump(factory: Factory): Promise<number> {
  const { flags } = factory;
  const output = flags.string('output');
  const extension = output === 'json' ? '.json' : output === 'yaml' ? '.yaml' : '.txt';
  const write = writer(factory);
  // kubectl holds them as Go's types, whose items do not say what they are.
  const list = async <T extends ApiObject>(path: string, kind: string, apiVersion: string): Promise<ApiList<T>> => {
    const { items, ...rest } = await ask<ApiList<T>>(factory, { method: 'GET', path });
    return { ...rest, kind, apiVersion, items: items.map(({ kind: _, apiVersion: __, ...item }) => item as T) };
  };
  write('nodes', extension, printed(factory, await list('/api/v1/nodes', 'NodeList', 'v1')));
  const named = flags.list('namespaces');
  const namespaces = flags.bool('all-namespaces')
    ? (await list('/api/v1/namespaces', 'NamespaceList', 'v1')).items.map(({ metadata }) => metadata.name)
    : named.length > 0
      ? named
      : ['kube-system', factory.namespace.name];
  for (const namespace of namespaces) {
    let pods: readonly Pod[] = [];
    for (const [root, resource, file, kind, apiVersion] of KINDS) {
      const found = await list<Pod>(
        `${root}/namespaces/${encodeURIComponent(namespace)}/${resource}`,
        kind,
        apiVersion,
      );
      write(`${namespace}/${file}`, extension, printed(factory, found));
      pods = found.items;
    }
    for (const pod of pods) {
      for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers])
        write(`${namespace}/${pod.metadata.name}/logs`, '.txt', await logOf(factory, pod, container));
    }
  }
  const folder = flags.string('output-directory');
  if (folder !== '' && folder !== '-') factory.out(`Cluster info dumped to ${folder}\n`);
  return 0;
}
