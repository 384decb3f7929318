// Models ValidatePodSpec of pkg/apis/core/validation: what must hold wherever a PodSpec stands, in the order in which it is told.

import type { PodSpec } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import type { ObjectMeta } from '#apimachinery/meta.ts';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore,
  isQualifiedName,
} from '#apimachinery/validation.ts';
import { validateLabels } from '../../rest/metadata.ts';
import { validateRequirements } from '../resources.ts';
import { INVALID_IP, validIp } from '../service/ip.ts';
import { validateContainers } from './container-validation.ts';
import { validatePodResources } from './resources-validation.ts';
import {
  type Affinity,
  type SpreadConstraint,
  validateAffinity,
  validateSpread,
  validateTolerations,
} from './scheduling-validation.ts';
import { validateHostUsers, validatePodSecurityContext } from './security-validation.ts';
import { validateVolumes } from './volume-validation.ts';

const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];
const SYSTEMS = ['linux', 'windows'];
/** Source: MaxDNSNameservers, MaxDNSSearchPaths, MaxDNSSearchListChars: what libc reads. */
const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_CHARACTERS = 2048;

const validateIp = (at: string, ip: string): FieldError[] => (validIp(ip) ? [] : [field.invalid(at, ip, INVALID_IP)]);

/** `pod` is its Pod's metadata; undefined in a template. */
export function validatePodSpec(spec: PodSpec, at: string, pod?: ObjectMeta): FieldError[] {
  const { known, errors } = validateVolumes(spec.volumes ?? [], `${at}.volumes`, pod);
  errors.push(...validateResourceClaims(spec, `${at}.resourceClaims`));
  errors.push(...validateContainers(spec, at, known));
  errors.push(...validatePodResources(spec, `${at}.resources`));
  errors.push(...validateHostNetwork(spec, at, pod !== undefined));
  const restart: string = spec.restartPolicy ?? '';
  if (!restart) errors.push(field.required(`${at}.restartPolicy`));
  else if (!RESTART_POLICIES.includes(restart))
    errors.push(field.notSupported(`${at}.restartPolicy`, restart, RESTART_POLICIES));
  if (!spec.dnsPolicy) errors.push(field.required(`${at}.dnsPolicy`));
  else if (!DNS_POLICIES.includes(spec.dnsPolicy))
    errors.push(field.notSupported(`${at}.dnsPolicy`, spec.dnsPolicy, DNS_POLICIES));
  errors.push(...validateLabels(spec.nodeSelector, `${at}.nodeSelector`));
  errors.push(...validatePodSecurityContext(spec, `${at}.securityContext`));
  errors.push(...validateAffinity(spec.affinity as Affinity | undefined, `${at}.affinity`));
  errors.push(...validateDnsConfig(spec, `${at}.dnsConfig`));
  (spec.readinessGates ?? []).forEach(({ conditionType: type = '' }, i) => {
    errors.push(...invalids(`${at}.readinessGates[${i}].conditionType`, type, isQualifiedName(type)));
  });
  errors.push(...validateGates(spec, `${at}.schedulingGates`));
  errors.push(
    ...validateSpread((spec.topologySpreadConstraints ?? []) as SpreadConstraint[], `${at}.topologySpreadConstraints`),
  );
  errors.push(...validateHostUsers(spec, at));
  return [...errors, ...validateNames(spec, at), ...validateRest(spec, at)];
}

