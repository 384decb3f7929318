// kubectl create quota. Models kubectl/pkg/cmd/create create_quota.go.

import { canonicalQuantity, QUANTITY_ERROR } from '#apimachinery/quantity.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, metadata, onlyName, post } from './generate.ts';

function hardOf(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair): [string, string] => {
    const [resource = '', value, ...more] = pair.split('=');
    if (value === undefined || more.length > 0)
      throw new Fail(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
    const quantity = canonicalQuantity(value);
    if (quantity === undefined) throw new Fail(QUANTITY_ERROR);
    return [resource, quantity];
  });
  return Object.fromEntries(pairs);
}

async function run(factory: Factory): Promise<number> {
  const { flags } = factory;
  const name = onlyName(factory);
  const [hard, scopes] = [flags.string('hard'), flags.string('scopes')];
  const object = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: metadata(factory, name),
    spec: { ...(hard && { hard: hardOf(hard) }), ...(scopes && { scopes: scopes.split(',') }) },
    status: {},
  };
  return post(factory, 'resourcequotas', object, 'quota');
}

export const quota: Command = {
  name: 'quota',
  aliases: ['resourcequota'],
  use: 'create quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none] [options]',
  short: 'Create a quota with the specified name',
  long: 'Create a resource quota with the specified name, hard limits, and optional scopes.',
  examples: `# A quota
kubectl create quota my-quota --hard=cpu=1,memory=1G,pods=2,services=3

# For pods without requests alone
kubectl create quota best-effort --hard=pods=100 --scopes=BestEffort`,
  flags: [
    ...generateFlags,
    make.string('hard', 'resource=quantity pairs that are hard limits, comma-separated.'),
    make.string('scopes', 'Scopes that must all match what the quota counts, comma-separated.'),
  ],
  run,
};
