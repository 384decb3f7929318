// kubectl set selector: a Service's selector, written anew. Models kubectl/pkg/cmd/set/set_selector.go.

import type { ApiObject, LabelSelector } from '#apimachinery/meta.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { fetchAll, queryOf } from '../../resource/builder.ts';
import { labelSelectorOf } from '../../resource/label-selector.ts';
import { recordFlag } from '../../resource/record.ts';
import { make } from '../../standard-flags.ts';
import { changeEach, setFlags } from './change.ts';

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
  const wanted = labelSelectorOf(args.at(-1)!);
  const version = flags.string('resource-version');
  const local = flags.bool('local');
  const infos = await fetchAll(factory, { ...queryOf(factory, args.slice(0, -1)), local }, { latest: !local });
  await changeEach(factory, infos, [], {
    operation: 'selector updated',
    records: true,
    always: true,
    apply(copy, { mapping }) {
      if (mapping.kind !== 'Service') throw new Fail('setting a selector is only supported for Services');
      const service = copy as ApiObject & { spec?: { selector?: Record<string, string> } };
      service.spec = { ...service.spec, selector: labelsOf(wanted) };
      if (version) copy.metadata.resourceVersion = version;
    },
  });
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
    recordFlag,
    ...setFlags
      .filter(({ name }) => name !== 'kustomize')
      .map((each) => (each.name === 'recursive' ? { ...each, default: 'true' } : each)),
    make.string('resource-version', 'Only if this is still the version of the object. For a single object.'),
  ],
  run: setSelector,
};
