// kubectl create priorityclass. Models kubectl/pkg/cmd/create create_priorityclass.go.

import type { Command, Factory } from '../../command.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, onlyName, post } from './generate.ts';

async function run(factory: Factory): Promise<number> {
  const { flags } = factory;
  const object = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: onlyName(factory) },
    value: flags.int('value'),
    ...(flags.bool('global-default') && { globalDefault: true }),
    ...(flags.string('description') && { description: flags.string('description') }),
    preemptionPolicy: flags.string('preemption-policy'),
  };
  return post(factory, 'priorityclasses', object, 'priorityclass');
}

export const priorityclass: Command = {
  name: 'priorityclass',
  aliases: ['pc'],
  use: 'create priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none] [options]',
  short: 'Create a priority class with the specified name',
  long: 'Create a priority class with the specified name, value, globalDefault and description.',
  examples: `# A priority class
kubectl create priorityclass high-priority --value=1000 --description="high priority"

# The one that pods get by default
kubectl create priorityclass default-priority --value=1000 --global-default=true`,
  flags: [
    ...generateFlags,
    make.string('description', 'When this priority class should be used.'),
    make.bool('global-default', 'Pods that name none get this priority.'),
    make.string('preemption-policy', 'Whether pods of lower priority may be preempted.', {
      default: "'PreemptLowerPriority'",
    }),
    { name: 'value', type: 'int32', default: '0', usage: 'The value of this priority class.' },
  ],
  run,
};
