// kubectl set selector: a Service's selector, written anew. Models kubectl/pkg/cmd/set/set_selector.go.

import type { ApiObject, LabelSelector } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail } from '../../errors.ts';
import { fetchAll, queryOf } from '../../resource/builder.ts';
import { labelSelectorOf } from '../../resource/label-selector.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { twoWayPatch } from '../../resource/three-way.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';

/** Source: updateSelectorForObject: a Service's selector is labels only. */
function labelsOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Record<string, string> {
  if (matchExpressions.length > 0) {
    const shown = matchExpressions.map(
      ({ key, operator, values = [] }) => `{${key} ${operator} [${values.join(' ')}]}`,
    );
    throw new Fail(`match expression [${shown.join(' ')}] not supported on this object`);
  }
  return { ...matchLabels };
}

async function setSelector(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  if (args.length === 0) throw new Fail('one selector is required');
  const dryRun = dryRunOf(factory);
  const report = reporter(factory, dryRun);
  const wanted = labelSelectorOf(args.at(-1)!);
  const local = flags.bool('local');
  const version = flags.string('resource-version');
  const infos = await fetchAll(factory, { ...queryOf(factory, args.slice(0, -1)), local }, { latest: !local });
  for (const { mapping, namespace, name, object } of infos) {
    if (mapping.kind !== 'Service') throw new Fail('setting a selector is only supported for Services');
    const before = object as ApiObject & { spec?: { selector?: Record<string, string> } };
    const changed = { ...before, spec: { ...before.spec, selector: labelsOf(wanted) } };
    if (local || dryRun === 'client') {
      report(changed, 'selector updated');
      continue;
    }
    const patch = {
      ...twoWayPatch(before, changed, { kind: mapping.kind, strategic: true }),
      ...(version && { metadata: { resourceVersion: version } }),
    };
    const after = await ask<ApiObject>(factory, {
      method: 'PATCH',
      path:
        pathOf(mapping, namespace, name) + query(writeQuery(dryRun, { fieldManager: flags.string('field-manager') })),
      headers: { accept: 'application/json', 'content-type': 'application/strategic-merge-patch+json' },
      body: patch,
    });
    report({ ...after, apiVersion: before.apiVersion, kind: before.kind }, 'selector updated');
  }
  return 0;
}

export const selector: Command = {
  name: 'selector',
  use: 'set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]',
  short: 'Set the selector on a resource',
  long: 'Write the selector of a Service anew: what it had before is gone. Only Services have one that can be set.',
  examples: `# The Service "web" points at Pods with another label
kubectl set selector service web app=shop`,
  flags: [
    make.bool('all', 'All objects of the given types in the namespace.'),
    ...printFlags,
    flag.dryRun,
    flag.fieldManager('kubectl-set'),
    ...filenameFlags('Filename, directory, or URL to files that name what to change'),
    make.bool('local', 'Change the content of the file, and send nothing.'),
    make.string('resource-version', 'Only if this is still the version of the object. For a single object.'),
  ],
  run: setSelector,
};
