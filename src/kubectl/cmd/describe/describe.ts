// kubectl describe: everything about an object and what hangs on it, for people. Models kubectl/pkg/cmd/describe.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { describerFor } from '../../describe/index.ts';
import { pathOf, resolveType } from '../../discovery.ts';
import { Fail, gathered, isReason, raise } from '../../errors.ts';
import { fetchInfos, type Info, listObjects, queryOf } from '../../resource/builder.ts';
import { filenameFlags, flag, make } from '../../standard-flags.ts';

const JSON_ONLY = { accept: 'application/json' };

async function describeOne(factory: Factory, { mapping, namespace, name }: Info): Promise<string> {
  const get = <T>(path: string): Promise<T> => ask<T>(factory, { method: 'GET', path, headers: JSON_ONLY });
  const object = await get<ApiObject>(pathOf(mapping, namespace, name));
  const describer = await describerFor(mapping.kind, mapping.group);
  const related = await describer.gather(object, get, factory.flags.bool('show-events'));
  return describer.text(object, related, factory.process.host.now());
}

/** `describe pod web` where there is no Pod `web`: every Pod whose name begins so. */
async function describeByPrefix(factory: Factory, type: string, prefix: string, notFound: Fail): Promise<void> {
  const mapping = await resolveType(factory, type);
  const namespace = mapping.namespaced ? factory.namespace.name : undefined;
  const found = (await listObjects(factory, mapping, namespace, { args: [] })).filter((o) =>
    o.metadata.name.startsWith(prefix),
  );
  if (found.length === 0) throw notFound;
  for (const { metadata } of found) {
    factory.out(`${await describeOne(factory, { mapping, namespace, name: metadata.name, source: '' })}\n`);
  }
}

export const describe: Command = {
  name: 'describe',
  use: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [options]',
  short: 'Show details of a specific resource or group of resources',
  long: `Show details of a specific resource or group of resources.

Prints a detailed description of the selected resources, including related resources such as events or controllers. You may select a single object by name, all objects of that type, provide a name prefix, or label selector.`,
  examples: `# Describe a node
kubectl describe nodes kubernetes-node-emt8.c.myproject.internal

# Describe a Service and the endpoints behind it
kubectl describe service web

# Describe a Pod identified by type and name in "pod.json"
kubectl describe -f pod.json

# Describe all Pods
kubectl describe pods

# Describe Pods by label app=web
kubectl describe pods -l app=web`,
  flags: [
    flag.allNamespaces('Look in all namespaces. The namespace of the context and --namespace do not count then.'),
    make.int('chunk-size', 500, 'Return large lists in chunks rather than all at once. Pass 0 to disable.'),
    ...filenameFlags('Filename, directory, or URL to files containing the resource to describe'),
    flag.selector,
    make.bool('show-events', 'If true, display events related to the described object.', { default: 'true' }),
  ],

  async run(factory) {
    const { args, flags } = factory;
    const query = queryOf(factory, args, { all: true });
    if (args.length === 0 && !query.filenames?.length && !query.kustomize) {
      throw new Fail(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    const { infos, failures } = await fetchInfos(factory, query);
    const [failure] = failures;
    if (args.length === 2 && failures.length === 1 && failure && isReason(failure, 'NotFound')) {
      // Two words are taken for a type and how its names begin, even where each names an object: then there is nothing but the error.
      if (args[0]?.includes('/')) throw failure;
      await describeByPrefix(factory, args[0] ?? '', args[1] ?? '', failure);
      return 0;
    }
    const wrong = failures.map(gathered);
    let first = true;
    for (const info of infos) {
      try {
        const text = await describeOne(factory, info);
        factory.out(first ? text : `\n\n${text}`);
        first = false;
      } catch (error) {
        if (!(error instanceof Fail)) throw error;
        if (!wrong.some((w) => w.message === error.message)) wrong.push(error);
      }
    }
    if (infos.length === 0 && wrong.length === 0) {
      factory.err(
        flags.bool('all-namespaces')
          ? 'No resources found\n'
          : `No resources found in ${factory.namespace.name} namespace.\n`,
      );
    }
    raise(wrong);
    return 0;
  },
};
