// Models ValidateIngressCreate and ValidateIngressSpec of pkg/apis/networking/validation/validation.go.

import type { Ingress, IngressBackend } from '#api/networking/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import {
  isDns1035Label,
  isDns1123Subdomain,
  isValidPortName,
  isValidPortNum,
  isWildcardDns1123Subdomain,
} from '#apimachinery/validation.ts';
import { validateHostnameThere, validateIpThere } from '../../core/service/balancer-validation.ts';
import { validIp } from '../../core/service/ip.ts';
import { validateTyped } from '../../rest/references.ts';

export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
/** Parts of a path that a server may read in more than one way. */
const INVALID_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const INVALID_SUFFIXES = ['/..', '/.'];

type Rule = NonNullable<Ingress['spec']['rules']>[number];
type Path = NonNullable<Rule['http']>['paths'][number];

export function validateIngressCreate(ingress: Ingress): FieldError[] {
  const annotation = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  const { ingressClassName } = ingress.spec;
  const errors = validateIngress(ingress);
  if (annotation !== undefined && ingressClassName !== undefined && annotation !== ingressClassName) {
    const detail = 'must match `ingressClassName` when both are specified';
    errors.push(field.invalid(`annotations.${CLASS_ANNOTATION}`, annotation, detail));
  }
  return errors;
}

/** Source: ValidateIngressLoadBalancerStatus. */
export const validateIngressStatus = ({ status }: Ingress): FieldError[] =>
  (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }, i) => [
    ...validateIpThere(ip, `status.loadBalancer.ingress[${i}].ip`),
    ...validateHostnameThere(hostname, `status.loadBalancer.ingress[${i}].hostname`),
  ]);

export function validateIngress({ spec }: Ingress): FieldError[] {
  const errors: FieldError[] = [];
  const rules = spec.rules ?? [];
  if (rules.length === 0 && !spec.defaultBackend) {
    errors.push(field.invalid('spec', spec.rules, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (spec.defaultBackend) errors.push(...validateBackend(spec.defaultBackend, 'spec.defaultBackend'));
  rules.forEach((rule, i) => {
    errors.push(...validateRule(rule, `spec.rules[${i}]`));
  });
  (spec.tls ?? []).forEach(({ hosts = [], secretName }, i) => {
    const at = `spec.tls[${i}]`;
    hosts.forEach((host, h) => {
      errors.push(...validateHostName(host, `${at}.hosts[${h}]`));
    });
    if (secretName) errors.push(...invalids(`${at}.secretName`, secretName, isDns1123Subdomain(secretName)));
  });
  if (spec.ingressClassName !== undefined) {
    errors.push(...invalids('spec.ingressClassName', spec.ingressClassName, isDns1123Subdomain(spec.ingressClassName)));
  }
  return errors;
}

const validateHostName = (host: string, at: string): FieldError[] =>
  invalids(at, host, host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host));

function validateRule({ host, http }: Rule, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (host) {
    if (validIp(host)) errors.push(field.invalid(`${at}.host`, host, 'must be a DNS name, not an IP address'));
    errors.push(...validateHostName(host, `${at}.host`));
  }
  if (!http) return errors;
  const paths = http.paths ?? [];
  if (paths.length === 0) errors.push(field.required(`${at}.http.paths`));
  paths.forEach((path, i) => {
    errors.push(...validatePath(path, `${at}.http.paths[${i}]`));
  });
  return errors;
}

function validatePath({ path = '', pathType, backend }: Path, at: string): FieldError[] {
  if (pathType === undefined || pathType === null)
    return [field.required(`${at}.pathType`, 'pathType must be specified')];
  const errors: FieldError[] = [];
  if (!PATH_TYPES.includes(pathType)) errors.push(field.notSupported(`${at}.pathType`, pathType, PATH_TYPES));
  else if (pathType !== 'ImplementationSpecific') {
    if (!path.startsWith('/')) errors.push(field.invalid(`${at}.path`, path, 'must be an absolute path'));
    if (path !== '') {
      for (const part of INVALID_SEQUENCES) {
        if (path.includes(part)) errors.push(field.invalid(`${at}.path`, path, `must not contain '${part}'`));
      }
      for (const end of INVALID_SUFFIXES) {
        if (path.endsWith(end)) errors.push(field.invalid(`${at}.path`, path, `cannot end with '${end}'`));
      }
    }
  } else if (path !== '' && !path.startsWith('/')) {
    errors.push(field.invalid(`${at}.path`, path, 'must be an absolute path'));
  }
  return [...errors, ...validateBackend(backend ?? {}, `${at}.backend`)];
}

function validateBackend({ service, resource }: IngressBackend, at: string): FieldError[] {
  if (resource && service) return [field.invalid(at, '', 'cannot set both resource and service backends')];
  if (resource) return validateTyped(resource, `${at}.resource`);
  if (!service) return [field.invalid(at, '', 'resource or service backend is required')];
  const errors: FieldError[] = [];
  if (!service.name) errors.push(field.required(`${at}.service.name`));
  else errors.push(...invalids(`${at}.service.name`, service.name, isDns1035Label(service.name)));
  const { name, number } = service.port ?? {};
  if (name && number) errors.push(field.invalid(at, '', 'cannot set both port name & port number'));
  else if (name) errors.push(...invalids(`${at}.service.port.name`, name, isValidPortName(name)));
  else if (number) errors.push(...invalids(`${at}.service.port.number`, number, isValidPortNum(number)));
  else errors.push(field.required(at, 'port name or number is required'));
  return errors;
}
