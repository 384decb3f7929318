// Why a Gateway does not work: nobody serves its class, a listener is not valid, what stands behind it does not run, or has no address.

import type { Condition, Pod, Secret, Service } from '#api/core/types.ts';
import type { Gateway, GatewayClass, Listener, ReferenceGrant } from '#api/gateway/types.ts';
import { controllerOf, keyOf } from '#apimachinery/meta.ts';
import type { Certificate } from '#kubelet/images/cert-manager/types.ts';
import { type Facts, find } from '../facts.ts';
import { type Finding, note } from './finding.ts';
import { inOf, placeOf } from './place.ts';
import { unwell } from './pods.ts';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

const conditionOf = (conditions: readonly Condition[] = [], type: string): Condition | undefined =>
  conditions.find((condition) => condition.type === type);

/** Undefined: it works, with all its listeners. */
export function gatewayFault(gateway: Gateway, facts: Facts): Finding | undefined {
  const key = keyOf(gateway);
  const object = `Gateway/${key}`;
  const { conditions } = gateway.status ?? {};
  const unserved = classFault(gateway, facts);
  if (unserved) return unserved;
  const listener = gateway.spec.listeners.map((_, i) => listenerFault(gateway, i, facts)).find((fault) => fault);
  if (listener) return listener;
  const accepted = conditionOf(conditions, 'Accepted');
  if (accepted?.status === 'False')
    return {
      object,
      path: 'spec',
      notes: [note('gateway-not-accepted', { gateway: key, message: accepted.message ?? '' })],
    };
  const programmed = conditionOf(conditions, 'Programmed');
  if (programmed?.status === 'False')
    return {
      object,
      path: 'spec',
      notes: [note('gateway-not-accepted', { gateway: key, message: programmed.message ?? '' })],
    };
  // It is programmed without them too.
  return behind(gateway, facts);
}

function classFault(gateway: Gateway, facts: Facts): Finding | undefined {
  const key = keyOf(gateway);
  const object = `Gateway/${key}`;
  const path = 'spec.gatewayClassName';
  const { gatewayClassName: name } = gateway.spec;
  const classes = facts.list<GatewayClass>('GatewayClass');
  const found = classes.find(({ metadata }) => metadata.name === name);
  if (!found) {
    const known = classes.map(({ metadata }) => metadata.name).join(', ') || '-';
    return { object, path, notes: [note('gateway-class-missing', { gateway: key, class: name, classes: known })] };
  }
  const { controllerName: controller } = found.spec;
  const accepted = conditionOf(found.status?.conditions, 'Accepted');
  if (accepted?.status === 'False') {
    const parameters = { class: name, message: accepted.message ?? '' };
    return { object: `GatewayClass/${name}`, path: 'spec', notes: [note('gateway-class-refused', parameters)] };
  }
  const isTaken = [accepted, conditionOf(gateway.status?.conditions, 'Accepted')].every(
    (condition) => condition !== undefined && condition.status !== 'Unknown',
  );
  if (isTaken) return undefined;
  return { object, path, notes: [note('gateway-class-unserved', { gateway: key, class: name, controller })] };
}

function listenerFault(gateway: Gateway, index: number, facts: Facts): Finding | undefined {
  const listener = gateway.spec.listeners[index]!;
  const key = keyOf(gateway);
  const object = `Gateway/${key}`;
  const at = `spec.listeners[${index}]`;
  const { conditions } = gateway.status?.listeners?.find(({ name }) => name === listener.name) ?? {};
  if (conditionOf(conditions, 'Conflicted')?.status === 'True') {
    const other = gateway.spec.listeners.find(
      (one) => one !== listener && one.port === listener.port && one.protocol !== listener.protocol,
    );
    const parameters = {
      listener: listener.name,
      protocol: listener.protocol,
      port: String(listener.port),
      other: other?.name ?? '-',
      else: other?.protocol ?? '-',
    };
    return { object, path: `${at}.port`, notes: [note('listener-conflict', parameters)] };
  }
  const resolved = conditionOf(conditions, 'ResolvedRefs');
  if (resolved?.status === 'False') {
    const certificate = certificateFault(gateway, listener, at, facts);
    if (certificate) return certificate;
  }
  const wrong = [resolved, conditionOf(conditions, 'Accepted'), conditionOf(conditions, 'Programmed')].find(
    (condition) => condition?.status === 'False',
  );
  if (!wrong || (wrong.type === 'Programmed' && wrong.reason !== 'Invalid')) return undefined;
  const parameters = { listener: listener.name, message: wrong.message ?? '' };
  return { object, path: at, notes: [note('listener-not-valid', parameters)] };
}

function certificateFault(
  { metadata }: Gateway,
  { name: listener, tls }: Listener,
  at: string,
  facts: Facts,
): Finding | undefined {
  const object = `Gateway/${keyOf({ metadata })}`;
  const [ref] = tls?.certificateRefs ?? [];
  const path = `${at}.tls.certificateRefs`;
  if (!ref) return { object, path, notes: [note('listener-without-certificate', { listener })] };
  const [from = '', to = from] = [metadata.namespace, ref.namespace];
  const secret = `${to}/${ref.name}`;
  const isGranted = facts
    .list<ReferenceGrant>('ReferenceGrant')
    .some(
      ({ metadata: { namespace }, spec }) =>
        namespace === to &&
        spec.from.some((f) => f.kind === 'Gateway' && f.namespace === from) &&
        spec.to.some((t) => t.kind === 'Secret' && (t.name === undefined || t.name === ref.name)),
    );
  if (to !== from && !isGranted)
    return {
      object,
      path: `${path}[0].namespace`,
      notes: [note('secret-grant-missing', { listener, secret, to, from })],
    };
  const found = find<Secret>(facts, `Secret/${secret}`);
  const place = { listener, secret, name: ref.name, in: inOf(to) };
  if (!found) {
    const certificate = facts
      .list<Certificate>('Certificate')
      .find((one) => one.metadata.namespace === to && one.spec.secretName === ref.name);
    const asked = certificate ? [note('secret-to-come', placeOf(certificate))] : [];
    return { object, path: `${path}[0].name`, notes: [note('listener-secret-missing', place), ...asked] };
  }
  if (found.type === 'kubernetes.io/tls') return undefined;
  return {
    object,
    path: `${path}[0].name`,
    notes: [note('listener-secret-unfit', { ...place, type: found.type ?? '-' })],
  };
}

/** The proxy that was made for it, and the Service in front of that. Undefined: they work. */
export function behind(gateway: Gateway, facts: Facts): Finding | undefined {
  const { name, namespace, uid } = gateway.metadata;
  const key = keyOf(gateway);
  const pods = facts
    .list<Pod>('Pod')
    .filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.[GATEWAY_NAME] === name);
  const [ill, ...more] = pods.map((pod) => unwell(pod, facts));
  // One that is well is enough.
  if (ill && more.every((fault) => fault))
    return { ...ill, notes: [note('gateway-proxy-ill', { gateway: key }), ...(ill.notes ?? [])] };
  const service = facts.list<Service>('Service').find((one) => controllerOf(one)?.uid === uid);
  if (service?.spec.type !== 'LoadBalancer' || service.status?.loadBalancer?.ingress?.length) return undefined;
  const { key: of, ...place } = placeOf(service);
  return {
    object: `Service/${of}`,
    path: 'spec.type',
    notes: [note('gateway-without-address', { ...place, gateway: key, service: of })],
  };
}
