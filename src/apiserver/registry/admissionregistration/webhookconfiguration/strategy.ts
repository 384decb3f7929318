// Models pkg/registry/admissionregistration/validatingwebhookconfiguration and mutatingwebhookconfiguration: kept, and told of as not called.

import type { Webhook, WebhookConfiguration } from '#api/admissionregistration/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1123Subdomain } from '#apimachinery/validation.ts';
import { ageColumn, integer, nameColumn } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateRule } from '../match-resources.ts';

const NOT_CALLED = 'Portolan does not simulate webhooks: this configuration is kept, and nothing is asked of it';

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
    if (seen.has(name)) errors.push(field.duplicate(`webhooks[${i}].name`, name));
    seen.add(name);
    return errors;
  });
}

function validateWebhook(webhook: Webhook, path: string, isMutating: boolean): FieldError[] {
  const { name = '', rules = [], sideEffects, timeoutSeconds, admissionReviewVersions = [], clientConfig } = webhook;
  const errors: FieldError[] = [];
  for (const why of fullyQualified(name)) errors.push(field.invalid(`${path}.name`, name, why));
  if (name === '') errors.push(field.required(`${path}.name`));
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
  if (isMutating) oneOf('reinvocationPolicy', ['IfNeeded', 'Never']);
  if (admissionReviewVersions.length === 0) {
    errors.push(field.required(`${path}.admissionReviewVersions`, 'must specify one of v1, v1beta1'));
  } else if (!admissionReviewVersions.some((v) => v === 'v1' || v === 'v1beta1')) {
    const why = 'must include at least one of v1, v1beta1';
    errors.push(field.invalid(`${path}.admissionReviewVersions`, admissionReviewVersions, why));
  }
  return [...errors, ...validateClient(clientConfig, `${path}.clientConfig`)];
}

function fullyQualified(name: string): string[] {
  if (name === '') return [];
  const wrong = isDns1123Subdomain(name);
  if (wrong.length > 0) return wrong;
  return name.split('.').length < 3 ? ['should be a domain with at least three segments separated by dots'] : [];
}

function validateClient(config: Webhook['clientConfig'], path: string): FieldError[] {
  const { url, service } = config ?? {};
  if ((url === undefined) === (service === undefined)) {
    return [field.required(path, 'exactly one of url or service is required')];
  }
  if (url !== undefined) {
    return url.startsWith('https://')
      ? []
      : [
          field.invalid(
            `${path}.url`,
            url.split(':')[0] ?? '',
            "'https' is the only allowed URL scheme; desired format: https://host[/path]",
          ),
        ];
  }
  const errors: FieldError[] = [];
  if (!service?.name) errors.push(field.required(`${path}.service.name`, 'service name is required'));
  if (!service?.namespace) errors.push(field.required(`${path}.service.namespace`, 'service namespace is required'));
  return errors;
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
    warnings: () => [NOT_CALLED],
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
