// For tests: a CREATE as plugins see it, without a request.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Strategy } from '../registry/rest/strategy.ts';
import type { Attributes } from './admission.ts';

export function created<T extends ApiObject>(strategy: Strategy<T>, object: T): Attributes {
  const { name, namespace = '' } = object.metadata;
  return {
    operation: 'CREATE',
    strategy: strategy as unknown as Strategy,
    name,
    namespace,
    subresource: '',
    object,
    old: undefined,
    user: { name: 'kubernetes-admin', groups: [] },
    dryRun: false,
    options: undefined,
    warn() {},
  };
}
