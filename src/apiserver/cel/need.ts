// Whether rules have to be judged: CEL is fetched only then.

import type { WebhookConfiguration } from '#api/admissionregistration/types.ts';
import type { CustomResourceDefinition } from '#api/apiextensions/types.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { DEFINITIONS } from '../customresources/names.ts';
import { hasRules } from '../customresources/rules.ts';
import type { Storage } from '../storage.ts';

const MEMBER = 'x-kubernetes-validations';
const POLICIES = 'validatingadmissionpolicies.admissionregistration.k8s.io';
const WEBHOOKS = 'validatingwebhookconfigurations.admissionregistration.k8s.io';
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Connections are judged too, however they are asked for. */
const CONNECTION = /\/(?:exec|attach|portforward|proxy)(?:[/?]|$)/;

/** A write that brings rules, or may be judged by some that are stored. */
export function needsCel({ method, path, body }: ApiRequest, storage: Storage): boolean {
  if (READS.has(method)) return CONNECTION.test(path) && judgesRequests(storage);
  if (path.includes('/validatingadmissionpolicies') || path.includes('webhookconfigurations')) return true;
  const brings = path.includes('/customresourcedefinitions') && bringsRules(body);
  return brings || holdsRules(storage);
}

/** Of any JSON value, or its text: it may hold rules, policies or conditions. */
export const bringsRules = (value: unknown): boolean => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.includes(MEMBER) || text.includes('ValidatingAdmissionPolicy') || text.includes('"matchConditions"');
};

/** By policies, or by webhooks' conditions. */
const judgesRequests = (storage: Storage): boolean =>
  storage.list(POLICIES).length > 0 ||
  storage
    .list<WebhookConfiguration>(WEBHOOKS)
    .some(({ webhooks }) => webhooks?.some(({ matchConditions = [] }) => matchConditions.length > 0));

const holdsRules = (storage: Storage): boolean =>
  judgesRequests(storage) ||
  storage
    .list<CustomResourceDefinition>(DEFINITIONS)
    .some(({ spec }) => spec.versions.some(({ schema }) => hasRules(schema?.openAPIV3Schema ?? {})));
