// Models apimachinery/pkg/util/managedfields/internal/conflict.go: an apply that others' fields stand against, in the server's words.

import { type Status, status } from '#apimachinery/status.ts';
import { showPath } from '../structuredmerge/path.ts';
import type { Conflicts } from '../structuredmerge/updater.ts';
import { identityOf } from './managed.ts';

export function conflictStatus(conflicts: Conflicts): Status {
  // By manager: Go's own order of the causes is another every time.
  const groups = [...conflicts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([identifier, set]) => ({ who: describe(identifier), paths: [...set.paths()].map(showPath) }));
  const causes = groups.flatMap(({ who, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field })),
  );
  const [first] = causes;
  const message =
    first && causes.length === 1
      ? `Apply failed with 1 conflict: ${first.message}: ${first.field}`
      : `Apply failed with ${causes.length} conflicts: ${groups
          .map(({ who, paths }) => [`conflicts with ${who}:`, ...paths.map((path) => `- ${path}`)].join('\n'))
          .join('\n')}`;
  return status.applyConflict(message, causes);
}

function describe(identifier: string): string {
  const { manager = '', operation, apiVersion, subresource } = identityOf(identifier);
  const through = subresource ? ` with subresource ${JSON.stringify(subresource)}` : '';
  return `${JSON.stringify(manager)}${through}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}
