// Models meta.k8s.io/v1 Table and PartialObjectMetadata, and how a client asks for them.

import type { ApiList, ApiObject } from './meta.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly conditions?: readonly unknown[];
  readonly object?: unknown;
}

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: string;
  readonly metadata: {
    readonly resourceVersion?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly columnDefinitions: readonly TableColumn[] | null;
  readonly rows: readonly TableRow[];
}

/** What is wanted: the object itself, a Table, or metadata alone; and what the answer's content type then is. */
export interface Representation {
  readonly as: 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  /** Of meta.k8s.io. */
  readonly version: 'v1' | 'v1beta1';
  readonly contentType: string;
}

const JSON_TYPE = 'application/json';
export const YAML = 'application/yaml';
const AS_IS: Representation = { as: 'object', version: 'v1', contentType: JSON_TYPE };

interface MediaRange {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function parseAccept(accept: string): MediaRange[] {
  const ranges = accept.split(',').map((part) => {
    const [type = '', ...rest] = part.split(';').map((p) => p.trim());
    return {
      type: type.toLowerCase(),
      parameters: Object.fromEntries(rest.map((p) => p.split('=', 2) as [string, string])),
    };
  });
  const quality = (r: MediaRange): number => Number(r.parameters.q ?? 1);
  return ranges.filter((r) => r.type !== '').sort((a, b) => quality(b) - quality(a));
}

/** What a media range may get: JSON as a rule; for YAML one must ask. */
const mediaTypeOf = (type: string): string | undefined =>
  type === YAML ? YAML : type === JSON_TYPE || type === '*/*' || type === 'application/*' ? JSON_TYPE : undefined;

/**
 * Undefined: none of what is accepted can be given (406). Protobuf cannot; clients that ask for it accept JSON too.
 * @param isStream Of events: there is no YAML of those.
 */
export function negotiate(accept: string | undefined, isStream = false): Representation | undefined {
  if (!accept) return AS_IS;
  for (const { type, parameters } of parseAccept(accept)) {
    const mediaType = mediaTypeOf(type);
    if (!mediaType || (isStream && mediaType === YAML)) continue;
    const { as, v, g } = parameters;
    if (!as) return mediaType === YAML ? { ...AS_IS, contentType: YAML } : AS_IS;
    if (g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) continue;
    if (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') {
      return { as, version: v, contentType: `${mediaType};as=${as};v=${v};g=${g}` };
    }
  }
  return undefined;
}

/** Whether YAML comes first of what can be given. */
export const prefersYaml = (accept: string | undefined): boolean =>
  accept?.includes(YAML) === true && negotiate(accept)?.contentType.startsWith(YAML) === true;

/** A kind's way to print itself. */
export interface TableSource<T extends ApiObject = ApiObject> {
  readonly columns: readonly (Omit<TableColumn, 'format' | 'priority'> & {
    readonly format?: string;
    readonly priority?: number;
    cell(object: T, nowMs: number): string | number | boolean | null;
  })[];
  rowConditions?(object: T): readonly unknown[];
  /** The object as a row carries it. Default: as it is. */
  shown?(object: T): ApiObject;
}

/** Source: rest.defaultTableConvertor, for kinds that declare no columns. */
export const DEFAULT_COLUMNS: TableSource['columns'] = [
  {
    name: 'Name',
    type: 'string',
    format: 'name',
    description:
      'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
    cell: (o) => o.metadata.name,
  },
  {
    name: 'Created At',
    type: 'date',
    description:
      'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
    cell: (o) => o.metadata.creationTimestamp ?? '<unknown>',
  },
];

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export function partialMetadata(object: ApiObject, version: Representation['version']): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
}

export function tableOf(
  objects: readonly ApiObject[],
  metadata: Table['metadata'],
  { columns, rowConditions, shown = (object) => object }: TableSource,
  { version }: Representation,
  { include, nowMs, withColumns = true }: { include: IncludeObject; nowMs: number; withColumns?: boolean },
): Table {
  const row = (object: ApiObject): TableRow => {
    const conditions = rowConditions?.(object) ?? [];
    return {
      cells: columns.map((c) => c.cell(object, nowMs)),
      ...(conditions.length > 0 && { conditions }),
      ...(include !== 'None' && { object: include === 'Object' ? shown(object) : partialMetadata(object, version) }),
    };
  };
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    columnDefinitions: withColumns
      ? columns.map(({ name, type, format = '', description, priority = 0 }) => ({
          name,
          type,
          format,
          description,
          priority,
        }))
      : null,
    rows: objects.map(row),
  };
}

export function isList(body: unknown): body is ApiList {
  return (
    typeof body === 'object' &&
    body !== null &&
    Array.isArray((body as { items?: unknown }).items) &&
    typeof (body as { metadata?: { resourceVersion?: unknown } }).metadata?.resourceVersion === 'string' &&
    !('uid' in (body as { metadata: object }).metadata)
  );
}
