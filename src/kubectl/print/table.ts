// The server's Table as kubectl lays it out. Models cli-runtime/pkg/printers/tableprinter.go.

import { ageOf } from '#apimachinery/duration.ts';
import { goText } from '#apimachinery/go-value.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { columns } from './columns.ts';

interface Column {
  readonly name: string;
  readonly priority?: number;
}

export interface Table {
  kind: 'Table';
  metadata?: { resourceVersion?: string; continue?: string };
  /** None in a watch's events after the first: those are laid out as the one before. */
  columnDefinitions: Column[] | null;
  rows: { cells: unknown[]; object?: ApiObject }[];
}

/** What was printed of the Tables before. */
export interface TableMemory {
  readonly widths: number[];
  /** The head, with a tab between two columns; '' before the first. */
  headers: string;
  columns: readonly Column[];
}

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  /** `service`: put before every name. */
  readonly kind?: string;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  /** Carried on by a watch. */
  readonly memory?: TableMemory;
  /** Put first, under EVENT. */
  readonly event?: string;
}

export const isTable = (body: unknown): body is Table => (body as { kind?: unknown } | undefined)?.kind === 'Table';

/** What a server that knows no Tables sends, as NAME and AGE. */
export function tableOf(body: unknown, nowMs: number): Table {
  if (isTable(body)) return body;
  const { items, metadata } = body as { items?: ApiObject[]; metadata?: Table['metadata'] };
  const objects = items ?? [body as ApiObject];
  return {
    kind: 'Table',
    ...(metadata && { metadata }),
    columnDefinitions: [{ name: 'Name' }, { name: 'Age' }],
    rows: objects.map((object) => ({
      cells: [object.metadata.name, ageOf(object.metadata.creationTimestamp, nowMs)],
      object,
    })),
  };
}

const labelsText = (labels: Record<string, string> | undefined): string => {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length > 0 ? keys.map((k) => `${k}=${labels![k]}`).join(',') : '<none>';
};

export function layout({ columnDefinitions, rows }: Table, options: TableOptions): string {
  const { memory, event } = options;
  const defined = columnDefinitions?.length ? columnDefinitions : (memory?.columns ?? []);
  if (memory) memory.columns = defined;
  const shown = defined.map((c, at) => ({ ...c, at })).filter((c) => options.wide || !c.priority);
  const head = [
    ...(event === undefined ? [] : ['EVENT']),
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...shown.map((c) => c.name.toUpperCase()),
    ...options.labelColumns.map((l) => l.slice(l.lastIndexOf('/') + 1).toUpperCase()),
    ...(options.showLabels ? ['LABELS'] : []),
  ];
  const lines = rows.map(({ cells, object }) => [
    ...(event === undefined ? [] : [event]),
    ...(options.withNamespace ? [object?.metadata?.namespace ?? ''] : []),
    ...shown.map((c, nth) => {
      const cell = cells[c.at];
      const text = (cell === null || cell === undefined ? '<none>' : goText(cell)).split('\n');
      const line = text.length > 1 ? `${text[0]}...` : text[0]!;
      return nth === 0 && options.kind ? `${options.kind}/${line}` : line;
    }),
    ...options.labelColumns.map((l) => object?.metadata?.labels?.[l] ?? ''),
    ...(options.showLabels ? [labelsText(object?.metadata?.labels)] : []),
  ]);
  const headers = head.join('\t');
  const withHead = !options.noHeaders && memory?.headers !== headers;
  if (memory) memory.headers = headers;
  return columns(withHead ? [head, ...lines] : lines, memory?.widths);
}
