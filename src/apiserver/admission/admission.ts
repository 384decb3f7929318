// Models apiserver/pkg/admission: the chain that every write goes through, first to change it, then to judge it.

import type { ApiObject } from '#apimachinery/meta.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { User } from '../authn/user.ts';
import type { Scope } from '../registry/rest/scope.ts';
import type { ServerContext, Strategy } from '../registry/rest/strategy.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** What a plugin may know of a request. Objects are in the version that is stored. Source: admission.Attributes. */
export interface Attributes {
  readonly operation: Operation;
  readonly strategy: Strategy;
  /** Empty for a collection, and for a generated name that is not known yet. */
  readonly name: string;
  readonly namespace: string;
  readonly subresource: string;
  /** As it will be. Undefined on DELETE. */
  readonly object: ApiObject | undefined;
  /** As it was. Undefined on CREATE and CONNECT. */
  readonly old: ApiObject | undefined;
  readonly user: User;
  readonly dryRun: boolean;
  /** Of the operation, as a client would write them: `CreateOptions`. Undefined on CONNECT, whose options are its object. */
  readonly options: Readonly<Record<string, unknown>> | undefined;
  /** Becomes a `Warning:` header. */
  warn(text: string): void;
}

export interface AdmissionPlugin {
  /** As in `--enable-admission-plugins`. */
  readonly name: string;
  readonly handles: readonly Operation[];
  /** Before the object is prepared and validated. May change `object`; a Status refuses. */
  admit?(attributes: Attributes, context: ServerContext): Status | undefined;
  /** After validation, right before it is stored. Changes nothing; a Status refuses. */
  validate?(attributes: Attributes, context: ServerContext): Status | undefined;
}

const OPTIONS: Readonly<Record<Exclude<Operation, 'CONNECT'>, string>> = {
  CREATE: 'CreateOptions',
  UPDATE: 'UpdateOptions',
  DELETE: 'DeleteOptions',
};

/** A write's options stand in its query; a patch's become those of what it comes to. Source: patchToUpdateOptions. */
function optionsOf({ query }: Pick<Scope, 'query'>): Record<string, unknown> {
  const dryRun = query.getAll('dryRun');
  const text = (name: string): object => (query.get(name) ? { [name]: query.get(name) } : {});
  return { ...(dryRun.length > 0 && { dryRun }), ...text('fieldManager'), ...text('fieldValidation') };
}

/**
 * A request as plugins see it.
 * @param options Where they are not those of the query: a deletion's.
 */
export function attributesOf<T extends ApiObject>(
  scope: Scope<T>,
  operation: Exclude<Operation, 'CONNECT'>,
  object: T | undefined,
  old: T | undefined,
  dryRun: boolean,
  options: object = optionsOf(scope),
): Attributes {
  const { strategy, namespace, subresource, user } = scope;
  const name = scope.name || (object ?? old)?.metadata.name || '';
  const typed = { kind: OPTIONS[operation], apiVersion: 'meta.k8s.io/v1', ...options };
  const common = { operation, name, namespace, subresource, object, old, user, dryRun, options: typed };
  return { ...common, strategy: strategy as unknown as Strategy, warn: (text) => scope.warn(text) };
}

/** Runs one phase of the chain. The first refusal ends it. */
export function runAdmission(
  plugins: readonly AdmissionPlugin[],
  phase: 'admit' | 'validate',
  attributes: Attributes,
  context: ServerContext,
): Status | undefined {
  for (const plugin of plugins) {
    if (!plugin.handles.includes(attributes.operation)) continue;
    const refused = plugin[phase]?.(attributes, context);
    if (refused) return refused;
  }
  return undefined;
}

/** A plugin's refusal: `pods "web" is forbidden: …`. Source: admission.NewForbidden. */
export const refuse = ({ strategy, name, object }: Attributes, why: string): Status =>
  status.forbidden(strategy.resource, strategy.group, name || object?.metadata.generateName || 'Unknown', why);

/** Several reasons as one. Source: utilerrors.NewAggregate. */
export const aggregate = (reasons: readonly string[]): string =>
  reasons.length === 1 ? reasons[0]! : `[${[...new Set(reasons)].join(', ')}]`;
