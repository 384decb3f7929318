// Models SetDefaults_Deployment of pkg/apis/apps/v1/defaults.go.

import type { Deployment } from '#api/apps/types.ts';
import { setTemplateDefaults } from '../../core/pod/template.ts';

export function setDeploymentDefaults(deployment: Deployment): void {
  deployment.spec ??= {} as Deployment['spec'];
  const { spec } = deployment;
  spec.replicas ??= 1;
  spec.strategy ??= {};
  spec.strategy.type ||= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    spec.strategy.rollingUpdate.maxSurge ??= '25%';
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  spec.template ??= { spec: { containers: [] } };
  setTemplateDefaults(spec.template);
  deployment.status ??= {};
}