function validateNames(spec: PodSpec, at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ['serviceAccountName', 'nodeName'] as const) {
    const value = spec[name];
    if (value) errors.push(...invalids(`${at}.${name}`, value, isDns1123Subdomain(value)));
  }
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > 2147483647))
    errors.push(field.invalid(`${at}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive'));
  for (const name of ['hostname', 'subdomain'] as const) {
    const value = spec[name];
    if (value) errors.push(...invalids(`${at}.${name}`, value, isDns1123Label(value)));
  }
  return errors;
}

function validateRest(spec: PodSpec, at: string): FieldError[] {
  const errors = validateTolerations(spec.tolerations ?? [], `${at}.tolerations`);
  (spec.hostAliases ?? []).forEach(({ ip = '', hostnames = [] }, i) => {
    errors.push(...validateIp(`${at}.hostAliases[${i}].ip`, ip));
    hostnames.forEach((name, h) => {
      errors.push(...invalids(`${at}.hostAliases[${i}].hostnames[${h}]`, name, isDns1123Subdomain(name)));
    });
  });
  const { priorityClassName: priority, preemptionPolicy: preemption } = spec;
  if (priority) errors.push(...invalids(`${at}.priorityClassName`, priority, isDns1123Subdomain(priority)));
  const runtime = spec.runtimeClassName as string | undefined;
  if (runtime !== undefined) errors.push(...invalids(`${at}.runtimeClassName`, runtime, isDns1123Subdomain(runtime)));
  if (preemption === '') errors.push(field.required(`${at}.preemptionPolicy`));
  else if (preemption !== undefined && !PREEMPTION_POLICIES.includes(preemption))
    errors.push(field.notSupported(`${at}.preemptionPolicy`, preemption, PREEMPTION_POLICIES));
  const overhead = spec.overhead as Record<string, string> | undefined;
  // Upstream judges it as limits.
  if (overhead) errors.push(...validateRequirements({ limits: overhead }, `${at}.overhead`));
  const os = spec.os as { name?: string } | undefined;
  if (os && !os.name) errors.push(field.required(`${at}.os.name`, 'cannot be empty'));
  else if (os && !SYSTEMS.includes(os.name!)) errors.push(field.notSupported(`${at}.os`, os.name, SYSTEMS));
  return errors;
}

function validateDnsConfig({ dnsPolicy, dnsConfig }: PodSpec, at: string): FieldError[] {
  if (dnsPolicy === 'None') {
    if (!dnsConfig) return [field.required(at, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if ((dnsConfig.nameservers ?? []).length === 0) {
      const why = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return [field.required(`${at}.nameservers`, why)];
    }
  }
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {};
  const errors: FieldError[] = [];
  if (nameservers.length > MAX_NAMESERVERS)
    errors.push(
      field.invalid(`${at}.nameservers`, nameservers, `must not have more than ${MAX_NAMESERVERS} nameservers`),
    );
  nameservers.forEach((ip, i) => {
    errors.push(...validateIp(`${at}.nameservers[${i}]`, ip));
  });
  const many = (why: string): void => {
    errors.push(field.invalid(`${at}.searches`, searches, `must not have more than ${why}`));
  };
  if (searches.length > MAX_SEARCHES) many(`${MAX_SEARCHES} search paths`);
  if (searches.join(' ').length > MAX_SEARCH_CHARACTERS)
    many(`${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`);
  searches.forEach((search, i) => {
    const name = search.replace(/\.$/, '');
    if (search !== '.') errors.push(...invalids(`${at}.searches[${i}]`, name, isDns1123SubdomainWithUnderscore(name)));
  });
  options.forEach(({ name }, i) => {
    if (!name) errors.push(field.required(`${at}.options[${i}]`, 'must not be empty'));
  });
  return errors;
}

function validateGates({ schedulingGates = [] }: PodSpec, at: string): FieldError[] {
  const seen = new Set<string>();
  return (schedulingGates as { name?: string }[]).flatMap(({ name = '' }, i) => {
    const errors = invalids(`${at}[${i}]`, name, isQualifiedName(name));
    if (seen.has(name)) errors.push(field.duplicate(`${at}[${i}]`, name));
    seen.add(name);
    return errors;
  });
}

/** In a template a host's port may wait to be defaulted. Source: validatePodHostNetworkDeps. */
function validateHostNetwork({ hostNetwork, containers = [] }: PodSpec, at: string, isPod: boolean): FieldError[] {
  if (!hostNetwork) return [];
  return containers.flatMap(({ ports = [] }, c) =>
    ports.flatMap(({ hostPort = 0, containerPort }, p) =>
      (isPod || hostPort !== 0) && hostPort !== containerPort
        ? [
            field.invalid(
              `${at}.containers[${c}].ports[${p}].hostPort`,
              hostPort,
              'must match `containerPort` when `hostNetwork` is true',
            ),
          ]
        : [],
    ),
  );
}

interface ResourceClaim {
  name?: string;
  resourceClaimName?: string;
  resourceClaimTemplateName?: string;
}

function validateResourceClaims({ resourceClaims = [] }: PodSpec, at: string): FieldError[] {
  const seen = new Set<string>();
  return (resourceClaims as ResourceClaim[]).flatMap((claim, i) => {
    const { name = '', resourceClaimName: direct, resourceClaimTemplateName: template } = claim;
    const here = `${at}[${i}]`;
    const shown = { Name: name, ResourceClaimName: direct ?? null, ResourceClaimTemplateName: template ?? null };
    const errors: FieldError[] = [];
    if (!name) errors.push(field.required(`${here}.name`));
    else if (seen.has(name)) errors.push(field.duplicate(`${here}.name`, name));
    else errors.push(...invalids(`${here}.name`, name, isDns1123Label(name)));
    seen.add(name);
    const [one, other] = ['`resourceClaimName`', '`resourceClaimTemplateName`'];
    if (direct !== undefined && template !== undefined)
      errors.push(field.invalid(here, shown, `at most one of ${one} or ${other} may be specified`));
    if (direct === undefined && template === undefined)
      errors.push(field.invalid(here, shown, `must specify one of: ${one}, ${other}`));
    for (const key of ['resourceClaimName', 'resourceClaimTemplateName'] as const) {
      const value = claim[key];
      if (value !== undefined) errors.push(...invalids(`${here}.${key}`, value, isDns1123Subdomain(value)));
    }
    return errors;
  });
}
