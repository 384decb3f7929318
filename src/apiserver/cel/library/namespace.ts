// Functions that go by two words, such as `sets.contains`: members of a constant that has nothing else.

import type { Environment } from '@marcbachmann/cel-js';

type Handler = (...args: never[]) => unknown;

/** @param functions By signature without the namespace: `contains(list<A>, list<A>): bool`. */
export function registerNamespace(
  environment: Environment,
  name: string,
  functions: Readonly<Record<string, Handler>>,
): void {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Namespace`;
  const Namespace = class {};
  environment.registerType(type, { ctor: Namespace, fields: {} });
  environment.registerConstant(name, type, new Namespace());
  for (const [signature, handler] of Object.entries(functions)) {
    environment.registerFunction(`${type}.${signature}`, (_namespace: unknown, ...args: never[]) => handler(...args));
  }
}
