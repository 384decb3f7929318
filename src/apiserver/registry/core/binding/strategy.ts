// Models the BindingREST of pkg/registry/core/pod/storage at its first address: a collection of bindings, of which none is kept.

import { status } from '#apimachinery/status.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { type Binding, bind } from '../pod/binding.ts';

export const bindingStrategy: Strategy<Binding> = {
  group: '',
  version: 'v1',
  kind: 'Binding',
  resource: 'bindings',
  singular: 'binding',
  namespaced: true,
  verbs: ['create'],
  answer(binding, context, dryRun) {
    const { namespace = '', name } = binding.metadata;
    const refused = bind(namespace, name, binding, dryRun, context);
    return refused ?? { ...status.success(), code: 201 };
  },
};
