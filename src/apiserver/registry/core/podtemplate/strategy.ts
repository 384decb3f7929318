// Models pkg/registry/core/podtemplate/strategy.go, with its printer.

import type { PodTemplate } from '#api/core/types.ts';
import { formatLabels, nameColumn, templateColumns, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { setTemplateDefaults } from '../pod/template.ts';
import { validateTemplate } from '../pod/validation.ts';
import { templateWarnings } from '../pod/warnings.ts';

export const podTemplateStrategy: Strategy<PodTemplate> = {
  resource: 'podtemplates',
  singular: 'podtemplate',
  kind: 'PodTemplate',
  group: '',
  version: 'v1',
  namespaced: true,
  generation: true,

  setDefaults(object) {
    object.template ??= { spec: { containers: [] } };
    setTemplateDefaults(object.template);
  },
  validate: ({ template }) => validateTemplate(template, 'template'),
  validateUpdate: ({ template }) => validateTemplate(template, 'template'),
  warnings: ({ template }) => templateWarnings(template, 'template'),
  columns: [
    nameColumn,
    // Shown always here, unlike in workloads.
    ...templateColumns<PodTemplate>(({ template }) => template).map((column) => ({ ...column, priority: 0 as const })),
    text('Pod Labels', 'The labels for the pod template.', ({ template }) => formatLabels(template.metadata?.labels)),
  ],
};
