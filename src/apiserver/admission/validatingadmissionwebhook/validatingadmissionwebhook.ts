// Models apiserver/pkg/admission/plugin/webhook/validating dispatcher.go: every write is judged by the webhooks that it is for.
// Portolan does not simulate mutating webhooks, nor those with a URL: they are not asked. What answers at a Service and is no simulated image's
// webhook counts as a yes. The certificate of a webhook is not checked against its caBundle.

import type { AdmissionRequest } from '#api/admission/types.ts';
import type { Webhook, WebhookConfiguration } from '#api/admissionregistration/types.ts';
import { uidFrom } from '#apimachinery/names.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import { type AdmissionPlugin, type Attributes, refuse } from '../admission.ts';
import { type Judged, matches } from '../validatingadmissionpolicy/evaluation.ts';
import { matched } from '../validatingadmissionpolicy/matching.ts';

const CONFIGURATIONS = 'validatingwebhookconfigurations.admissionregistration.k8s.io';

export const validatingAdmissionWebhook: AdmissionPlugin = {
  name: 'ValidatingAdmissionWebhook',
  handles: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],

  validate(attributes, context) {
    let refused: Status | undefined;
    for (const { webhooks = [] } of context.storage.list<WebhookConfiguration>(CONFIGURATIONS))
      for (const webhook of webhooks) refused ??= call(webhook, attributes, context);
    return refused;
  },
};

function call(webhook: Webhook, attributes: Attributes, context: ServerContext): Status | undefined {
  const { rules = [], namespaceSelector, objectSelector, matchPolicy, clientConfig, failurePolicy } = webhook;
  const match = {
    resourceRules: rules,
    ...(namespaceSelector && { namespaceSelector }),
    ...(objectSelector && { objectSelector }),
    ...(matchPolicy && { matchPolicy: matchPolicy as 'Exact' | 'Equivalent' }),
  };
  const { service } = clientConfig ?? {};
  if (!service || rules.length === 0) return undefined;
  const as = matched(match, attributes, context);
  if (!as) return undefined;
  const wanted = meetsConditions(webhook, { ...attributes, as }, context);
  if (wanted !== true)
    return wanted === false || failurePolicy === 'Ignore' ? undefined : refuse(attributes, wanted.error);
  const { namespace = '', name = '', port = 443, path = '/' } = service;
  const answer = context.nodes.review?.({ namespace, name, port }, requestOf(attributes));
  if (!answer || 'notSimulated' in answer) return undefined;
  if ('error' in answer) {
    if (failurePolicy === 'Ignore') return undefined;
    const url = `https://${name}.${namespace}.svc:${port}${path}?timeout=${webhook.timeoutSeconds ?? 10}s`;
    const why = `failed to call webhook: Post ${JSON.stringify(url)}: ${answer.error}`;
    return status.internalError(`failed calling webhook ${JSON.stringify(webhook.name)}: ${why}`);
  }
  for (const warning of answer.warnings ?? []) attributes.warn(warning);
  if (answer.allowed) return undefined;
  const { code = 403, reason = 'Forbidden', message } = answer.status ?? {};
  const denied = `admission webhook ${JSON.stringify(webhook.name)} denied the request`;
  return { ...status.badRequest(message ? `${denied}: ${message}` : `${denied} without explanation`), code, reason };
}

/** Source: webhook/generic ShouldCallHook. */
function meetsConditions(webhook: Webhook, attributes: Judged, context: ServerContext): ReturnType<typeof matches> {
  // CEL is there only if something needs it.
  if (!webhook.matchConditions?.length) return true;
  return matches(webhook, attributes, context);
}

function requestOf({ strategy, operation, name, namespace, object, old, user, dryRun }: Attributes): AdmissionRequest {
  return {
    uid: uidFrom(`${operation} ${strategy.resource} ${namespace}/${name} ${object?.metadata.resourceVersion ?? ''}`),
    resource: { group: strategy.group, version: strategy.version, resource: strategy.resource },
    ...{ name, namespace, operation, dryRun },
    userInfo: { username: user.name, groups: user.groups },
    ...(object && { object }),
    ...(old && { oldObject: old }),
  };
}
