// -o custom-columns=HEADER:path,… Models kubectl/pkg/cmd/get/customcolumn.go.

import { goText } from '#apimachinery/go-value.ts';
import { type JsonPath, JsonPathError, parseJsonPath, relaxed } from '#apimachinery/jsonpath.ts';
import { Fail } from '../errors.ts';
import { columns } from './columns.ts';

export interface CustomColumns {
  readonly headers: readonly string[];
  readonly paths: readonly string[];
}

function pathOf(text: string): string {
  try {
    return relaxed(text);
  } catch (error) {
    if (error instanceof JsonPathError) throw new Fail(error.message);
    throw error;
  }
}

export function parseCustomColumns(spec: string): CustomColumns {
  if (spec === '') throw new Fail('custom-columns format specified but no custom columns given');
  const parts = spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw new Fail(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return [part.slice(0, colon), pathOf(part.slice(colon + 1))] as const;
  });
  return { headers: parts.map(([h]) => h), paths: parts.map(([, p]) => p) };
}

/** One line of headers, one line of paths. */
export function parseCustomColumnsFile(text: string): CustomColumns {
  const [first, second] = text.split('\n');
  if (!first) {
    throw new Fail(
      'invalid template, missing header line. Expected format is one line of space separated headers, one line of space separated column specs.',
    );
  }
  if (!second) {
    throw new Fail(
      'invalid template, missing spec line. Expected format is one line of space separated headers, one line of space separated column specs.',
    );
  }
  const headers = first.trim().split(/\s+/);
  const paths = second.trim().split(/\s+/);
  if (headers.length !== paths.length) {
    throw new Fail(`number of headers (${headers.length}) and field specifications (${paths.length}) don't match`);
  }
  return { headers, paths: paths.map(pathOf) };
}

/** @param memory Carried on by a watch: how wide columns were, and that no head is to come, or no more. */
export function printCustomColumns(
  { headers, paths }: CustomColumns,
  objects: readonly unknown[],
  memory: { readonly widths: number[]; hasHead: boolean },
  out: (text: string) => void,
): void {
  let parsers: (JsonPath | undefined)[];
  try {
    parsers = paths.map((path) => (path === '' ? undefined : parseJsonPath(path)));
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    if (!memory.hasHead) out(columns([headers]));
    throw new Fail(error.message);
  }
  const rows = objects.map((object) =>
    parsers.map((parser) => {
      const found = parser?.find(object)[0] ?? [];
      return found.length === 0 || found[0] === undefined
        ? '<none>'
        : found.map((v) => (v === null ? '<none>' : goText(v))).join(',');
    }),
  );
  out(columns(memory.hasHead ? rows : [headers, ...rows], memory.widths));
  memory.hasHead = true;
}
