// CEL over the cluster: `that` of a check, `when` of a hint.

import type { ApiObject } from '#apimachinery/meta.ts';

/** Each kind by the name that an expression has for it: a map of its objects, by `name` (in `default`) and by `namespace/name`. */
export const VARIABLES: Readonly<Record<string, string>> = {
  node: 'nodes',
  pod: 'pods',
  service: 'services',
  endpoints: 'endpoints',
  endpointslice: 'endpointslices.discovery.k8s.io',
  configmap: 'configmaps',
  secret: 'secrets',
  serviceaccount: 'serviceaccounts',
  deployment: 'deployments.apps',
  replicaset: 'replicasets.apps',
  statefulset: 'statefulsets.apps',
  daemonset: 'daemonsets.apps',
  job: 'jobs.batch',
  ingress: 'ingresses.networking.k8s.io',
  ingressclass: 'ingressclasses.networking.k8s.io',
  networkpolicy: 'networkpolicies.networking.k8s.io',
  gatewayclass: 'gatewayclasses.gateway.networking.k8s.io',
  gateway: 'gateways.gateway.networking.k8s.io',
  httproute: 'httproutes.gateway.networking.k8s.io',
  grpcroute: 'grpcroutes.gateway.networking.k8s.io',
  referencegrant: 'referencegrants.gateway.networking.k8s.io',
  issuer: 'issuers.cert-manager.io',
  clusterissuer: 'clusterissuers.cert-manager.io',
  certificate: 'certificates.cert-manager.io',
  certificaterequest: 'certificaterequests.cert-manager.io',
  order: 'orders.acme.cert-manager.io',
  challenge: 'challenges.acme.cert-manager.io',
};

type Library = typeof import('@marcbachmann/cel-js');
let library: Library | undefined;
async function cel(): Promise<Library> {
  library ??= await import('@marcbachmann/cel-js');
  return library;
}

/** What the expression gives. A field that an object lacks, or has of another type, makes it false: the objects are the learner's. */
export async function evaluate(
  expression: string,
  list: (resource: string) => Promise<readonly ApiObject[]>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const { evaluate: run } = await cel();
  const context: Record<string, unknown> = { ...more };
  for (const name of identifiersIn(expression)) {
    const resource = Object.hasOwn(context, name) ? undefined : VARIABLES[name];
    if (resource) context[name] = byName(await list(resource));
  }
  try {
    return run(expression, structuredClone(context));
  } catch (error) {
    if (error instanceof Error && /^(no such (key|overload)|index out of)/i.test(error.message)) return false;
    throw error;
  }
}

/** What is wrong with an expression; undefined: nothing. `more` names variables beside those of the cluster. */
export async function expressionProblem(expression: string, more: readonly string[] = []): Promise<string | undefined> {
  const { Environment } = await cel();
  const environment = new Environment();
  for (const name of [...Object.keys(VARIABLES), ...more]) environment.registerVariable(name, 'dyn');
  try {
    const checked = environment.parse(expression).check();
    return checked.valid ? undefined : firstLine(checked.error);
  } catch (error) {
    return firstLine(error);
  }
}

const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0]!;

/** Words outside of quotes: a superset of the variables. */
function identifiersIn(expression: string): readonly string[] {
  const bare = expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "''");
  return [...new Set(bare.match(/(?<![.\w])[a-z]\w*/g) ?? [])];
}

function byName(objects: readonly ApiObject[]): Readonly<Record<string, ApiObject>> {
  return Object.fromEntries(
    objects.flatMap((object) => {
      const { name, namespace } = object.metadata;
      if (namespace === undefined) return [[name, object]];
      return [...(namespace === 'default' ? [[name, object] as const] : []), [`${namespace}/${name}`, object] as const];
    }),
  );
}
