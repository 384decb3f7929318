// Models apiserver/pkg/endpoints/handlers/responsewriters ForbiddenStatusError.

import { type Status, status } from '#apimachinery/status.ts';
import type { Attributes } from './attributes.ts';

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

export function forbidden(attributes: Attributes, reason: string): Status {
  const message = describe(attributes).replace(/[&<>]/g, (c) => HTML[c]!);
  const { resource, group, name } = attributes;
  return status.forbidden(resource, group, name, reason ? `${message}: ${reason}` : message);
}

function describe({ user, verb, resource, subresource, group, namespace, path }: Attributes): string {
  const quote = JSON.stringify;
  if (!resource) return `User ${quote(user.name)} cannot ${verb} path ${quote(path)}`;
  const what = quote(subresource ? `${resource}/${subresource}` : resource);
  const where = namespace ? `in the namespace ${quote(namespace)}` : 'at the cluster scope';
  return `User ${quote(user.name)} cannot ${verb} resource ${what} in API group ${quote(group)} ${where}`;
}
