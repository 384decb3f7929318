// Models pkg/registry/node/runtimeclass/strategy.go, with its validation and printer.

import type { RuntimeClass } from '#api/node/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1123Label } from '#apimachinery/validation.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';

const validateRuntimeClass = ({ handler }: RuntimeClass): FieldError[] =>
  isDns1123Label(handler ?? '').map((m) => field.invalid('handler', handler ?? '', m));

export const runtimeClassStrategy: Strategy<RuntimeClass> = {
  resource: 'runtimeclasses',
  singular: 'runtimeclass',
  kind: 'RuntimeClass',
  group: 'node.k8s.io',
  version: 'v1',
  namespaced: false,

  validate: validateRuntimeClass,
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
