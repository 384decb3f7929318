// What a CustomResourceDefinition says of itself, asked in one place.

import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
  CustomResourceDefinitionVersion,
} from '#api/apiextensions/types.ts';

export const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

export const conditionOf = (
  { status }: CustomResourceDefinition,
  type: string,
): CustomResourceDefinitionCondition | undefined => status?.conditions?.find((c) => c.type === type);

export const isTrue = (definition: CustomResourceDefinition, type: string): boolean =>
  conditionOf(definition, type)?.status === 'True';

export const storageVersionOf = ({ spec }: CustomResourceDefinition): CustomResourceDefinitionVersion =>
  spec.versions.find((v) => v.storage) ?? spec.versions[0]!;
