// Models printNamespace of pkg/printers/internalversion/printers.go.

import type { Namespace } from '#api/core/types.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Column } from '../../rest/strategy.ts';

export const namespaceColumns: readonly Column<Namespace>[] = [
  nameColumn,
  text('Status', 'The status of the namespace', (namespace) => namespace.status?.phase ?? ''),
  ageColumn,
];
