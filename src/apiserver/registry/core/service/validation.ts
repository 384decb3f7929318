// Models ValidateService of pkg/apis/core/validation/validation.go: its checks, their order and their words.

import type { Service, ServicePort } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  isValidPortName,
  isValidPortNum,
} from '#apimachinery/validation.ts';
import { externallyAccessible, isHeadless, needsHealthCheck } from './defaults.ts';
import { INVALID_IP, nonSpecialIp, validCidr, validIp } from './ip.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const KUBELET_PORT = 10250;
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

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
  const errors: FieldError[] = [];
  if (all.length === 0 && !isHeadless(service) && spec.type !== 'ExternalName')
    errors.push(field.required('spec.ports'));
  errors.push(...validateByType(service));
  errors.push(...validatePorts(all));
  errors.push(...validateSelector(spec.selector));
  errors.push(...validateAffinity(service));
  errors.push(...validateClusterIpFields(service));
  for (const [i, ip] of (spec.externalIPs ?? []).entries()) {
    errors.push(...invalids(`spec.externalIPs[${i}]`, ip, validIp(ip) ? nonSpecialIp(ip) : [INVALID_IP]));
  }
  if (!TYPES.includes(spec.type ?? '')) errors.push(field.notSupported('spec.type', spec.type, TYPES));
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

function validateByType(service: Service): FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  const headless = (): void => {
    if (isHeadless(service))
      errors.push(field.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  };
  if (spec.type === 'LoadBalancer') {
    (spec.ports ?? []).forEach(({ port }, i) => {
      if (port === KUBELET_PORT) {
        errors.push(
          field.invalid(`spec.ports[${i}]`, port, `may not expose port ${port} externally since it is used by kubelet`),
        );
      }
    });
    headless();
  } else if (spec.type === 'NodePort') {
    headless();
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
    if (port.appProtocol)
      errors.push(...invalids(`${at}.appProtocol`, port.appProtocol, isQualifiedName(port.appProtocol)));
    return errors;
  });
}

function validateSelector(selector: Record<string, string> | undefined): FieldError[] {
  return Object.entries(selector ?? {}).flatMap(([key, value]) => [
    ...invalids('spec.selector', key, isQualifiedName(key)),
    ...invalids('spec.selector', value, isLabelValue(value)),
  ]);
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

/** Models ValidateServiceClusterIPsRelatedFields. The allocator asks it first, and alone. */
export function validateClusterIpFields(service: Service): FieldError[] {
  const { spec } = service;
  if (spec.type === 'ExternalName') return [];
  const path = 'spec.clusterIPs';
  const ips = spec.clusterIPs ?? [];
  const shown = spec.clusterIPs;
  const errors: FieldError[] = [];
  if (spec.clusterIP) {
    if (ips.length === 0) errors.push(field.required(path));
    else if (ips[0] !== spec.clusterIP) errors.push(field.invalid(path, shown, 'first value must match `clusterIP`'));
  } else if (ips.length > 0) {
    errors.push(field.invalid(path, shown, 'must be empty when `clusterIP` is not specified'));
  }
  const families = spec.ipFamilies ?? [];
  families.forEach((family, i) => {
    if (family !== 'IPv4' && family !== 'IPv6')
      errors.push(field.notSupported(`spec.ipFamilies[${i}]`, family, ['IPv4', 'IPv6']));
    if (families.indexOf(family) < i) errors.push(field.duplicate(`spec.ipFamilies[${i}]`, family));
  });
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (spec.ipFamilyPolicy && !policies.includes(spec.ipFamilyPolicy)) {
    errors.push(field.notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies));
  }
  let invalidIp = false;
  ips.forEach((ip, i) => {
    if (i === 0 && ip === 'None') {
      if (ips.length > 1) {
        invalidIp = true;
        errors.push(field.invalid(path, shown, "'None' must be the first and only value"));
      }
    } else if (!validIp(ip)) {
      invalidIp = true;
      errors.push(field.invalid(`${path}[${i}]`, ip, INVALID_IP));
    }
  });
  if (ips.length > 2) errors.push(field.invalid(path, shown, 'may only hold up to 2 values'));
  if (invalidIp) return errors;
  if (ips.length > 1 && new Set(ips.map(validIp)).size !== ips.length) {
    errors.push(field.invalid(path, shown, 'may specify no more than one IP for each IP family'));
  }
  if (!isHeadless(service) && errors.length === 0) {
    ips.slice(0, families.length).forEach((ip, i) => {
      if (validIp(ip) !== families[i]) {
        errors.push(
          field.invalid(`${path}[${i}]`, ip, `expected an ${families[i]} value as indicated by \`ipFamilies[${i}]\``),
        );
      }
    });
  }
  return errors;
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

function validateLoadBalancerFields({ spec }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const balancer = spec.type === 'LoadBalancer';
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length > 0) {
    if (!balancer) errors.push(field.forbidden('spec.LoadBalancerSourceRanges', ONLY_LOAD_BALANCER));
    ranges.forEach((range, i) => {
      if (!validCidr(range.trim())) {
        errors.push(
          field.invalid(
            `spec.LoadBalancerSourceRanges[${i}]`,
            range,
            'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
          ),
        );
      }
    });
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && !balancer) {
    errors.push(field.forbidden('spec.allocateLoadBalancerNodePorts', ONLY_LOAD_BALANCER));
  }
  if (spec.loadBalancerClass !== undefined) {
    if (!balancer) errors.push(field.forbidden('spec.loadBalancerClass', ONLY_LOAD_BALANCER));
    else
      errors.push(
        ...invalids('spec.loadBalancerClass', spec.loadBalancerClass, isQualifiedName(spec.loadBalancerClass)),
      );
  }
  return errors;
}

