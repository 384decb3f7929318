// Models handlers.jsonPatchOp: a JSON patch's operations, and what is wrong with their form.

import type { Operation } from '#apimachinery/patch/json.ts';
import { isObject } from '#apimachinery/patch/merge.ts';
import { jsonType } from '#apimachinery/schema/typed.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { FieldValidation } from './options.ts';

/** Source: handlers maxJSONPatchOperations. */
const MAX_OPERATIONS = 10_000;
const MEMBERS = ['op', 'path', 'from', 'value'];

/** `complaints`: what strict validation says of members that no operation has. */
export function operationsOf(
  patch: unknown,
  validation: FieldValidation,
): { readonly list: readonly Operation[]; readonly complaints: readonly string[] } | Status {
  const isLoose = validation === 'Ignore';
  const refuse = (why: string): Status =>
    status.badRequest(`${isLoose ? '' : 'error decoding patch: '}json: cannot unmarshal ${why}`);
  if (patch === null) return { list: [], complaints: [] };
  if (!Array.isArray(patch))
    return refuse(`${jsonType(patch)} into Go value of type ${isLoose ? 'jsonpatch.Patch' : '[]handlers.jsonPatchOp'}`);
  const complaints: string[] = [];
  for (const [i, operation] of patch.entries()) {
    if (!isObject(operation))
      return refuse(
        `${jsonType(operation)} into Go value of type ${isLoose ? 'jsonpatch.Operation' : 'handlers.jsonPatchOp'}`,
      );
    for (const [key, value] of Object.entries(operation)) {
      if (!MEMBERS.includes(key)) {
        if (!isLoose) complaints.push(`json patch unknown field "[${i}].${key}"`);
      } else if (key !== 'value' && typeof value !== 'string' && value !== null)
        return refuse(`${jsonType(value)} into Go struct field jsonPatchOp.${key} of type string`);
    }
  }
  if (patch.length > MAX_OPERATIONS)
    return status.tooLarge(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`);
  return { list: patch as Operation[], complaints };
}
