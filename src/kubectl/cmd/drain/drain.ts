// kubectl drain. Models kubectl/pkg/cmd/drain.

import type { Pod } from '#api/core/types.ts';
import { parseSelector } from '#apimachinery/labels.ts';
import type { Command, Factory } from '../../command.ts';
import { resolveType } from '../../discovery.ts';
import { Fail, Fails, raise, Verbatim } from '../../errors.ts';
import { listObjects } from '../../resource/builder.ts';
import { type DryRun, dryRunOf } from '../../resource/output.ts';
import { flag, make } from '../../standard-flags.ts';
import { takeAway } from './evict.ts';
import { type Chosen, choose } from './filters.ts';
import { mark, nodesOf, tell } from './nodes.ts';

async function podsOf(factory: Factory, node: string): Promise<Chosen> {
  const pods = await listObjects(factory, await resolveType(factory, 'pods'), undefined, {
    args: [],
    selector: factory.flags.string('pod-selector'),
    fieldSelector: `spec.nodeName=${node}`,
  });
  return choose(factory, pods as Pod[]);
}

async function empty(factory: Factory, node: string, dryRun: DryRun): Promise<void> {
  const { pods, warnings, refusals } = await podsOf(factory, node);
  raise(refusals.map((text) => new Fail(text)));
  if (warnings !== '') factory.err(`Warning: ${warnings}\n`);
  if (dryRun === 'client') {
    for (const { metadata } of pods) factory.out(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)\n`);
    return;
  }
  try {
    await takeAway(factory, pods, dryRun);
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    const pending = await podsOf(factory, node);
    if (pending.pods.length > 0) {
      factory.err(`There are pending pods in node ${JSON.stringify(node)} when an error occurred: ${error.message}\n`);
      for (const { metadata } of pending.pods) factory.err(`pod/${metadata.name}\n`);
    }
    throw error;
  }
}

async function run(factory: Factory): Promise<number> {
  const dryRun = dryRunOf(factory);
  const infos = await nodesOf(factory, 'drain');
  const selector = factory.flags.string('pod-selector');
  if ('error' in parseSelector(selector))
    throw new Fail('--pod-selector=<pod_selector> must be a valid label selector');
  await mark(factory, infos, true, dryRun);
  const wrong: Fail[] = [];
  const remaining: string[] = [];
  for (const { node } of infos) {
    const { name } = node.metadata;
    try {
      await empty(factory, name, dryRun);
      tell(factory, node, 'drained', dryRun);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      factory.err(
        `error: unable to drain node ${JSON.stringify(name)} due to error: ${error.message}, continuing command...\n`,
      );
      wrong.push(error);
      remaining.push(name);
    }
  }
  if (remaining.length > 0)
    factory.err(`There are pending nodes to be drained:\n${remaining.map((name) => ` ${name}\n`).join('')}`);
  if (wrong.length === 0) return 0;
  // They are a list to kubectl even where it has one member, and so without `error: `.
  throw new Verbatim(
    wrong
      .flatMap((f) => (f instanceof Fails ? f.all : [f]))
      .map((f) => f.line())
      .join('\n'),
  );
}

export const drain: Command = {
  name: 'drain',
  use: 'drain NODE [options]',
  short: 'Drain node in preparation for maintenance',
  long: `Drain node in preparation for maintenance.

 The node is marked unschedulable, and its pods are evicted, within what disruption budgets allow. Pods of a daemon set are not: their controller ignores the mark and would make them again, so --ignore-daemonsets is needed. Pods that no controller would replace go only with --force.

 'drain' waits until the pods have ended. When the node is to serve again, use kubectl uncordon.`,
  examples: `# Drain node "foo", even if there are pods on it that no controller owns
kubectl drain foo --force

# With fifteen minutes for each pod
kubectl drain foo --grace-period=900`,
  flags: [
    make.int('chunk-size', 500, 'Ask for large lists in pieces of this size. 0: whole.'),
    make.bool('delete-emptydir-data', 'Go on although pods use emptyDir: that data is deleted with them.'),
    make.bool('disable-eviction', 'Delete instead of evicting. Disruption budgets are not looked at.'),
    flag.dryRun,
    make.bool('force', 'Go on although there are pods that declare no controller.'),
    make.int('grace-period', -1, 'Seconds given to each pod to end. Negative: what the pod itself says.'),
    make.bool('ignore-daemonsets', 'Leave pods of daemon sets where they are.'),
    make.string('pod-selector', 'Label selector for the pods on the node'),
    flag.selector,
    make.int(
      'skip-wait-for-delete-timeout',
      0,
      'Do not wait for pods that have been going for more seconds than this.',
    ),
    make.duration('timeout', '0s', 'How long to wait before giving up; zero means for ever'),
  ],
  run,
};
