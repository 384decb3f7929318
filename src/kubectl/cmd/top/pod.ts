// kubectl top pod. Models kubectl/pkg/cmd/top top_pod.go.

import type { Pod } from '#api/core/types.ts';
import { ageOf } from '#apimachinery/duration.ts';
import { ask, klog, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail, usageError } from '../../errors.ts';
import { flag, make } from '../../standard-flags.ts';
import {
  begin,
  bytesText,
  cpuText,
  inOrder,
  METRICS,
  type PodMetrics,
  sharedFlags,
  show,
  total,
  type Usage,
} from './metrics.ts';

const usageOf = ({ containers }: PodMetrics): Usage => total(containers.map(({ usage }) => usage));
/** Metrics of a Pod older than this should be there. */
const LATE_MS = 2 * 60_000;

/** No metrics: are there no Pods, or are they too young? */
async function explain(factory: Factory, scope: string, asked: string): Promise<number> {
  const name = factory.args[0];
  const path = name === undefined ? `/api/v1${scope}/pods${asked}` : `/api/v1${scope}/pods/${name}`;
  const found = await ask<Pod & { items?: Pod[] }>(factory, { method: 'GET', path });
  const pods = name === undefined ? (found.items ?? []) : [found];
  if (pods.length === 0) {
    factory.err(scope === '' ? 'No resources found\n' : `No resources found in ${factory.namespace.name} namespace.\n`);
    return 0;
  }
  const now = factory.process.host.now();
  for (const { metadata } of pods) {
    if (now - Date.parse(metadata.creationTimestamp ?? '') <= LATE_MS) continue;
    const message = `Metrics not available for pod ${metadata.namespace}/${metadata.name}, age: ${ageOf(metadata.creationTimestamp, now)}`;
    klog(factory, 'W', 'top_pod.go:278', message);
    throw new Fail(message);
  }
  throw new Fail('metrics not available yet');
}

async function run(factory: Factory): Promise<number> {
  const { args, flags, namespace } = factory;
  if (args.length > 1) throw usageError(factory.commandPath, 'pod [NAME | -l label]');
  await begin(factory);
  const everywhere = flags.bool('all-namespaces');
  const scope = everywhere ? '' : `/namespaces/${namespace.name}`;
  const asked = query({ labelSelector: flags.string('selector'), fieldSelector: flags.string('field-selector') });
  const root = `${METRICS}${scope}/pods`;
  const metrics = args[0]
    ? [await ask<PodMetrics>(factory, { method: 'GET', path: `${root}/${encodeURIComponent(args[0])}` })]
    : ((await ask<{ items?: PodMetrics[] }>(factory, { method: 'GET', path: root + asked })).items ?? []);
  if (metrics.length === 0) return explain(factory, scope, asked);

  const [swap, single] = [flags.bool('show-swap'), flags.bool('containers')];
  const cells = (usage: Usage): string[] => [
    cpuText(usage.cpu),
    bytesText(usage.memory),
    ...(swap ? [bytesText(usage.swap)] : []),
  ];
  const first = (namespaceName: string | undefined): string[] => (everywhere ? [namespaceName ?? ''] : []);
  const rows = inOrder(factory, metrics, usageOf).flatMap((pod) => {
    const head = [...first(pod.metadata.namespace), pod.metadata.name];
    return single
      ? pod.containers.map(({ name, usage }) => [...head, name, ...cells(usage)])
      : [[...head, ...cells(usageOf(pod))]];
  });
  const blank = [...first(''), '', ...(single ? [''] : [])];
  const sum = flags.bool('sum')
    ? [
        [...blank, ...Array<string>(swap ? 3 : 2).fill('________')],
        [...blank, ...cells(total(metrics.map(usageOf)))],
      ]
    : [];
  const head = [
    ...(everywhere ? ['NAMESPACE'] : []),
    ...(single ? ['POD', 'NAME'] : ['NAME']),
    'CPU(cores)',
    'MEMORY(bytes)',
    ...(swap ? ['SWAP(bytes)'] : []),
  ];
  show(factory, head, [...rows, ...sum]);
  return 0;
}

export const pod: Command = {
  name: 'pod',
  aliases: ['pods', 'po'],
  use: 'top pod [NAME | -l label] [options]',
  short: 'Display resource (CPU/memory) usage of pods',
  long: `Display resource (CPU/memory) usage of pods.

 Metrics are collected at intervals: those of a pod that was made a moment ago may not be there yet.`,
  examples: `# All pods of the namespace
kubectl top pod

# A pod and its containers
kubectl top pod POD_NAME --containers

# Pods with a label
kubectl top pod -l name=myLabel`,
  flags: [
    flag.allNamespaces('The pods of all namespaces.'),
    make.bool('containers', 'Show each container.'),
    flag.fieldSelector,
    ...sharedFlags('pods'),
    make.bool('sum', 'Show the sum'),
  ],
  run,
};
