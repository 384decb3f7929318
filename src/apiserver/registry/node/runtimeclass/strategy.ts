// Models pkg/registry/node/runtimeclass/strategy.go, with its printer.

import type { RuntimeClass } from '#api/node/types.ts';
import { field } from '#apimachinery/field.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { runtimeClassWarnings, validateRuntimeClass } from './validation.ts';

export const runtimeClassStrategy: Strategy<RuntimeClass> = {
  resource: 'runtimeclasses',
  singular: 'runtimeclass',
  kind: 'RuntimeClass',
  group: 'node.k8s.io',
  version: 'v1',
  namespaced: false,

  validate: validateRuntimeClass,
  warnings: runtimeClassWarnings,
  validateUpdate: (runtimeClass, old) =>
    runtimeClass.handler === old.handler ? [] : [field.invalid('handler', runtimeClass.handler, 'field is immutable')],
  columns: [
    nameColumn,
    text(
      'Handler',
      'handler specifies the underlying runtime and configuration that the CRI implementation will use to handle pods of this class.',
      ({ handler }) => handler,
    ),
    ageColumn,
  ],
};
