// Models apiextensions/v1 conversion.go: the struct that validation sees. What all versions say alike stands once, above them.

import type { CustomResourceDefinitionVersion } from '#api/apiextensions/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { internalSchema } from './internal-schema.ts';

const SHARED = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;
type Shared = (typeof SHARED)[number];

/** Where a part stands above the versions, in the order in which it is judged. */
const PLACE: Readonly<Record<Shared, string>> = {
  schema: 'spec.validation',
  subresources: 'spec.subresources',
  additionalPrinterColumns: 'spec.additionalPrinterColumns',
  selectableFields: 'spec.selectableFields',
};

export interface Parts {
  /** Path of the parts: of a version, or of what all have in common. */
  readonly at: (part: Shared) => string;
  readonly parts: Pick<CustomResourceDefinitionVersion, Shared>;
}

export interface InternalVersions {
  /** What is left in each version. */
  readonly own: readonly Parts[];
  readonly shared: Parts;
  /** As encoding/json writes them: the internal type has no names for JSON. */
  readonly shown: readonly unknown[] | undefined;
}

export function internalVersions(versions: readonly CustomResourceDefinitionVersion[]): InternalVersions {
  const [first] = versions;
  const isShared = (part: Shared): boolean =>
    first !== undefined && versions.every((v) => deepEqual(v[part], first[part]));
  const pick = (v: CustomResourceDefinitionVersion | undefined, wanted: (part: Shared) => boolean): Parts['parts'] =>
    Object.fromEntries(SHARED.flatMap((part) => (wanted(part) && v?.[part] ? [[part, v[part]]] : [])));
  const own = versions.map((version, i) => ({
    at: (part: Shared) => `spec.versions[${i}].${part}`,
    parts: pick(version, (part) => !isShared(part)),
  }));
  return {
    own,
    shared: { at: (part) => PLACE[part], parts: pick(first, isShared) },
    shown: first && versions.map((version, i) => shownVersion(version, own[i]!.parts)),
  };
}

const shownVersion = (
  { name, served, storage, deprecated, deprecationWarning }: CustomResourceDefinitionVersion,
  { schema, subresources, additionalPrinterColumns, selectableFields }: Parts['parts'],
): unknown => ({
  Name: name ?? '',
  Served: served ?? false,
  Storage: storage ?? false,
  Deprecated: deprecated ?? false,
  DeprecationWarning: deprecationWarning ?? null,
  Schema: schema ? { OpenAPIV3Schema: schema.openAPIV3Schema ? internalSchema(schema.openAPIV3Schema) : null } : null,
  Subresources: subresources ? { Status: subresources.status ?? null, Scale: shownScale(subresources.scale) } : null,
  AdditionalPrinterColumns:
    additionalPrinterColumns?.map(({ name: of, type, format = '', description = '', priority = 0, jsonPath }) => ({
      Name: of,
      Type: type,
      Format: format,
      Description: description,
      Priority: priority,
      JSONPath: jsonPath,
    })) ?? null,
  SelectableFields: selectableFields?.map(({ jsonPath }) => ({ JSONPath: jsonPath })) ?? null,
});

type Scale = NonNullable<CustomResourceDefinitionVersion['subresources']>['scale'];

const shownScale = (scale: Scale): unknown =>
  scale
    ? {
        SpecReplicasPath: scale.specReplicasPath ?? '',
        StatusReplicasPath: scale.statusReplicasPath ?? '',
        LabelSelectorPath: scale.labelSelectorPath ?? null,
      }
    : null;
