// Models apiserver/pkg/cel/environment: CEL with the libraries that Kubernetes adds, and the variables of one kind of rule.

import { Environment } from '@marcbachmann/cel-js';
import { type Declaration, typeOf } from './declarations.ts';
import { registerComprehensions } from './library/comprehensions.ts';
import { registerFormats } from './library/formats.ts';
import { registerLists } from './library/lists.ts';
import { registerMacros } from './library/macros.ts';
import { registerNetwork } from './library/network.ts';
import { registerQuantity } from './library/quantity.ts';
import { registerStrings } from './library/strings.ts';
import { registerUrls } from './library/urls.ts';
import { equal } from './values.ts';

let base: Environment | undefined;

function baseEnvironment(): Environment {
  if (base) return base;
  base = new Environment({
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxListElements: 10_000, maxMapEntries: 10_000 },
  });
  const libraries = [
    registerMacros,
    registerComprehensions,
    registerLists,
    registerStrings,
    registerUrls,
    registerQuantity,
  ].concat([registerNetwork, registerFormats]);
  for (const register of libraries) register(base);
  return base;
}

export interface Variable {
  readonly name: string;
  readonly declaration: Declaration;
  /** It may have no value: `optional<…>`. */
  readonly isOptional?: boolean;
}

/** Object types with the same name are the same. */
export function environmentOf(variables: readonly Variable[]): Environment {
  const environment = baseEnvironment().clone();
  const known = new Set<string>();
  for (const { name, declaration, isOptional } of variables) {
    registerTypes(environment, declaration, known);
    environment.registerVariable(name, isOptional ? `optional<${typeOf(declaration)}>` : typeOf(declaration));
  }
  return environment;
}

/** Inner types first: a type names those of its fields. */
function registerTypes(environment: Environment, declaration: Declaration, known: Set<string>): void {
  if (declaration.is === 'list' || declaration.is === 'map') {
    registerTypes(environment, declaration.of, known);
    return;
  }
  if (declaration.is !== 'object' || known.has(declaration.name)) return;
  known.add(declaration.name);
  const fields: Record<string, string> = {};
  for (const [name, { declaration: field }] of declaration.fields) {
    registerTypes(environment, field, known);
    fields[name] = typeOf(field);
  }
  environment.registerType(declaration.name, { ctor: declaration.ctor, fields });
  environment.registerOperator(`${declaration.name} == ${declaration.name}`, equal);
}
