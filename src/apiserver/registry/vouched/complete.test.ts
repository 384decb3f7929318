// Every resource that is served has rows of each sort that applies to it. Where one does not apply, it is said why.
import { expect, test } from 'vitest';
import { strategies } from '../index.ts';
import { qualifiedResource } from '../rest/versions.ts';
import { DEFAULTS, REFUSALS } from './rows.test-helper.ts';
import { COLUMNS } from './view.test-helper.ts';

const NO_DEFAULTER = 'its group registers no defaulter for it, and nothing is written that was not given';
const ANSWERED = 'it is answered, and not kept as it was given';
const COMPUTED = 'it is worked out when it is asked for: nobody writes it';

/** Resources without rows, and why nothing can be held. */
const NONE: Readonly<Record<'refusals' | 'defaults', Readonly<Record<string, string>>>> = {
  refusals: {
    componentstatuses: COMPUTED,
    'nodes.metrics.k8s.io': COMPUTED,
    'pods.metrics.k8s.io': COMPUTED,
    'selfsubjectreviews.authentication.k8s.io': 'pkg/registry/authentication/selfsubjectreview asks nothing of it',
  },
  defaults: {
    componentstatuses: COMPUTED,
    'nodes.metrics.k8s.io': COMPUTED,
    'pods.metrics.k8s.io': COMPUTED,
    bindings: ANSWERED,
    'selfsubjectreviews.authentication.k8s.io': ANSWERED,
    'tokenreviews.authentication.k8s.io': ANSWERED,
    'localsubjectaccessreviews.authorization.k8s.io': ANSWERED,
    'selfsubjectaccessreviews.authorization.k8s.io': ANSWERED,
    'subjectaccessreviews.authorization.k8s.io': ANSWERED,
    'selfsubjectrulesreviews.authorization.k8s.io': ANSWERED,
    configmaps: 'SetDefaults_ConfigMap makes an empty map, which is not written',
    serviceaccounts: NO_DEFAULTER,
    'controllerrevisions.apps': NO_DEFAULTER,
    resourcequotas: 'SetDefaults_ResourceList only rounds what was given',
    'ingresses.networking.k8s.io': 'networking/v1 has no defaulter for Ingress: its pathType must be given',
    'ipaddresses.networking.k8s.io': NO_DEFAULTER,
    'servicecidrs.networking.k8s.io': NO_DEFAULTER,
    'runtimeclasses.node.k8s.io': NO_DEFAULTER,
    'volumeattachments.storage.k8s.io': NO_DEFAULTER,
    'roles.rbac.authorization.k8s.io': NO_DEFAULTER,
    'clusterroles.rbac.authorization.k8s.io': NO_DEFAULTER,
  },
};

const named = (rows: readonly { readonly resource: string }[]): ReadonlySet<string> =>
  new Set(rows.map(({ resource }) => resource));
const served = strategies.map(qualifiedResource);
const listed = strategies.filter(({ verbs }) => verbs?.includes('list') ?? true).map(qualifiedResource);

test.each([
  ['validation', served, named(REFUSALS), NONE.refusals],
  ['default', served, named(DEFAULTS), NONE.defaults],
  ['column', listed, named(COLUMNS), {}],
] as const)('each resource has a %s row, or a reason why not', (_sort, asked, rows, none) => {
  const missing = asked.filter((resource) => !rows.has(resource) && !Object.hasOwn(none, resource));
  expect(missing).toEqual([]);
  expect(Object.keys(none).filter((resource) => rows.has(resource) || !asked.includes(resource))).toEqual([]);
});

test('each row is of a resource that is served', () => {
  for (const rows of [REFUSALS, DEFAULTS, COLUMNS]) {
    expect([...named(rows)].filter((resource) => !served.includes(resource))).toEqual([]);
  }
});
