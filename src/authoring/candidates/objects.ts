// Checks of objects, from what two moments of a cluster do not have alike.

import { deepEqual } from '#apimachinery/equal.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Snapshot } from '#lab/lab.ts';
import type { Candidate } from './candidate.ts';

type Storage = Snapshot['storage'];

export interface ObjectChange {
  readonly was: ApiObject | undefined;
  readonly is: ApiObject | undefined;
}

/** What the cluster writes by itself, or tells of. */
const OWN_AFFAIRS = new Set([
  ...[
    'events',
    'leases.coordination.k8s.io',
    'endpoints',
    'endpointslices.discovery.k8s.io',
    'nodes',
    'ipaddresses.networking.k8s.io',
  ],
  ...['replicasets.apps', 'controllerrevisions.apps', 'serviceaccounts', 'csinodes.storage.k8s.io'],
]);

/** What somebody has made, changed or deleted; not what controllers made of it. */
export function changesBetween(before: Storage, after: Storage): readonly ObjectChange[] {
  const resources = [...new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])].sort();
  return resources.flatMap((resource) => {
    if (OWN_AFFAIRS.has(resource)) return [];
    const [old, now] = [before, after].map(
      ({ objects }) => new Map((objects[resource] ?? []).map((object) => [keyOf(object), object])),
    );
    return [...new Set([...old!.keys(), ...now!.keys()])].sort().flatMap((key) => {
      const [was, is] = [old!.get(key), now!.get(key)];
      const object = (is ?? was)!;
      if ((object.metadata.ownerReferences ?? []).length > 0 || isSystem(object)) return [];
      return was && is && deepEqual(bodyOf(was), bodyOf(is)) && labelsAlike(was, is) ? [] : [{ was, is }];
    });
  });
}

const isSystem = ({ metadata, kind }: ApiObject): boolean =>
  /^kube-/.test(metadata.namespace ?? '') || (kind === 'ConfigMap' && metadata.name === 'kube-root-ca.crt');
const labelsAlike = (a: ApiObject, b: ApiObject): boolean =>
  deepEqual(a.metadata.labels ?? {}, b.metadata.labels ?? {});

/** All but what the cluster keeps of it. */
function bodyOf(object: ApiObject): Readonly<Record<string, unknown>> {
  const {
    metadata: _,
    status: __,
    apiVersion: ___,
    kind: ____,
    ...body
  } = object as unknown as Record<string, unknown>;
  return body;
}

/** Fields that nobody wrote, or that are another in each cluster. */
const DRAWN =
  /^spec\.(clusterIPs?|ipFamil\w+|internalTrafficPolicy|sessionAffinity|allocateLoadBalancerNodePorts|healthCheckNodePort|revisionHistoryLimit|progressDeadlineSeconds|finalizers)\b/;
/** What the API server fills into a Pod of which nothing else is said, wherever its spec stands. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  restartPolicy: 'Always',
  dnsPolicy: 'ClusterFirst',
  schedulerName: 'default-scheduler',
  terminationGracePeriodSeconds: 30,
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
  enableServiceLinks: true,
  preemptionPolicy: 'PreemptLowerPriority',
  priority: 0,
  serviceAccountName: 'default',
  serviceAccount: 'default',
  protocol: 'TCP',
};
const isDefault = ({ path, value }: Field): boolean => DEFAULTS[path.split('.').at(-1)!] === value;
const MOST_FIELDS = 8;

export function objectCandidates(changes: readonly ObjectChange[]): readonly Candidate[] {
  return changes.flatMap(({ was, is }) => (is ? [...existence(was, is), ...fieldsOf(was, is)] : absence(was!)));
}

function selectorOf({ apiVersion, kind, metadata: { name, namespace } }: ApiObject): Readonly<Record<string, unknown>> {
  const elsewhere = namespace !== undefined && namespace !== 'default';
  return { apiVersion, kind, ...(elsewhere && { namespace }), name };
}

const shownName = ({ kind, metadata: { name } }: ApiObject): string => `${kind} \`${name}\``;

function existence(was: ApiObject | undefined, is: ApiObject): readonly Candidate[] {
  if (was) return [];
  return [
    {
      named: `${is.kind} ${is.metadata.name}`,
      ask: { en: `There is a ${shownName(is)}`, zh: `有 ${shownName(is)}` },
      asks: { object: selectorOf(is), that: `self.metadata.name == ${literal(is.metadata.name)}` },
    },
  ];
}

function absence(was: ApiObject): readonly Candidate[] {
  const { name: _, ...others } = selectorOf(was);
  return [
    {
      named: `no ${was.kind} ${was.metadata.name}`,
      ask: { en: `There is no ${shownName(was)} any more`, zh: `不再有 ${shownName(was)}` },
      asks: { object: others, that: `!all.exists(o, o.metadata.name == ${literal(was.metadata.name)})` },
    },
  ];
}

interface Field {
  /** `spec.type` */
  readonly path: string;
  /** As an expression over `self`. */
  readonly that: string;
  readonly value: string | number | boolean;
}

function fieldsOf(was: ApiObject | undefined, is: ApiObject): readonly Candidate[] {
  const before = new Map((was ? leaves(bodyOf(was)) : []).map(({ that, value }) => [that, value]));
  return leaves(bodyOf(is))
    .filter((field) => before.get(field.that) !== field.value && !DRAWN.test(field.path) && !isDefault(field))
    .slice(0, MOST_FIELDS)
    .map(({ path, that, value }) => ({
      named: `${is.metadata.name} ${path.split('.').at(-1)}`,
      ask: {
        en: `\`${path}\` of ${shownName(is)} is \`${value}\``,
        zh: `${shownName(is)} 的 \`${path}\` 是 \`${value}\``,
      },
      asks: {
        object: selectorOf(is),
        that,
        otherwise: {
          en: `${is.kind} ${is.metadata.name} has not ${value} in ${path}.`,
          zh: `${is.kind} ${is.metadata.name} 的 ${path} 不是 ${value}。`,
        },
      },
    }));
}

/** Texts, numbers, truths; of a list, those of the objects in it: `self.spec.ports.exists(p, p.port == 80)`. */
function leaves(body: Readonly<Record<string, unknown>>): readonly Field[] {
  const found: Field[] = [];
  const visit = (value: unknown, parts: readonly string[]): void => {
    const path = parts.join('.');
    const access = parts.map((part) => (/^[A-Za-z_]\w*$/.test(part) ? `.${part}` : `[${literal(part)}]`)).join('');
    if (isLeaf(value)) found.push({ path, that: `self${access} == ${literal(value)}`, value });
    else if (Array.isArray(value))
      for (const item of value) {
        if (typeof item !== 'object' || item === null) {
          if (isLeaf(item)) found.push({ path, that: `self${access}.exists(x, x == ${literal(item)})`, value: item });
          continue;
        }
        for (const [name, inner] of Object.entries(item))
          if (isLeaf(inner) && /^[A-Za-z_]\w*$/.test(name))
            found.push({
              path: `${path}.${name}`,
              that: `self${access}.exists(x, x.${name} == ${literal(inner)})`,
              value: inner,
            });
      }
    else if (typeof value === 'object' && value !== null && parts.length < 5)
      for (const [name, inner] of Object.entries(value)) visit(inner, [...parts, name]);
  };
  visit(body, []);
  return found;
}

const isLeaf = (value: unknown): value is string | number | boolean =>
  (typeof value === 'string' && value.length <= 80 && !value.includes('\n')) ||
  typeof value === 'number' ||
  typeof value === 'boolean';

/** As CEL has it. */
const literal = (value: string | number | boolean): string =>
  typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : String(value);
