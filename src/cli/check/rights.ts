// What a check will ask of the cluster, and whether it may: found out before anything is asked or made.

import type { Evidence } from '#grading/check.ts';
import { judgeCheck } from '#grading/grade.ts';
import type { Exercise } from '#grading/lesson.ts';
import type { ClusterApi } from './api.ts';

export interface Right {
  readonly verb: string;
  /** `pods/exec`, `deployments.apps` */
  readonly resource: string;
  /** Undefined: in every one. */
  readonly namespace?: string;
  readonly why: string;
  /** What stands in the cluster decides whether it is: it may be missing. */
  readonly isMaybe?: true;
}

/** Where the Pods are made from which requests are sent. */
const NAMESPACE = 'default';
/** A check that has looked so often without finding anything would look for ever. */
const MOST_LOOKS = 200;

/** Rights that these exercises need, each once: what their checks look at on an empty cluster, and from where they send. */
export async function rightsFor(exercises: readonly Exercise[]): Promise<readonly Right[]> {
  const found = new Map<string, Right>();
  const need = (verb: string, resource: string, why: string, namespace?: string, isMaybe?: true): void => {
    const key = `${verb} ${resource} ${namespace ?? ''}`;
    const more = { ...(namespace !== undefined && { namespace }), ...(isMaybe && { isMaybe }) };
    if (!found.has(key)) found.set(key, { verb, resource, why, ...more });
  };
  const sends = (from: string): void => {
    need('list', 'pods', 'to see which Pod answers');
    need('list', 'services', 'to see which Service answers');
    const [place, namespace = NAMESPACE] = from.split('/');
    if (place === 'laptop' || place === 'internet') return;
    if (place === 'node') need('list', 'nodes', 'to find the node');
    const inside = place === 'pod' && from !== 'pod' ? namespace : NAMESPACE;
    need('get', 'pods', 'to wait for the Pod that sends', inside);
    if (inside === NAMESPACE && (place === 'node' || from === 'pod')) {
      need('create', 'pods', 'to make a Pod that sends requests', inside);
      need('delete', 'pods', 'to remove it again', inside);
    }
    for (const verb of ['get', 'create']) need(verb, 'pods/exec', 'to run curl in that Pod', inside);
    if (place === 'pod' && from !== 'pod')
      need('patch', 'pods/ephemeralcontainers', 'to put a container with curl into a Pod that has none', inside, true);
  };
  for (const exercise of exercises)
    for (const check of exercise.checks) {
      let looks = 0;
      const look = (): void => {
        if (++looks > MOST_LOOKS) throw new Error('it looks for ever');
      };
      const nothing: Evidence = {
        async list(resource) {
          look();
          need('list', resource, `for the check ${check.id}`);
          return [];
        },
        async fetch(from) {
          look();
          sends(from);
          return {
            ok: false,
            error: { kind: 'unreachable', message: '', phase: 'connect' },
            trace: [],
            elapsedMs: 0,
          } as unknown as Awaited<ReturnType<Evidence['fetch']>>;
        },
        partialTraces: true,
        commands: [],
        answers: new Map(),
        sleep: async () => look(),
      };
      // What it says of such a cluster does not matter; what it asked for does.
      await judgeCheck(exercise, check, nothing).catch(() => undefined);
      for (const from of placesIn(check.spec)) sends(from);
    }
  return [...found.values()];
}

/** Every `from` of a check, however deep: one that waits for a value of the cluster has not been asked from yet. */
function placesIn(spec: unknown): readonly string[] {
  if (typeof spec !== 'object' || spec === null) return [];
  return Object.entries(spec).flatMap(([name, value]) =>
    name === 'from' && typeof value === 'string' && !value.includes('${') ? [value] : placesIn(value),
  );
}

/**
 * Those of them that the cluster says are not given. Undefined: it does not say.
 * Source: SelfSubjectAccessReview, authorization.k8s.io/v1.
 */
export async function missingOf(rights: readonly Right[], api: ClusterApi): Promise<readonly Right[] | undefined> {
  const missing: Right[] = [];
  for (const right of rights) {
    const [resource = '', subresource] = right.resource.split('/');
    const [plural, ...group] = resource.split('.');
    const { code, body } = await api.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: {
          verb: right.verb,
          resource: plural,
          group: group.join('.'),
          ...(subresource && { subresource }),
          ...(right.namespace && { namespace: right.namespace }),
        },
      },
    });
    if (code !== 201 && code !== 200) return undefined;
    const { status } = body as { readonly status?: { readonly allowed?: boolean } };
    if (status?.allowed !== true) missing.push(right);
  }
  return missing;
}

export function showMissing(missing: readonly Right[]): string {
  return `this user may not do all that the check needs. Missing:\n${linesOf(missing)}\nNothing was asked of the cluster but this, and nothing was made. Have these granted, or name another --context.`;
}

/** Of those without which it may do. */
export const showMaybeMissing = (missing: readonly Right[]): string =>
  `this user may not do what may be needed; a check that needs it is not judged:\n${linesOf(missing)}`;

function linesOf(rights: readonly Right[]): string {
  const width = Math.max(...rights.map(({ verb, resource }) => verb.length + resource.length + 1));
  const line = ({ verb, resource, namespace, why }: Right): string =>
    `  ${`${verb} ${resource}`.padEnd(width)}  ${namespace === undefined ? 'in every namespace' : `in namespace ${namespace}`}: ${why}`;
  return rights.map(line).join('\n');
}
