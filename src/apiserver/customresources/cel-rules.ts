// Models apiextensions-apiserver/pkg/apiserver/schema/cel: x-kubernetes-validations.

import type { FieldError } from '#apimachinery/field.ts';
import type { Schema } from './schema.ts';

export interface CelRules {
  readonly some: boolean;
  validate(value: unknown, old: unknown): FieldError[];
}

export function celRulesOf(_schema: Schema): CelRules {
  return { some: false, validate: () => [] };
}
