// Models apimachinery/pkg/util/managedfields/internal FieldManager and the managers that it is made of, the outermost first.

import type { ApiObject, ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { Type } from '../structuredmerge/atom.ts';
import { FieldSet } from '../structuredmerge/field-set.ts';
import { fieldElement, type Path } from '../structuredmerge/path.ts';
import {
  type Applied,
  applyConfig,
  type Conflicts,
  type Managers,
  type TypedValue,
  type Updater,
  updateManagers,
} from '../structuredmerge/updater.ts';
import { typedErrors } from '../structuredmerge/validate.ts';
import { fieldsOfNew } from './alike.ts';
import { capUpdaters } from './cap.ts';
import { conflictStatus } from './conflict.ts';
import { allowedByLastApplied, keepLastApplied } from './last-applied.ts';
import { decodeManaged, encodeManaged, identifierOf, type Managed, NOBODY } from './managed.ts';

/** One write: of what kind of thing, in which version, by whom and when. */
export interface Write {
  readonly apiVersion: string;
  readonly kind: string;
  readonly type: Type;
  readonly subresource: string;
  readonly manager: string;
  /** RFC 3339. */
  readonly now: string;
  readonly updater: Updater;
}

export const pathTo = (...names: readonly string[]): Path => names.map(fieldElement);

/** What an object says of itself is nobody's. Source: stripMeta. */
const STRIPPED = FieldSet.from(
  [['apiVersion'], ['kind'], ['metadata']]
    .concat(['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid'].map((name) => ['metadata', name]))
    .concat(['clusterName', 'generation', 'managedFields', 'resourceVersion'].map((name) => ['metadata', name]))
    .map((names) => pathTo(...names)),
);
/** Whoever is writing, until it is known that something has changed. */
const SELF = 'current-operation';

const typed = ({ apiVersion, type }: Write, value: unknown): TypedValue => ({ value, type, apiVersion });
const nothing = ({ apiVersion, kind }: Write): Partial<ApiObject> => ({ apiVersion, kind });
const isThere = (live: Partial<ApiObject>): boolean => Boolean(live.metadata?.uid);

function stripped(fields: Managers, manager: string): Managers {
  const mine = fields.get(manager);
  if (!mine) return fields;
  const left = new Map(fields);
  const set = mine.set.difference(STRIPPED);
  if (set.isEmpty) left.delete(manager);
  else left.set(manager, { ...mine, set });
  return left;
}

/**
 * The entries after `object` was written in the place of `live`, or anew, with plain values.
 * @param given Entries that the client handed in; `[]` and `[{}]` forget all. Through a subresource nobody can.
 */
export function updated(
  write: Write,
  live: ApiObject | undefined,
  object: ApiObject,
  given: readonly ManagedFieldsEntry[] | undefined,
): ManagedFieldsEntry[] {
  if (!live && !given) return ownersOfNew(write, object);
  const managed = known(write, live, given);
  // What nobody is known to own stays so until somebody applies it.
  if (managed.fields.size === 0 && live && isThere(live)) return [];
  return encodeManaged(updateOver(write, live ?? nothing(write), object, managed, write.manager));
}

function ownersOfNew(write: Write, object: ApiObject): ManagedFieldsEntry[] {
  const manager = updaterOf(write, write.manager);
  const set = fieldsOfNew(
    write.type,
    manager,
    object,
    () => updateOver(write, nothing(write), object, NOBODY, write.manager).fields.get(manager)?.set,
  );
  if (!set) return [];
  const fields = new Map([[manager, { set, apiVersion: write.apiVersion, isApplied: false }]]);
  return encodeManaged({ fields, times: new Map([[manager, write.now]]) });
}

const updaterOf = ({ apiVersion, subresource }: Write, name: string): string =>
  identifierOf({ manager: name || 'unknown', operation: 'Update', apiVersion, subresource });

/** Source: decodeLiveOrNew. */
function known(
  { subresource }: Write,
  live: ApiObject | undefined,
  given: readonly ManagedFieldsEntry[] | undefined,
): Managed {
  const before = (): Managed => decodeManaged(live?.metadata.managedFields) ?? NOBODY;
  if (subresource || !given) return before();
  const isReset = given.length === 0 || (given.length === 1 && Object.keys(given[0]!).length === 0);
  if (isReset) return NOBODY;
  const managed = decodeManaged(given);
  return managed && managed.fields.size > 0 ? managed : before();
}

function updateOver(
  write: Write,
  live: Partial<ApiObject>,
  object: Partial<ApiObject>,
  managed: Managed,
  name: string,
): Managed {
  const { updater, now } = write;
  const manager = updaterOf(write, name);
  const after = updateManagers(updater, typed(write, bare(live)), typed(write, bare(object)), managed.fields, SELF);
  const fields = new Map(stripped(after, SELF));
  const times = new Map(managed.times);
  const mine = fields.get(SELF);
  if (mine) {
    fields.delete(SELF);
    const previous = fields.get(manager);
    fields.set(manager, previous ? { ...mine, set: mine.set.union(previous.set) } : mine);
    times.set(manager, now);
  }
  return capUpdaters({ fields, times });
}

/** Owners are told apart from what they own. */
function bare(object: Partial<ApiObject>): Partial<ApiObject> {
  if (!object.metadata?.managedFields) return object;
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** What `config` makes of `live`, with its new owners in it; or why it may not be applied. `config` is as the client wrote it. */
export function applied(
  write: Write,
  live: ApiObject | undefined,
  config: Readonly<Record<string, unknown>>,
  isForced: boolean,
): ApiObject | Status {
  const { apiVersion, kind, subresource, type, now } = write;
  const before = bare(live ?? { apiVersion, kind });
  const wrong =
    versionError(write, config) ??
    managedFieldsError(config) ??
    typedError('patch', config, type) ??
    typedError('live', { ...before }, type);
  if (wrong) return wrong;
  let managed = decodeManaged(live?.metadata.managedFields) ?? NOBODY;
  // What is there already, and is nobody's, is noted as somebody's before the first apply.
  if (managed.fields.size === 0 && live) managed = updateOver(write, nothing(write), live, managed, BEFORE_FIRST_APPLY);
  const manager = identifierOf({ manager: write.manager, operation: 'Apply', apiVersion, subresource });
  const attempt = (force: boolean): Applied | { readonly conflicts: Conflicts } =>
    applyConfig(write.updater, typed(write, before), typed(write, config), managed.fields, manager, force);
  let outcome = attempt(isForced);
  if ('conflicts' in outcome) {
    const conflicts = write.manager === KUBECTL ? notLastApplied(write, before, outcome.conflicts) : outcome.conflicts;
    if (conflicts.size > 0) return conflictStatus(conflicts);
    outcome = attempt(true);
    if ('conflicts' in outcome) return conflictStatus(outcome.conflicts);
  }
  const times = new Map(managed.times);
  if (outcome.object) times.set(manager, now);
  const object = structuredClone(outcome.object?.value ?? before) as ApiObject;
  object.metadata = { ...object.metadata };
  object.metadata.managedFields = encodeManaged({ fields: stripped(outcome.managers, manager), times });
  if (write.manager === KUBECTL) keepLastApplied(object, config);
  return object;
}

const BEFORE_FIRST_APPLY = 'before-first-apply';
/** The only one that kubectl's client-side apply is upgraded for. */
const KUBECTL = 'kubectl';

/** Conflicts that are none, since kubectl itself set the fields before, end the apply's others too. Source: lastAppliedManager.Apply. */
function notLastApplied(write: Write, live: Partial<ApiObject>, conflicts: Conflicts): Conflicts {
  const allowed = allowedByLastApplied(write, live);
  if (!allowed) return conflicts;
  const left = [...conflicts].map(([who, set]) => [who, set.difference(allowed)] as const);
  return new Map(left.filter(([, set]) => !set.isEmpty));
}

/** As Go shows a GroupVersionKind. */
const gvkText = (apiVersion: unknown, kind: unknown): string => {
  const version = textOf(apiVersion);
  return `${version.includes('/') ? '' : '/'}${version}, Kind=${textOf(kind)}`;
};

/** What is no string counts as absent. Source: unstructured.NestedString. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function versionError({ apiVersion, kind }: Write, config: Readonly<Record<string, unknown>>): Status | undefined {
  if (config.apiVersion === apiVersion && config.kind === kind) return undefined;
  return status.badRequest(`invalid object type: ${gvkText(config.apiVersion, config.kind)}`);
}

const metadataOf = (config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  typeof config.metadata === 'object' && config.metadata !== null ? (config.metadata as Record<string, unknown>) : {};

function managedFieldsError(config: Readonly<Record<string, unknown>>): Status | undefined {
  const { managedFields } = metadataOf(config);
  if (managedFields === undefined || managedFields === null) return undefined;
  return status.badRequest('metadata.managedFields must be nil');
}

/** Unknown fields are refused whatever `fieldValidation` says. Differs: kube-apiserver calls this its own failure, with code 500. */
function typedError(what: 'patch' | 'live', object: Readonly<Record<string, unknown>>, type: Type): Status | undefined {
  const wrong = typedErrors(object, type, what === 'live');
  if (wrong === undefined) return undefined;
  const { namespace, name } = metadataOf(object);
  const which = `${textOf(namespace)}/${textOf(name)}; ${gvkText(object.apiVersion, object.kind)}`;
  return status.unexplained(400, `failed to create typed ${what} object (${which}): ${wrong}`);
}
