// kubectl api-resources: the types that the server has. Models kubectl/pkg/cmd/apiresources.

import { toYaml } from '#apimachinery/yaml.ts';
import type { Command } from '../../command.ts';
import { discover, groupVersionOf, type Mapping, qualifiedResource } from '../../discovery.ts';
import { Fail, usageError } from '../../errors.ts';
import { columns } from '../../print/columns.ts';
import { unknownFormat } from '../../print/printer.ts';
import { make } from '../../standard-flags.ts';

const FORMATS = ['json', 'name', 'wide', 'yaml'];

/** Only a group's preferred version, as ServerPreferredResources gives it: the first that has the type. */
function preferred(all: readonly Mapping[]): Mapping[] {
  const seen = new Set<string>();
  return all.filter((m) => {
    const name = qualifiedResource(m);
    if (seen.has(name) || m.verbs.length === 0) return false;
    seen.add(name);
    return true;
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const listItem = (m: Mapping): Record<string, unknown> => ({
  name: m.resource,
  singularName: m.singular,
  namespaced: m.namespaced,
  ...(m.group && { group: m.group }),
  version: m.version,
  kind: m.kind,
  verbs: m.verbs,
  ...(m.shortNames.length > 0 && { shortNames: m.shortNames }),
  ...(m.categories.length > 0 && { categories: m.categories }),
});

export const apiResources: Command = {
  name: 'api-resources',
  use: 'api-resources [flags] [options]',
  short: 'Print the supported API resources on the server',
  long: 'Print the supported API resources on the server.',
  examples: `# Print the supported API resources
kubectl api-resources

# Print the supported API resources with more information
kubectl api-resources -o wide

# Print the supported namespaced resources
kubectl api-resources --namespaced=true

# Print the supported API resources with a specific APIGroup
kubectl api-resources --api-group=rbac.authorization.k8s.io`,
  flags: [
    make.string('api-group', 'Limit to resources in the specified API group.'),
    make.bool('cached', 'Use the cached list of resources if available.'),
    make.strings('categories', 'Limit to resources that belong to the specified categories.'),
    make.bool(
      'namespaced',
      'If false, non-namespaced resources will be returned, otherwise returning namespaced resources by default.',
      { default: 'true' },
    ),
    make.bool(
      'no-headers',
      "When using the default or custom-column output format, don't print headers (default print headers).",
    ),
    make.string('output', 'Output format. One of: (json, yaml, name, wide).', { short: 'o' }),
    make.bool('show-managed-fields', 'Keep managedFields in JSON and YAML output.'),
    make.string(
      'sort-by',
      "If non-empty, sort list of resources using specified field. The field can be either 'name' or 'kind'.",
    ),
    make.strings('verbs', 'Limit to resources that support the specified verbs.'),
  ],
  complete: async () => [],

  async run(factory) {
    const { args, flags } = factory;
    const output = flags.string('output');
    const sortBy = flags.string('sort-by');
    if (args.length > 0) throw usageError(factory.commandPath, `unexpected arguments: [${args.join(' ')}]`);
    if (output !== '' && !FORMATS.includes(output)) throw unknownFormat(output, FORMATS);
    if (!['', 'name', 'kind'].includes(sortBy)) throw new Fail('--sort-by accepts only name or kind');
    const has = (given: readonly string[], wanted: readonly string[]): boolean =>
      wanted.every((w) => given.includes(w));
    const group = flags.string('api-group');
    const found = preferred(await discover(factory, 1)).filter(
      (m) =>
        (!flags.changed('api-group') || m.group === group) &&
        (!flags.changed('namespaced') || m.namespaced === flags.bool('namespaced')) &&
        has(m.verbs, flags.list('verbs')) &&
        has(m.categories, flags.list('categories')),
    );
    found.sort((a, b) =>
      sortBy === 'kind'
        ? compare(a.kind, b.kind)
        : sortBy === 'name'
          ? compare(a.resource, b.resource)
          : compare(a.group, b.group) || compare(a.resource, b.resource),
    );
    if (output === 'json' || output === 'yaml') {
      const list = { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources: found.map(listItem) };
      factory.out(output === 'json' ? `${JSON.stringify(list, undefined, 4)}\n` : toYaml(list));
      return 0;
    }
    if (output === 'name') {
      factory.out(found.map((m) => `${qualifiedResource(m)}\n`).join(''));
      return 0;
    }
    const wide = output === 'wide';
    const rows = found.map((m) => [
      m.resource,
      m.shortNames.join(','),
      groupVersionOf(m),
      String(m.namespaced),
      m.kind,
      ...(wide ? [m.verbs.join(','), m.categories.join(',')] : []),
    ]);
    const head = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])];
    factory.out(columns(flags.bool('no-headers') ? rows : [head, ...rows]));
    return 0;
  },
};
