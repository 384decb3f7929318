// kubectl create poddisruptionbudget. Models kubectl/pkg/cmd/create create_pdb.go.

import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { labelSelectorOf } from '../../resource/label-selector.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, metadata, onlyName, post } from './generate.ts';

/** A whole number stays one; anything else is text, a percentage as the server will say. */
const intOrPercent = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

async function run(factory: Factory): Promise<number> {
  const { flags } = factory;
  const name = onlyName(factory);
  const [selector, least, most] = ['selector', 'min-available', 'max-unavailable'].map((flag) => flags.string(flag));
  if (!selector) throw new Fail('a selector must be specified');
  if (!least && !most) throw new Fail('one of min-available or max-unavailable must be specified');
  if (least && most) throw new Fail('min-available and max-unavailable cannot be both specified');
  for (const text of [least, most])
    if (text && !/^\d+%?$/.test(text))
      throw new Fail(`invalid format specified for ${text === least ? 'min-available' : 'max-unavailable'}`);
  const object = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata(factory, name),
    spec: {
      ...(least && { minAvailable: intOrPercent(least) }),
      selector: labelSelectorOf(selector),
      ...(most && { maxUnavailable: intOrPercent(most) }),
    },
    status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  };
  return post(factory, 'poddisruptionbudgets', object, 'poddisruptionbudgets');
}

export const poddisruptionbudget: Command = {
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  use: 'create poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none] [options]',
  short: 'Create a pod disruption budget with the specified name',
  long: 'Create a pod disruption budget with the specified name, selector, and desired minimum available pods.',
  examples: `# At least one pod with the label app=rails is to be there at any time
kubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1

# At least half of them
kubectl create pdb my-pdb --selector=app=nginx --min-available=50%`,
  flags: [
    ...generateFlags,
    make.string('max-unavailable', 'The most pods that may be unavailable, as a number or percentage.'),
    make.string('min-available', 'The fewest pods that must be available, as a number or percentage.'),
    make.string('selector', 'Label selector of the pods. Only equality is supported.'),
  ],
  run,
};
