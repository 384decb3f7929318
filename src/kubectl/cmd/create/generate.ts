// What the subcommands of create share: one NAME, one object made from flags, one POST.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Factory, Flag } from '../../command.ts';
import { Fail, StatusFail, usageError } from '../../errors.ts';
import { withLastApplied } from '../../resource/last-applied.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { fieldValidation } from '../../resource/validate.ts';
import { flag, printFlags } from '../../standard-flags.ts';

export const generateFlags: readonly Flag[] = [
  ...printFlags,
  flag.dryRun,
  flag.fieldManager('kubectl-create'),
  flag.saveConfig,
  flag.validate,
];

/** The one NAME that every subcommand wants. */
export function onlyName(factory: Factory): string {
  const { args } = factory;
  if (args.length !== 1) throw usageError(factory.commandPath, `exactly one NAME is required, got ${args.length}`);
  return args[0]!;
}

/** The namespace goes into the object only when -n was given. */
export function metadata(factory: Factory, name: string, labels?: Record<string, string>): ApiObject['metadata'] {
  const { namespace } = factory;
  return { name, ...(namespace.explicit && { namespace: namespace.name }), ...(labels && { labels }) };
}

/** cobra's complaint about flags without which the command has no meaning. */
export function required(factory: Factory, ...names: readonly string[]): void {
  const missing = names.filter((n) => !factory.flags.changed(n));
  if (missing.length > 0) throw new Fail(`required flag(s) ${missing.map((n) => `"${n}"`).join(', ')} not set`);
}

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'Namespace',
  'PriorityClass',
]);

/**
 * @param what `ClusterIP service`: for `failed to create …`; undefined where kubectl shows the server's words alone.
 * @param separator Between that and the server's words.
 */
export async function post(
  factory: Factory,
  resource: string,
  object: ApiObject,
  what: string | undefined,
  separator = ':',
): Promise<number> {
  const { flags } = factory;
  const dryRun = dryRunOf(factory);
  const report = reporter(factory, dryRun, { typed: true });
  const body = flags.bool('save-config') ? withLastApplied(object) : object;
  if (dryRun === 'client') {
    report(body, 'created');
    return 0;
  }
  const root = object.apiVersion.includes('/') ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  const scope = CLUSTER_SCOPED.has(object.kind) ? '' : `/namespaces/${encodeURIComponent(factory.namespace.name)}`;
  try {
    const made = await ask<ApiObject>(factory, {
      method: 'POST',
      path: `${root}${scope}/${resource}${query(writeQuery(dryRun, { fieldManager: flags.string('field-manager'), fieldValidation: fieldValidation(factory) }))}`,
      body,
    });
    report({ ...made, apiVersion: object.apiVersion, kind: object.kind }, 'created');
    return 0;
  } catch (error) {
    if (what && error instanceof StatusFail) throw new Fail(`failed to create ${what}${separator} ${error.message}`);
    throw error;
  }
}
