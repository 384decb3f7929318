// Whether what a file says of an object fits into ObjectMeta: kubectl reads that itself, and leaves the rest to the server.
// Models cli-runtime/pkg/resource/metadata_decoder.go.

import { type Struct, structOf } from '#apimachinery/schema/schema.ts';
import { decodeTyped, jsonType } from '#apimachinery/schema/typed.ts';

const FIELD = { isSet: false, isAtomic: false, patchMerge: false, retainKeys: false } as const;

/** The struct around the metadata gives its field stack: `ObjectMeta.metadata.name`. */
const METADATA_ONLY: Struct = {
  name: 'metadataOnlyObject',
  isAtomic: false,
  fields: new Map([['metadata', { ...FIELD, type: { is: 'struct', name: 'ObjectMeta' } }]]),
};

/** Go's words; undefined: it fits. */
export function metadataMistake(metadata: unknown): string | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  if (jsonType(metadata) !== 'object') return decodeTyped({ metadata }, METADATA_ONLY).error;
  const members = metadata as Readonly<Record<string, unknown>>;
  const known = structOf('ObjectMeta')!.fields;
  for (const name of Object.keys(members).sort()) {
    const { error } = decodeTyped({ metadata: { [name]: members[name] } }, METADATA_ONLY);
    const isTime = known.get(name)?.type.is === 'scalar' && /Timestamp$/.test(name);
    // Go's newer encoding/json says where a value stands that reads itself; the server's does not.
    if (error !== undefined)
      return isTime ? error.replace('Go value', `Go struct field ObjectMeta.metadata.${name}`) : error;
  }
  return undefined;
}
