// Models apiextensions-apiserver/pkg/registry/customresource/tableconvertor: a definition's columns, by JSONPath.

import type { CustomResourceDefinitionVersion, PrinterColumn } from '#api/apiextensions/types.ts';
import { ageOf } from '#apimachinery/duration.ts';
import { JsonPathError, parseJsonPath, valueText } from '#apimachinery/jsonpath.ts';
import { ageColumn, nameColumn } from '../registry/columns.ts';
import type { Column } from '../registry/rest/strategy.ts';

type Cell = ReturnType<Column['cell']>;

/** Nothing where the value is of another type. Source: cellForJSONValue. */
function cellOf(type: string, value: unknown, nowMs: number): Cell {
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      if (typeof value !== 'string') return null;
      return Number.isNaN(Date.parse(value)) ? '<invalid>' : ageOf(value, nowMs);
    default:
      return valueText(value);
  }
}

function columnOf({ name, type, format, description, priority = 0, jsonPath }: PrinterColumn): Column {
  const path = parseJsonPath(`{${jsonPath}}`);
  return {
    name,
    type: type as Column['type'],
    ...(format && { format }),
    description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    priority: priority > 0 ? 1 : 0,
    cell(object, nowMs) {
      let found: unknown[][];
      try {
        found = path.find(object);
      } catch (e) {
        if (e instanceof JsonPathError) return null;
        throw e;
      }
      const value = found[0]?.[0];
      return value === undefined || value === null ? null : cellOf(type, value, nowMs);
    },
  };
}

/** The name, and what the definition asks for: without a word from it, the age. */
export function columnsOf({ additionalPrinterColumns = [] }: CustomResourceDefinitionVersion): readonly Column[] {
  if (additionalPrinterColumns.length === 0) return [nameColumn, { ...ageColumn, type: 'date' }];
  return [nameColumn, ...additionalPrinterColumns.map(columnOf)];
}
