// kubectl create configmap.

import type { Command } from '../../command.ts';
import { generateFlags, metadata, onlyName, post } from './generate.ts';
import { dataFrom, named, sortedKeys, sourceFlags } from './sources.ts';

export const configmap: Command = {
  name: 'configmap',
  aliases: ['cm'],
  use: 'create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]',
  short: 'Create a config map from a local file, directory or literal value',
  long: 'Create a config map from a file, a directory, or given values.\n\n The key of a file is its name unless another is given.',
  examples: `# From the files of a folder
kubectl create configmap my-config --from-file=path/to/bar

# From values
kubectl create configmap my-config --from-literal=key1=config1 --from-literal=key2=config2`,
  flags: [...generateFlags, ...sourceFlags],
  run: async (factory) => {
    const name = onlyName(factory);
    const data = dataFrom(factory, 'ConfigMap', name);
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(factory, name),
      ...(Object.keys(data).length > 0 && { data: sortedKeys(data) }),
    };
    return post(factory, 'configmaps', await named(factory, object), 'configmap');
  },
};
