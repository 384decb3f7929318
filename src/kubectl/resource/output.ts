// `service/web created`: the line that a verb prints for what it did. Models cli-runtime/pkg/printers NamePrinter and cmdutil dry-run.

import type { ApiObject } from '#apimachinery/meta.ts';
import { klog } from '../client.ts';
import type { Factory } from '../command.ts';
import { Fail } from '../errors.ts';
import { objectPrinter } from '../print/printer.ts';

export type DryRun = 'none' | 'client' | 'server';

export function dryRunOf(factory: Factory): DryRun {
  const value = factory.flags.string('dry-run');
  if (value === 'unchanged') {
    klog(factory, 'W', 'helpers.go:731', '--dry-run is deprecated and can be replaced with --dry-run=client.');
    return 'client';
  }
  if (value === 'none' || value === 'client' || value === 'server') return value;
  const bool: Record<string, DryRun> = { true: 'client', false: 'none' };
  if (bool[value]) {
    klog(
      factory,
      'W',
      'helpers.go:721',
      `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${bool[value]}.`,
    );
    return bool[value];
  }
  throw new Fail(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

/** What stands behind the operation. */
export const SUFFIX: Readonly<Record<DryRun, string>> = { none: '', client: ' (dry run)', server: ' (server dry run)' };

/** `deployment.apps/web`, from the object alone. */
export function nameOf(object: ApiObject): string {
  const group = object.apiVersion.includes('/') ? `.${object.apiVersion.split('/')[0]}` : '';
  return `${object.kind.toLowerCase()}${group}/${object.metadata?.name || '<unknown>'}`;
}

/** Prints the object in the form that -o asks for, or `kind/name operation`. */
export type Reporter = (object: ApiObject, operation: string) => void;

/** Checks -o at once, as kubectl does before it asks anything. */
export function reporter(factory: Factory, dryRun: DryRun = 'none', options: { typed?: boolean } = {}): Reporter {
  const print = objectPrinter(factory, options);
  return (object, operation) => {
    if (print) print(object);
    else factory.out(`${nameOf(object)} ${operation}${SUFFIX[dryRun]}\n`);
  };
}

/** `?dryRun=All` and the rest of a write's query. */
export function writeQuery(
  dryRun: DryRun,
  more: Readonly<Record<string, string | undefined>> = {},
): Record<string, string | undefined> {
  return { ...more, dryRun: dryRun === 'server' ? 'All' : undefined };
}