function validateTrafficPolicies(service: Service): FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  const policies = ['Cluster', 'Local'];
  const external = spec.externalTrafficPolicy;
  if (!externallyAccessible(service)) {
    if (external)
      errors.push(
        field.invalid('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'),
      );
  } else if (!policies.includes(external ?? '')) {
    errors.push(field.notSupported('spec.externalTrafficPolicy', external, policies));
  }
  if (needsHealthCheck(service)) {
    errors.push(
      ...invalids(
        'spec.healthCheckNodePort',
        spec.healthCheckNodePort ?? 0,
        isValidPortNum(spec.healthCheckNodePort ?? 0),
      ),
    );
  } else if (spec.healthCheckNodePort) {
    errors.push(
      field.invalid(
        'spec.healthCheckNodePort',
        spec.healthCheckNodePort,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  }
  if (spec.internalTrafficPolicy && !policies.includes(spec.internalTrafficPolicy)) {
    errors.push(field.notSupported('spec.internalTrafficPolicy', spec.internalTrafficPolicy, policies));
  }
  const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
  if (spec.trafficDistribution !== undefined && !distributions.includes(spec.trafficDistribution)) {
    errors.push(field.notSupported('spec.trafficDistribution', spec.trafficDistribution, distributions));
  }
  return errors;
}

export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const errors = [...validateClusterIpChange(service, old)];
  const { spec } = service;
  if (
    spec.type === 'LoadBalancer' &&
    old.spec.type === 'LoadBalancer' &&
    spec.loadBalancerClass !== old.spec.loadBalancerClass
  ) {
    errors.push(field.invalid('spec.loadBalancerClass', spec.loadBalancerClass, 'may not change once set'));
  }
  if (needsHealthCheck(service) && needsHealthCheck(old) && spec.healthCheckNodePort !== old.spec.healthCheckNodePort) {
    errors.push(field.forbidden('spec.healthCheckNodePort', 'field is immutable'));
  }
  return [...errors, ...validateService(service)];
}

/** Models validateUpgradeDowngradeClusterIPs. */
function validateClusterIpChange(service: Service, old: Service): FieldError[] {
  if (service.spec.type === 'ExternalName' || old.spec.type === 'ExternalName') return [];
  if (isHeadless(service) && isHeadless(old)) return [];
  const before = old.spec.clusterIPs ?? [];
  const after = service.spec.clusterIPs ?? [];
  const shown = service.spec.clusterIPs;
  if (before.length > 0 && after.length === 0) {
    return [field.invalid('spec.clusterIPs[0]', shown, 'primary clusterIP can not be unset')];
  }
  return before.flatMap((ip, i) =>
    i < after.length && after[i] !== ip
      ? [field.invalid(`spec.clusterIPs[${i}]`, shown, 'may not change once set')]
      : [],
  );
}
