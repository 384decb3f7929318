// kubectl create namespace.

import type { Command } from '../../command.ts';
import { generateFlags, onlyName, post } from './generate.ts';

export const namespace: Command = {
  name: 'namespace',
  aliases: ['ns'],
  use: 'create namespace NAME [--dry-run=server|client|none] [options]',
  short: 'Create a namespace with the specified name',
  long: 'Create a namespace with the specified name.',
  examples: '# Create a namespace\nkubectl create namespace my-namespace',
  flags: generateFlags,
  run: async (factory) => {
    const name = onlyName(factory);
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} };
    return post(factory, 'namespaces', object, undefined);
  },
};
