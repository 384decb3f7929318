// Models apiserver/pkg/endpoints/handlers/response.go: an answer in the form that was asked for.

import { ageOf } from '#apimachinery/duration.ts';
import { field } from '#apimachinery/field.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus, type Status, status } from '#apimachinery/status.ts';
import {
  DEFAULT_COLUMNS,
  type IncludeObject,
  isList,
  partialMetadata,
  type Representation,
  type TableSource,
  tableOf,
} from '#apimachinery/table.ts';
import type { Scope } from './scope.ts';
import type { Strategy } from './strategy.ts';
import { served } from './versions.ts';

export function tableSource<T extends ApiObject>(strategy: Strategy<T>): TableSource {
  const { columns, rowConditions } = strategy;
  return {
    columns: columns && columns.length > 0 ? (columns as unknown as TableSource['columns']) : DEFAULT_COLUMNS,
    ...(rowConditions && { rowConditions: (o: ApiObject) => rowConditions(o as T) }),
    shown: (o: ApiObject) => served({ strategy }, o as T),
  };
}

/** Source: printers/internalversion scaleColumnDefinitions. */
const SCALE_SOURCE: TableSource = {
  columns: [
    { ...DEFAULT_COLUMNS[0]! },
    {
      name: 'Desired',
      type: 'integer',
      description: 'replicas is the desired number of instances for the scaled object.',
      cell: (o) => (o as ApiObject & { spec: { replicas?: number } }).spec.replicas ?? 0,
    },
    {
      name: 'Available',
      type: 'integer',
      description: 'replicas is the actual number of observed instances of the scaled object.',
      cell: (o) => (o as ApiObject & { status: { replicas: number } }).status.replicas,
    },
    {
      name: 'Age',
      type: 'string',
      description: DEFAULT_COLUMNS[1]!.description,
      cell: (o, nowMs) => ageOf(o.metadata.creationTimestamp, nowMs),
    },
  ],
};

/** How much of each object a Table's rows carry. */
export function includeObjectOf({ query }: Pick<Scope, 'query'>): IncludeObject | Status {
  const asked = query.get('includeObject') || 'Metadata';
  if (asked === 'None' || asked === 'Metadata' || asked === 'Object') return asked;
  const { body } = field.invalid('includeObject', asked, "must be 'Metadata', 'Object', 'None', or empty");
  return status.badRequest(`Unable to convert to Table as requested: includeObject: ${body}`);
}

/** A body of stored objects in the version, and in the form, that was asked for: whole, as Table, or as metadata alone. A Status stays a Status. */
export function represent<T extends ApiObject>(
  scope: Scope<T>,
  representation: Representation,
  body: unknown,
): unknown {
  const { as, version } = representation;
  if (isStatus(body)) return body;
  if (as === 'object') {
    if (!scope.strategy.storedAs || scope.subresource === 'scale') return body;
    return isList(body) ? { ...body, items: body.items.map((o) => served(scope, o as T)) } : served(scope, body as T);
  }
  if (as === 'Table') {
    const include = includeObjectOf(scope);
    if (isStatus(include)) return include;
    const options = { include, nowMs: scope.context.now() };
    const source = scope.subresource === 'scale' ? SCALE_SOURCE : tableSource(scope.strategy);
    if (isList(body)) return tableOf(body.items, body.metadata, source, representation, options);
    const object = body as ApiObject;
    return tableOf(
      [object],
      { resourceVersion: object.metadata.resourceVersion ?? '' },
      source,
      representation,
      options,
    );
  }
  if (isList(body)) {
    const items = body.items.map((o) => partialMetadata(o, version));
    return { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${version}`, metadata: body.metadata, items };
  }
  return partialMetadata(body as ApiObject, version);
}
