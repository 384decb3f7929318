// Models apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go, and its defaults.

import type { CustomResourceDefinition } from '#api/apiextensions/types.ts';
import { timestamp } from '#apimachinery/names.ts';
import { CLEANUP_FINALIZER } from '../../../customresources/names.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { unsimulatedRules } from './rules-validation.ts';
import { validateDefinition, validateDefinitionStatus, validateDefinitionUpdate } from './validation.ts';

/** A version that has ever been stored is noted until somebody strikes it out. */
function noteStorageVersion(definition: CustomResourceDefinition): void {
  const stored = definition.spec?.versions?.find(({ storage }) => storage);
  if (!stored) return;
  definition.status ??= {};
  const { storedVersions = [] } = definition.status;
  if (!storedVersions.includes(stored.name)) definition.status.storedVersions = [...storedVersions, stored.name];
}

export const customResourceDefinitionStrategy: Strategy<CustomResourceDefinition> = {
  resource: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  kind: 'CustomResourceDefinition',
  group: 'apiextensions.k8s.io',
  version: 'v1',
  namespaced: false,
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  statusSubresource: true,
  statusResetFields: [['metadata'], ['spec']],
  generation: true,
  allowUnconditionalUpdate: false,
  deletionFinalizers: [CLEANUP_FINALIZER],

  setDefaults({ spec }) {
    if (!spec?.names) return;
    const { names } = spec;
    if (names.kind) {
      names.singular ||= names.kind.toLowerCase();
      names.listKind ||= `${names.kind}List`;
    }
    spec.conversion ??= { strategy: 'None' };
  },
  prepareForCreate(definition) {
    definition.status = { acceptedNames: { kind: '', plural: '' } };
    noteStorageVersion(definition);
  },
  prepareForUpdate(definition, old) {
    if (old.status) definition.status = structuredClone(old.status);
    noteStorageVersion(definition);
  },
  prepareForDelete(definition, context) {
    const lastTransitionTime = timestamp(context.now());
    const others = (definition.status?.conditions ?? []).filter((c) => c.type !== 'Terminating');
    definition.status = {
      ...definition.status,
      conditions: [
        ...others,
        {
          lastTransitionTime,
          message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
          reason: 'InstanceDeletionPending',
          status: 'True',
          type: 'Terminating',
        },
      ],
    };
  },
  validate: validateDefinition,
  validateUpdate: validateDefinitionUpdate,
  validateStatusUpdate: validateDefinitionStatus,
  warnings: unsimulatedParts,
};

function unsimulatedParts({ spec }: CustomResourceDefinition): string[] {
  const warnings: string[] = [];
  if (spec.conversion?.strategy === 'Webhook')
    warnings.push('Portolan does not simulate conversion webhooks: between versions only apiVersion changes');
  // Portolan does not simulate CEL's semantic versions and JSON patches (semver, isSemver, isCanonical, jsonpatch) in
  // x-kubernetes-validations.
  const unknown = spec.versions.flatMap(({ schema }) => unsimulatedRules(schema?.openAPIV3Schema ?? {}));
  for (const name of new Set(unknown)) {
    warnings.push(`Portolan does not simulate ${name} in x-kubernetes-validations: rules with it judge nothing`);
  }
  return warnings;
}
