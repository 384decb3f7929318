// What `kubectl wait --for` waits for. Models kubectl/pkg/cmd/wait conditionFuncFor, ConditionalWait and JSONPathWait.

import type { Condition } from '#api/core/types.ts';
import { type JsonPath, JsonPathError, parseJsonPath, relaxed } from '#apimachinery/jsonpath.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { Fail } from '../../errors.ts';

export type Wanted =
  | { readonly for: 'delete' }
  | { readonly for: 'create' }
  /** Throws Fail where the question itself is wrong for this object. */
  | { readonly for: 'object'; holds(object: ApiObject): boolean };

interface Observed extends ApiObject {
  status?: { observedGeneration?: number; conditions?: Condition[] };
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** A status older than the spec says nothing about it. */
function conditionHolds(object: ApiObject, type: string, value: string): boolean {
  const { metadata, status } = object as Observed;
  const condition = status?.conditions?.find((c) => same(c.type, type));
  if (!condition) return false;
  const observed = condition.observedGeneration ?? status?.observedGeneration;
  if (observed !== undefined && observed < (metadata.generation ?? 0)) return false;
  return same(condition.status, value);
}

function parsed(expression: string): JsonPath {
  try {
    return parseJsonPath(relaxed(expression));
  } catch (error) {
    throw error instanceof JsonPathError ? new Fail(error.message) : error;
  }
}

function jsonPathWanted(input: string): Wanted {
  if (input === '') throw new Fail('jsonpath expression cannot be empty');
  const brace = input.lastIndexOf('}=');
  const at = brace >= 0 ? brace + 1 : input.startsWith('{') ? -1 : input.indexOf('=');
  const path = parsed(at < 0 ? input : input.slice(0, at));
  const value = at < 0 ? undefined : input.slice(at + 1).replace(/^['"]+|['"]+$/g, '');
  if (value === '') {
    throw new Fail(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  }
  return {
    for: 'object',
    holds(object) {
      const found = path.find(object, true);
      if (found.length === 0 || found[0]?.length === 0) return false;
      if (found.length > 1) throw new Fail('given jsonpath expression matches more than one list');
      if ((found[0]?.length ?? 0) > 1) throw new Fail('given jsonpath expression matches more than one value');
      const [result] = found[0] ?? [];
      if (value === undefined) return result !== undefined && result !== null;
      if (typeof result === 'object' && result !== null) {
        throw new Fail('jsonpath leads to a nested object or list which is not supported');
      }
      return String(result) === value;
    },
  };
}

export function parseWanted(text: string): Wanted {
  if (same(text, 'delete')) return { for: 'delete' };
  if (same(text, 'create')) return { for: 'create' };
  if (text.startsWith('condition=')) {
    const [type = '', value = 'true'] = text.slice('condition='.length).split(/=(.*)/s);
    return { for: 'object', holds: (object) => conditionHolds(object, type, value) };
  }
  if (text.startsWith('jsonpath=')) return jsonPathWanted(text.slice('jsonpath='.length));
  throw new Fail(`unrecognized condition: ${JSON.stringify(text)}`);
}
