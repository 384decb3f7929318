// Models pkg/registry/admissionregistration/validatingwebhookconfiguration and mutatingwebhookconfiguration: kept; what is not asked of them is said.

import type { MatchCondition, Webhook, WebhookConfiguration } from '#api/admissionregistration/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1123Subdomain } from '#apimachinery/validation.ts';
import { cel } from '../../../cel/loader.ts';
import { validateLabelSelector } from '../../apps/selector.ts';
import { ageColumn, integer, nameColumn } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateMatchConditions, validateRule } from '../match-resources.ts';
import { validateReviewVersions, validateWebhookClient } from '../webhook-client.ts';

/** Webhooks of programs that Portolan simulates: these answer. See admission/validatingadmissionwebhook. */
const ANSWERED: readonly string[] = ['validate.nginx.ingress.kubernetes.io', 'webhook.cert-manager.io'];

function notSimulated({ name = '', clientConfig }: Webhook, isMutating: boolean): string[] {
  if (isMutating) return [`Portolan does not simulate mutating webhooks: ${name} is kept, and nothing is asked of it`];
  if (clientConfig?.url !== undefined)
    return [`Portolan does not simulate webhooks by URL: ${name} is kept, and nothing is asked of it`];
  if (ANSWERED.includes(name)) return [];
  return [
    `Portolan does not simulate webhooks of other programs than ingress-nginx and cert-manager: ${name} fails where its Service cannot be reached, and where it can allows everything`,
  ];
}

function setWebhookDefaults(webhook: Webhook, isMutating: boolean): void {
  webhook.failurePolicy ??= 'Fail';
  webhook.matchPolicy ??= 'Equivalent';
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= 10;
  if (isMutating) webhook.reinvocationPolicy ??= 'Never';
  for (const rule of webhook.rules ?? []) rule.scope ??= '*';
  const { service } = webhook.clientConfig ?? {};
  if (service) service.port ??= 443;
}

function validateWebhooks({ webhooks = [] }: WebhookConfiguration, isMutating: boolean): FieldError[] {
  const seen = new Set<string>();
  return webhooks.flatMap((webhook, i) => {
    const errors = validateWebhook(webhook, `webhooks[${i}]`, isMutating);
    const { name = '' } = webhook;
    if (name !== '' && seen.has(name)) errors.push(field.duplicate(`webhooks[${i}].name`, name));
    seen.add(name);
    return errors;
  });
}

function validateWebhook(webhook: Webhook, path: string, isMutating: boolean): FieldError[] {
  const { name = '', rules = [], sideEffects, timeoutSeconds, admissionReviewVersions = [], clientConfig } = webhook;
  const errors = validateName(name, `${path}.name`);
  rules.forEach((rule, i) => void errors.push(...validateRule(rule, `${path}.rules[${i}]`)));
  const oneOf = (key: 'failurePolicy' | 'matchPolicy' | 'reinvocationPolicy', allowed: readonly string[]): void => {
    const value = webhook[key];
    if (value !== undefined && !allowed.includes(value)) {
      errors.push(field.notSupported(`${path}.${key}`, value, allowed));
    }
  };
  oneOf('failurePolicy', ['Fail', 'Ignore']);
  oneOf('matchPolicy', ['Equivalent', 'Exact']);
  const effects = ['None', 'NoneOnDryRun'];
  if (sideEffects === undefined)
    errors.push(field.required(`${path}.sideEffects`, `must specify one of ${effects.join(', ')}`));
  else if (!effects.includes(sideEffects)) errors.push(field.notSupported(`${path}.sideEffects`, sideEffects, effects));
  if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > 30)) {
    const why = 'the timeout value must be between 1 and 30 seconds';
    errors.push(field.invalid(`${path}.timeoutSeconds`, timeoutSeconds, why));
  }
  for (const key of ['namespaceSelector', 'objectSelector'] as const) {
    const selector = webhook[key];
    if (selector) errors.push(...validateLabelSelector(selector, `${path}.${key}`));
  }
  if (isMutating) oneOf('reinvocationPolicy', ['IfNeeded', 'Never']);
  errors.push(...validateWebhookClient(clientConfig ?? {}, `${path}.clientConfig`));
  errors.push(...validateConditions(webhook.matchConditions ?? [], `${path}.matchConditions`));
  const missing = 'must specify one of v1, v1beta1';
  return [...errors, ...validateReviewVersions(admissionReviewVersions, `${path}.admissionReviewVersions`, missing)];
}

function validateConditions(conditions: readonly MatchCondition[], at: string): FieldError[] {
  if (conditions.length === 0) return [];
  const { policyEnvironment, compile } = cel();
  const environment = policyEnvironment({ hasParams: false, variables: [] });
  return validateMatchConditions(conditions, at, (expression) => compile(expression, environment));
}

/** Source: IsFullyQualifiedName. */
function validateName(name: string, at: string): FieldError[] {
  if (name === '') return [field.required(at)];
  const wrong = isDns1123Subdomain(name);
  if (wrong.length > 0) return [field.invalid(at, name, wrong.join(','))];
  const why = 'should be a domain with at least three segments separated by dots';
  return name.split('.').length < 3 ? [field.invalid(at, name, why)] : [];
}

function webhookStrategy(
  kind: 'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration',
): Strategy<WebhookConfiguration> {
  const isMutating = kind.startsWith('Mutating');
  const singular = kind.toLowerCase();
  return {
    resource: `${singular}s`,
    singular,
    kind,
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    namespaced: false,
    categories: ['api-extensions'],
    generation: true,
    allowUnconditionalUpdate: false,
    setDefaults(configuration) {
      for (const webhook of configuration.webhooks ?? []) setWebhookDefaults(webhook, isMutating);
    },
    validate: (configuration) => validateWebhooks(configuration, isMutating),
    warnings: ({ webhooks = [] }) => webhooks.flatMap((webhook) => notSimulated(webhook, isMutating)),
    columns: [
      nameColumn,
      integer(
        'Webhooks',
        'Webhooks indicates the number of webhooks registered in this configuration',
        ({ webhooks = [] }) => webhooks.length,
      ),
      ageColumn,
    ],
  };
}

export const webhookConfigurationStrategies = [
  webhookStrategy('MutatingWebhookConfiguration'),
  webhookStrategy('ValidatingWebhookConfiguration'),
];
