// kubectl taint. Models kubectl/pkg/cmd/taint.

import type { Node, Taint } from '#api/core/types.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, raise, usageError } from '../../errors.ts';
import { fetchInfos } from '../../resource/builder.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { flag, make, printFlags } from '../../standard-flags.ts';
import { type Changes, isChange, parseTaints, type Removal } from './parse.ts';

function split(args: readonly string[]): { resources: string[]; specs: string[] } {
  const [resources, specs]: [string[], string[]] = [[], []];
  for (const arg of args) {
    if (isChange(arg)) specs.push(arg);
    else if (specs.length === 0) resources.push(arg);
    else throw new Fail(`all resources must be specified before taint changes: ${arg}`);
  }
  return { resources, specs };
}

function changesOf(factory: Factory, specs: readonly string[]): Changes {
  try {
    return parseTaints(specs);
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    throw usageError(factory.commandPath, error.message);
  }
}

const same = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect;
const hits = (removal: Removal, taint: Taint): boolean =>
  removal.key === taint.key && (removal.effect === '' || removal.effect === taint.effect);

function check({ flags }: Factory, resources: readonly string[], { add, remove }: Changes): void {
  const [type = ''] = resources;
  if (!['node', 'nodes', 'no'].includes(type.toLowerCase()))
    throw new Fail(`invalid resource type ${type}, only node types are supported`);
  const both = remove.filter((r) => add.some((t) => hits(r, t))).map((r) => `${r.key}=${r.effect}`);
  if (both.length > 0)
    throw new Fail(`can not both modify and remove the following taint(s) in the same command: ${both.join(', ')}`);
  const selector = flags.string('selector');
  if (flags.bool('all') && selector) throw new Fail("setting 'all' parameter with a non empty selector is prohibited");
  if (!flags.bool('all') && !selector && resources.length < 2)
    throw new Fail("at least one resource name must be specified since 'all' parameter is not set");
}

/** The node's taints as they shall be, and what has happened to them. Source: reorganizeTaints. */
function reorganized(node: Node, { add, remove }: Changes, overwrite: boolean): { taints: Taint[]; operation: string } {
  const old = node.spec?.taints ?? [];
  const present = add.filter((t) => old.some((o) => same(o, t)));
  if (!overwrite && present.length > 0) {
    const keys = present.map(({ key }) => key).join(',');
    throw new Fail(
      `node ${node.metadata.name} already has ${keys} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  const together = [...add, ...old.filter((o) => !add.some((t) => same(o, t)))];
  const added = together.length !== old.length;
  raise(
    remove
      .filter((r) => !together.some((t) => hits(r, t)))
      .map((r) => new Fail(`taint ${JSON.stringify(r.effect ? `${r.key}:${r.effect}` : r.key)} not found`)),
  );
  const taints = together.filter((t) => !remove.some((r) => hits(r, t)));
  const removed = taints.length < together.length;
  return { taints, operation: (added && removed) || overwrite ? 'modified' : added ? 'tainted' : 'untainted' };
}

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  const dryRun = dryRunOf(factory);
  // It does not say that it is a dry run.
  const report = reporter(factory);
  const { resources, specs } = split(args);
  if (resources.length === 0) throw new Fail('one or more resources must be specified as <resource> <name>');
  if (specs.length === 0) throw new Fail('at least one taint update is required');
  const changes = changesOf(factory, specs);
  check(factory, resources, changes);
  const selector = flags.string('selector');
  // A selector counts more than names.
  const named = selector || flags.bool('all') ? resources.slice(0, 1) : resources;
  const { infos, failures } = await fetchInfos(factory, { args: named, selector, all: flags.bool('all') });
  const wrong: Fail[] = [...failures];
  for (const { mapping, name, object } of infos) {
    try {
      const node = object as Node;
      const { taints, operation } = reorganized(node, changes, flags.bool('overwrite'));
      const spec = { ...node.spec, taints };
      if (dryRun === 'client') {
        report({ ...node, spec } as Node, operation);
        continue;
      }
      const answer = await ask<Node>(factory, {
        method: 'PATCH',
        path:
          pathOf(mapping, undefined, name) + query(writeQuery(dryRun, { fieldManager: flags.string('field-manager') })),
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
        body: { spec: { taints: taints.length > 0 ? taints : null } },
      });
      report({ ...answer, apiVersion: 'v1', kind: 'Node' }, operation);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
    }
  }
  raise(wrong);
  return 0;
}

export const taint: Command = {
  name: 'taint',
  use: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N [options]',
  short: 'Update the taints on one or more nodes',
  long: `Update the taints on one or more nodes.

 A taint is a key, a value and an effect. The effect is NoSchedule, PreferNoSchedule or NoExecute. The key may have a prefix, such as example.com/my-app; the value may be absent.`,
  examples: `# A taint with key 'dedicated', value 'special-user' and effect 'NoSchedule'
kubectl taint nodes foo dedicated=special-user:NoSchedule

# Remove it
kubectl taint nodes foo dedicated:NoSchedule-

# Remove all taints with key 'dedicated'
kubectl taint nodes foo dedicated-`,
  flags: [
    make.bool('all', 'All nodes of the cluster'),
    ...printFlags,
    flag.dryRun,
    flag.fieldManager('kubectl-taint'),
    make.bool('overwrite', 'Allow taints to be overwritten.'),
    flag.selector,
    flag.validate,
  ],
  run,
};
