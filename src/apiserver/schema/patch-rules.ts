// What strategic merge patch must know of a type, out of the field table.

import type { MemberRules, PatchRules } from '#apimachinery/patch/strategic.ts';
import { type Struct, structOf, type TypeRef } from '#apimachinery/schema/schema.ts';

const PLAIN: PatchRules = { member: () => ({ merges: false, retainKeys: false, mergeKey: undefined, inner: PLAIN }) };

function innerOf(type: TypeRef): PatchRules {
  if (type.is === 'list') return innerOf(type.of);
  if (type.is === 'map')
    return { member: () => ({ merges: false, retainKeys: false, mergeKey: undefined, inner: innerOf(type.of) }) };
  return type.is === 'struct' ? patchRulesOf(structOf(type.name)) : PLAIN;
}

export function patchRulesOf(struct: Struct | undefined): PatchRules {
  if (!struct) return PLAIN;
  return {
    member(name): MemberRules {
      const field = struct.fields.get(name);
      if (!field) return PLAIN.member(name);
      const { patchMerge, retainKeys, mergeKey, type } = field;
      return { merges: patchMerge, retainKeys, mergeKey, inner: innerOf(type) };
    },
  };
}
