// Models ValidateService of pkg/apis/core/validation/validation.go: its checks, their order and their words.

import type { Service, ServicePort } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
  isValidPortName,
  isValidPortNum,
} from '#apimachinery/validation.ts';
import { validateLabels } from '../../rest/metadata.ts';
import { validateBalancerClass, validateLoadBalancerFields } from './balancer-validation.ts';
import { validateClusterIpChange, validateClusterIpFields, validateFamilyChange } from './cluster-ip-validation.ts';
import { isHeadless, needsHealthCheck } from './defaults.ts';
import { INVALID_IP, nonSpecialIp, validIp } from './ip.ts';
import { validateTrafficPolicies } from './traffic-validation.ts';

export const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
export const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** The key by which ports are told apart, as the internal type, which has no JSON names. */
const portKey = ({ protocol, port }: ServicePort) => ({
  Name: '',
  Protocol: protocol,
  AppProtocol: null,
  Port: port,
  TargetPort: 0,
  NodePort: 0,
});

export function validateService(service: Service): FieldError[] {
  const { spec } = service;
  const all = spec.ports ?? [];
  const errors = validateTopology(service);
  if (all.length === 0 && !isHeadless(service) && spec.type !== 'ExternalName')
    errors.push(field.required('spec.ports'));
  errors.push(...validateByType(service));
  errors.push(...validatePorts(all));
  errors.push(...validateLabels(spec.selector, 'spec.selector'));
  errors.push(...validateAffinity(service));
  errors.push(...validateClusterIpFields(service));
  for (const [i, ip] of (spec.externalIPs ?? []).entries()) {
    errors.push(...invalids(`spec.externalIPs[${i}]`, ip, validIp(ip) ? nonSpecialIp(ip) : [INVALID_IP]));
  }
  if (!TYPES.includes(spec.type!)) errors.push(field.notSupported('spec.type', spec.type, TYPES));
  if (spec.type === 'ClusterIP') {
    all.forEach((port, i) => {
      if (port.nodePort)
        errors.push(field.forbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    });
  }
  errors.push(...validateDuplicatePorts(all));
  errors.push(...validateLoadBalancerFields(service));
  errors.push(...validateTrafficPolicies(service));
  return errors;
}

/** Two annotations of which one is the other's old name. */
function validateTopology({ metadata }: Service): FieldError[] {
  const mode = metadata.annotations?.[TOPOLOGY_MODE];
  const hints = metadata.annotations?.[TOPOLOGY_HINTS];
  if (mode === undefined || hints === undefined || mode === hints) return [];
  const detail = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`;
  return [field.invalid(`metadata.annotations[${TOPOLOGY_MODE}]`, mode, detail)];
}

function validateByType(service: Service): FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') {
    if (isHeadless(service))
      errors.push(field.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  } else if (spec.type === 'ExternalName') {
    for (const name of ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const) {
      if ((spec[name] ?? []).length > 0)
        errors.push(field.forbidden(`spec.${name}`, 'may not be set for ExternalName services'));
    }
    const name = spec.externalName ?? '';
    const withoutDot = name.replace(/\.$/, '');
    if (withoutDot === '') errors.push(field.required('spec.externalName'));
    else errors.push(...invalids('spec.externalName', withoutDot, isDns1123Subdomain(withoutDot)));
  }
  return errors;
}

function validatePorts(all: readonly ServicePort[]): FieldError[] {
  const names = new Set<string>();
  return all.flatMap((port, i) => {
    const at = `spec.ports[${i}]`;
    const errors: FieldError[] = [];
    if (!port.name) {
      if (all.length > 1) errors.push(field.required(`${at}.name`));
    } else {
      errors.push(...invalids(`${at}.name`, port.name, isDns1123Label(port.name)));
      if (names.has(port.name)) errors.push(field.duplicate(`${at}.name`, port.name));
      names.add(port.name);
    }
    errors.push(...invalids(`${at}.port`, port.port ?? 0, isValidPortNum(port.port ?? 0)));
    if (!PROTOCOLS.includes(port.protocol ?? ''))
      errors.push(field.notSupported(`${at}.protocol`, port.protocol, PROTOCOLS));
    const target = port.targetPort ?? 0;
    errors.push(
      ...invalids(
        `${at}.targetPort`,
        target,
        typeof target === 'string' ? isValidPortName(target) : isValidPortNum(target),
      ),
    );
    if (port.appProtocol !== undefined)
      errors.push(...invalids(`${at}.appProtocol`, port.appProtocol, isQualifiedName(port.appProtocol)));
    return errors;
  });
}

function validateAffinity({ spec }: Service): FieldError[] {
  if (spec.sessionAffinity !== 'None' && spec.sessionAffinity !== 'ClientIP') {
    return [field.notSupported('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None'])];
  }
  if (spec.sessionAffinity === 'None') {
    return spec.sessionAffinityConfig
      ? [field.forbidden('spec.sessionAffinityConfig', 'must not be set when session affinity is None')]
      : [];
  }
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (seconds === undefined)
    return [field.required('spec.sessionAffinityConfig', 'when session affinity type is ClientIP')];
  return seconds > 0 && seconds <= 86400
    ? []
    : [
        field.invalid(
          'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
          seconds,
          'must be greater than 0 and less than 86400',
        ),
      ];
}

function validateDuplicatePorts(all: readonly ServicePort[]): FieldError[] {
  const errors: FieldError[] = [];
  const nodePorts = new Set<string>();
  all.forEach((port, i) => {
    if (!port.nodePort) return;
    const key = `${port.protocol}/${port.nodePort}`;
    if (nodePorts.has(key)) errors.push(field.duplicate(`spec.ports[${i}].nodePort`, port.nodePort));
    nodePorts.add(key);
  });
  const numbers = new Set<string>();
  all.forEach((port, i) => {
    const key = `${port.protocol}/${port.port}`;
    if (numbers.has(key)) errors.push(field.duplicate(`spec.ports[${i}]`, portKey(port)));
    numbers.add(key);
  });
  return errors;
}

export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const errors = [...validateClusterIpChange(service, old), ...validateFamilyChange(service, old)];
  const { spec } = service;
  if (
    spec.type === 'LoadBalancer' &&
    old.spec.type === 'LoadBalancer' &&
    spec.loadBalancerClass !== old.spec.loadBalancerClass
  ) {
    errors.push(field.invalid('spec.loadBalancerClass', spec.loadBalancerClass, 'may not change once set'));
  }
  errors.push(...validateBalancerClass(service));
  if (needsHealthCheck(service) && needsHealthCheck(old) && spec.healthCheckNodePort !== old.spec.healthCheckNodePort) {
    errors.push(field.forbidden('spec.healthCheckNodePort', 'field is immutable'));
  }
  return [...errors, ...validateService(service)];
}
