// Models pkg/registry/core/limitrange/strategy.go, with SetDefaults_LimitRangeItem. It has no printer of its own.

import type { LimitRange } from '#api/core/policy-types.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateLimitRange } from './validation.ts';

export const limitRangeStrategy: Strategy<LimitRange> = {
  resource: 'limitranges',
  singular: 'limitrange',
  kind: 'LimitRange',
  group: '',
  version: 'v1',
  namespaced: true,
  shortNames: ['limits'],
  allowCreateOnUpdate: true,

  setDefaults(range) {
    range.spec ??= { limits: null };
    range.spec.limits ??= null;
    for (const item of range.spec.limits ?? []) {
      if (item.type !== 'Container') continue;
      // The default limit is the largest, the default request the default limit, or else the smallest.
      item.default ??= {};
      item.defaultRequest ??= {};
      for (const [name, value] of Object.entries(item.max ?? {})) item.default[name] ??= value;
      for (const [name, value] of Object.entries(item.default)) item.defaultRequest[name] ??= value;
      for (const [name, value] of Object.entries(item.min ?? {})) item.defaultRequest[name] ??= value;
      if (Object.keys(item.default).length === 0) delete item.default;
      if (Object.keys(item.defaultRequest).length === 0) delete item.defaultRequest;
    }
  },
  validate: validateLimitRange,
  validateUpdate: validateLimitRange,
};
