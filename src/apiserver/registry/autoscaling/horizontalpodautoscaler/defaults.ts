// Models pkg/apis/autoscaling/v2 defaults.go SetDefaults_HorizontalPodAutoscalerBehavior.

import type { HorizontalPodAutoscaler, ScalingRules } from '#api/autoscaling/types.ts';

const percent = (value: number, periodSeconds: number): NonNullable<ScalingRules['policies']>[number] => ({
  type: 'Percent',
  value,
  periodSeconds,
});

/** Whoever says something about one direction gets the usual rules for the rest. How long the way down is smoothed stays open. */
export function setBehaviorDefaults({ spec }: HorizontalPodAutoscaler): void {
  const { behavior } = spec;
  if (!behavior?.scaleUp && !behavior?.scaleDown) return;
  behavior.scaleUp = {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, percent(100, 15)],
    ...behavior.scaleUp,
  };
  behavior.scaleDown = { selectPolicy: 'Max', policies: [percent(100, 15)], ...behavior.scaleDown };
}
