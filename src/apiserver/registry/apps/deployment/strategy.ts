// Models pkg/registry/apps/deployment/strategy.go.

import type { Deployment } from '#api/apps/types.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { warningsOfTemplate } from '../../core/pod/warnings.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { setDeploymentDefaults } from './defaults.ts';
import { deploymentColumns } from './printer.ts';
import { validateDeployment, validateDeploymentUpdate } from './validation.ts';

export const deploymentStrategy: Strategy<Deployment> = {
  resource: 'deployments',
  singular: 'deployment',
  kind: 'Deployment',
  group: 'apps',
  version: 'v1',
  namespaced: true,
  shortNames: ['deploy'],
  categories: ['all'],
  statusSubresource: true,
  statusResetFields: [['spec'], ['metadata', 'labels']],
  generation: true,
  scale: {
    specReplicas: '.spec.replicas',
    statusReplicas: '.status.replicas',
    notFoundAs: 'deployments/scale',
    selector: ({ spec }) => selectorText(spec.selector),
  },

  setDefaults: setDeploymentDefaults,
  prepareForCreate(deployment) {
    deployment.status = {};
  },
  prepareForUpdate(deployment, old) {
    deployment.status = structuredClone(old.status ?? {});
  },
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  warnings: warningsOfTemplate<Deployment>({ named: true }),
  columns: deploymentColumns,
};
