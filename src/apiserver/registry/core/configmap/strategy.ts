// Models pkg/registry/core/configmap/strategy.go.

import type { ConfigMap } from '#api/core/types.ts';
import type { FieldError } from '#apimachinery/field.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateConfigMap, validateConfigMapUpdate } from './validation.ts';

export const configMapStrategy: Strategy<ConfigMap> = {
  resource: 'configmaps',
  singular: 'configmap',
  kind: 'ConfigMap',
  group: '',
  version: 'v1',
  namespaced: true,
  shortNames: ['cm'],

  validate: validateConfigMap,
  validateUpdate: (configMap, old): readonly FieldError[] => [
    ...validateConfigMapUpdate(configMap, old),
    ...validateConfigMap(configMap),
  ],
  columns: [
    nameColumn,
    text(
      'Data',
      "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process.",
      ({ data = {}, binaryData = {} }) => Object.keys(data).length + Object.keys(binaryData).length,
    ),
    ageColumn,
  ],
};
