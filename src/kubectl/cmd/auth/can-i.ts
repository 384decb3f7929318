// kubectl auth can-i. Models kubectl/pkg/cmd/auth cani.go.

import { ask } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { discover, findType, type Mapping } from '../../discovery.ts';
import { Fail, Verbatim } from '../../errors.ts';
import { columns } from '../../print/columns.ts';
import { flag, make } from '../../standard-flags.ts';
import { listed, type Rule, resourceText } from './rules.ts';

const RESOURCE_VERBS = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(
    ' ',
  ),
);
const PATH_VERBS = new Set('get put post head options delete patch *'.split(' '));

const warn = (factory: Factory, text: string): boolean => factory.err(`Warning: ${text}\n\n`);

interface Question {
  readonly verb: string;
  readonly path?: string;
  readonly resource?: string;
  readonly group?: string;
  readonly version?: string;
  readonly name?: string;
}

/** A type that nobody knows is asked for as it stands: a rule may name it. */
async function mappingOf(factory: Factory, text: string): Promise<Mapping | undefined> {
  let mapping: Mapping | undefined;
  try {
    mapping = findType(await discover(factory, 2), text);
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
  }
  if (mapping) return mapping;
  const [resource = '', ...group] = text.split('.');
  warn(
    factory,
    `the server doesn't have a resource type '${resource}'${group.length > 0 ? ` in group '${group.join('.')}'` : ''}`,
  );
  return undefined;
}

async function questionOf(factory: Factory): Promise<Question> {
  const { args, flags } = factory;
  const [verb = '', what = ''] = args;
  if (args.length !== 2)
    throw new Fail(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  if (what.startsWith('/')) {
    if (flags.string('subresource')) throw new Fail('--subresource can not be used with NonResourceURL');
    if (!PATH_VERBS.has(verb)) warn(factory, `verb '${verb}' is not a known verb`);
    return { verb, path: what };
  }
  const [type = '', name] = [what.split('/')[0], what.includes('/') ? what.slice(what.indexOf('/') + 1) : undefined];
  const mapping = type === '*' ? undefined : await mappingOf(factory, type);
  if (mapping && !mapping.namespaced && !flags.bool('all-namespaces')) {
    const inside = mapping.group ? ` in group '${mapping.group}'` : '';
    warn(factory, `resource '${mapping.resource}' is not namespace scoped${inside}`);
  }
  if (!RESOURCE_VERBS.has(verb) && !flags.bool('all-namespaces')) warn(factory, `verb '${verb}' is not a known verb`);
  return {
    verb,
    ...(mapping ? { resource: mapping.resource, group: mapping.group, version: mapping.version } : { resource: type }),
    ...(name !== undefined && { name }),
  };
}

interface Review {
  readonly status: { readonly allowed?: boolean; readonly reason?: string; readonly evaluationError?: string };
}

async function one(factory: Factory): Promise<number> {
  const { flags } = factory;
  const { verb, path, ...attributes } = await questionOf(factory);
  if (flags.bool('no-headers')) throw new Fail('--no-headers cannot be set without --list specified');
  const subresource = flags.string('subresource');
  const namespace = flags.bool('all-namespaces') ? '' : factory.namespace.name;
  const spec =
    path === undefined
      ? {
          resourceAttributes: {
            ...(namespace && { namespace }),
            verb,
            ...Object.fromEntries(Object.entries(attributes).filter(([, value]) => value)),
            ...(subresource && { subresource }),
          },
        }
      : { nonResourceAttributes: { path, verb } };
  const { status } = await ask<Review>(factory, {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec },
  });
  const why = [status.reason, status.evaluationError].filter(Boolean).map((text) => ` - ${text}`);
  if (!flags.bool('quiet')) factory.out(status.allowed ? 'yes\n' : `no${why.join('')}\n`);
  if (!status.allowed) throw new Verbatim('');
  return 0;
}

interface RulesReview {
  readonly status: {
    readonly resourceRules?: readonly Rule[];
    readonly nonResourceRules?: readonly Rule[];
    readonly incomplete?: boolean;
    readonly evaluationError?: string;
  };
}

async function all(factory: Factory): Promise<number> {
  const { flags } = factory;
  if (factory.args.length > 0) throw new Fail('list option must be specified with no arguments');
  if (flags.bool('quiet') || flags.bool('all-namespaces') || flags.string('subresource'))
    throw new Fail("list option can't be specified with neither quiet, all-namespaces nor subresource options");
  const { status } = await ask<RulesReview>(factory, {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace: factory.namespace.name },
    },
  });
  const list = (texts: readonly string[] = []): string => `[${texts.join(' ')}]`;
  const rows = listed([...(status.resourceRules ?? []), ...(status.nonResourceRules ?? [])]).map((rule) => [
    resourceText(rule),
    list(rule.nonResourceURLs),
    list(rule.resourceNames),
    list(rule.verbs),
  ]);
  const head = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'];
  factory.out(columns(flags.bool('no-headers') ? rows : [head, ...rows]));
  if (status.incomplete) {
    const why = status.evaluationError ? `: ${status.evaluationError}` : '';
    factory.err(`warning: the list may be incomplete${why}\n`);
  }
  return 0;
}

export const canI: Command = {
  name: 'can-i',
  use: 'auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [options]',
  short: 'Check whether an action is allowed',
  long: `Check whether an action is allowed.

 VERB is a Kubernetes API verb such as 'get', 'list', 'watch', 'delete'. TYPE is a resource; shortcuts and groups are resolved. NONRESOURCEURL is a partial URL that begins with "/". NAME is the name of one resource. The exit code is 0 when it is allowed, else 1.`,
  examples: `# May I create pods in any namespace?
kubectl auth can-i create pods --all-namespaces

# May the service account "dev:foo" list pods in the namespace "prod"?
kubectl auth can-i list pods --as=system:serviceaccount:dev:foo -n prod

# May I read the logs of pods?
kubectl auth can-i get pods --subresource=log

# Everything that I may do in the namespace "foo"
kubectl auth can-i --list --namespace=foo`,
  flags: [
    flag.allNamespaces('Ask about all namespaces.'),
    make.bool('list', 'Show all actions that are allowed.'),
    make.bool('no-headers', 'Show them without headers'),
    make.bool('quiet', 'Say nothing: the exit code is the answer.', { short: 'q' }),
    make.string('subresource', 'SubResource such as pod/log or deployment/scale'),
  ],
  run: (factory) => (factory.flags.bool('list') ? all(factory) : one(factory)),
};
