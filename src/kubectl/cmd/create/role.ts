// kubectl create role and clusterrole. Models kubectl/pkg/cmd/create create_role.go and create_clusterrole.go.

import type { Command, Factory, Flag } from '../../command.ts';
import { discover, findType, noSuchType } from '../../discovery.ts';
import { Fail, Verbatim } from '../../errors.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, metadata, onlyName, post } from './generate.ts';

const VERBS =
  'get list watch create update patch delete deletecollection use bind escalate impersonate approve sign attest * proxy'.split(
    ' ',
  );
const PATH_VERBS = 'get post put delete patch head options *'.split(' ');

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** One rule a group; `deployments.apps/scale` names a subresource. */
async function rulesOf(factory: Factory, verbs: readonly string[]): Promise<Rule[]> {
  const { flags } = factory;
  const byGroup = new Map<string, string[]>();
  for (const text of unique(flags.list('resource'))) {
    const [type = '', ...sub] = text.split('/');
    const subresource = sub.join('/');
    let [group, resource] = ['', '*'];
    if (type !== '*') {
      const mapping = findType(await discover(factory), type);
      if (!mapping) throw new Verbatim(noSuchType(type).message);
      ({ group, resource } = mapping);
    }
    byGroup.set(group, [...(byGroup.get(group) ?? []), subresource ? `${resource}/${subresource}` : resource]);
  }
  const resourceNames = unique(flags.list('resource-name'));
  return [...byGroup].map(([group, resources]) => ({
    verbs,
    apiGroups: [group],
    resources,
    ...(resourceNames.length > 0 && { resourceNames }),
  }));
}

function verbsOf({ flags }: Factory): string[] {
  const verbs = unique(flags.list('verb'));
  return verbs.includes('*') ? ['*'] : verbs;
}

/** Verbs that no server knows may still be meant. */
function checkVerbs(factory: Factory, verbs: readonly string[]): void {
  for (const verb of verbs) {
    if (!VERBS.includes(verb)) factory.err(`Warning: '${verb}' is not a standard resource verb\n`);
  }
}

const create = (factory: Factory, kind: 'Role' | 'ClusterRole', rest: object): Promise<number> => {
  const name = onlyName(factory);
  const object = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: kind === 'Role' ? metadata(factory, name) : { name },
    ...rest,
  };
  return post(factory, `${kind.toLowerCase()}s`, object, undefined);
};

async function runRole(factory: Factory): Promise<number> {
  const verbs = verbsOf(factory);
  onlyName(factory);
  if (verbs.length === 0) throw new Fail('at least one verb must be specified');
  checkVerbs(factory, verbs);
  if (factory.flags.list('resource').length === 0) throw new Fail('at least one resource must be specified');
  return create(factory, 'Role', { rules: await rulesOf(factory, verbs) });
}

async function runClusterRole(factory: Factory): Promise<number> {
  const { flags } = factory;
  const verbs = verbsOf(factory);
  onlyName(factory);
  const paths = unique(flags.list('non-resource-url'));
  const aggregation = flags.string('aggregation-rule');
  const resources = flags.list('resource');
  if (aggregation) {
    if (paths.length + verbs.length + resources.length + flags.list('resource-name').length > 0)
      throw new Fail('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
    const pairs = aggregation.split(',').map((pair) => {
      const [key = '', value = '', ...more] = pair.split('=');
      if (!pair.includes('=') || more.length > 0)
        throw new Fail(
          `invalid argument ${JSON.stringify(aggregation)} for "--aggregation-rule" flag: malformed pair, expect string=string\nSee '${factory.commandPath} --help' for usage.`,
        );
      return [key, value];
    });
    return create(factory, 'ClusterRole', {
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: Object.fromEntries(pairs) }] },
      rules: null,
    });
  }
  if (verbs.length === 0) throw new Fail('at least one verb must be specified');
  if (resources.length === 0 && paths.length === 0)
    throw new Fail('one of resource or nonResourceURL must be specified');
  if (resources.length > 0) checkVerbs(factory, verbs);
  for (const path of paths) {
    if (path === '*') continue;
    if (!path.startsWith('/')) throw new Fail('nonResourceURL should start with /');
    if (path.slice(0, -1).includes('*'))
      throw new Fail("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
  for (const verb of paths.length > 0 ? verbs : [])
    if (!PATH_VERBS.includes(verb)) throw new Fail(`invalid verb: '${verb}' for nonResourceURL`);
  const rules = [...(await rulesOf(factory, verbs)), ...(paths.length > 0 ? [{ verbs, nonResourceURLs: paths }] : [])];
  return create(factory, 'ClusterRole', { rules });
}

const ruleFlags: readonly Flag[] = [
  make.strings('resource', 'Resource that the rule applies to'),
  make.stringArray('resource-name', 'Name of an object that the rule applies to. Repeatable.'),
  make.strings('verb', 'Verb that applies to the resources contained in the rule'),
];

export const role: Command = {
  name: 'role',
  use: 'create role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none] [options]',
  short: 'Create a role with single rule',
  long: 'Create a role with single rule.',
  examples: `# A role that allows "get", "watch" and "list" on pods
kubectl create role pod-reader --verb=get,list,watch --resource=pods

# On a subresource
kubectl create role foo --verb=get,list,watch --resource=pods,pods/status`,
  flags: [...generateFlags, ...ruleFlags],
  run: runRole,
};

export const clusterrole: Command = {
  name: 'clusterrole',
  use: 'create clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none] [options]',
  short: 'Create a cluster role',
  long: 'Create a cluster role.',
  examples: `# A cluster role that allows "get", "watch" and "list" on pods
kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods

# On a path
kubectl create clusterrole "foo" --verb=get --non-resource-url=/logs/*`,
  flags: [
    ...generateFlags,
    make.string('aggregation-rule', 'A label selector for the ClusterRoles to combine.', { default: '' }),
    make.strings('non-resource-url', 'A partial URL that a user should have access to.'),
    ...ruleFlags,
  ],
  run: runClusterRole,
};
