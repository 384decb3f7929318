// kubectl create serviceaccount.

import type { Command } from '../../command.ts';
import { generateFlags, metadata, onlyName, post } from './generate.ts';

export const serviceaccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  use: 'create serviceaccount NAME [--dry-run=server|client|none] [options]',
  short: 'Create a service account with the specified name',
  long: 'Create a service account with the specified name.',
  examples: '# Create a service account\nkubectl create serviceaccount my-service-account',
  flags: generateFlags,
  run: async (factory) => {
    const object = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(factory, onlyName(factory)) };
    return post(factory, 'serviceaccounts', object, 'serviceaccount');
  },
};
