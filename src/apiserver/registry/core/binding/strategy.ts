// Models the BindingREST of pkg/registry/core/pod/storage at its first address: a collection of bindings, of which none is kept.

import type { ApiObject } from '#apimachinery/meta.ts';
import { status } from '#apimachinery/status.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { bind } from '../pod/binding.ts';

interface Binding extends ApiObject {
  target?: { kind?: string; name?: string };
}

export const bindingStrategy: Strategy<Binding> = {
  group: '',
  version: 'v1',
  kind: 'Binding',
  resource: 'bindings',
  singular: 'binding',
  namespaced: true,
  verbs: ['create'],
  answer({ metadata: { namespace = '', name = '' }, target = {} }, { storage, now }, dryRun) {
    const refused = bind(namespace, name, target, dryRun, { storage, now });
    return refused ?? { ...status.success(), code: 201 };
  },
};
