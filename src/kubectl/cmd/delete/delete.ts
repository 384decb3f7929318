// kubectl delete. Models kubectl/pkg/cmd/delete.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { type Mapping, pathOf, qualifiedKind } from '../../discovery.ts';
import { Fail, isReason, raise, StatusFail } from '../../errors.ts';
import { findTargets, type Info, listObjects, queryOf } from '../../resource/builder.ts';
import { readAll } from '../../resource/files.ts';
import { type DryRun, dryRunOf } from '../../resource/output.ts';
import { waitUntilGone } from '../../resource/wait-gone.ts';
import { filenameFlags, flag, make } from '../../standard-flags.ts';

export const CASCADE: Readonly<Record<string, string>> = {
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
};

export function cascadeOf(factory: Factory): string {
  const value = factory.flags.string('cascade');
  const bool: Record<string, string> = { true: 'background', false: 'orphan' };
  if (bool[value]) {
    factory.err(
      `warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${bool[value]}.\n`,
    );
  }
  const policy = CASCADE[bool[value] ?? value];
  if (!policy) throw new Fail(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
  return policy;
}

export interface Deletion {
  readonly dryRun: DryRun;
  readonly policy: string;
  /** Undefined: the server's default. */
  readonly graceSeconds: number | undefined;
  readonly force: boolean;
  readonly quiet: boolean;
  readonly output: string;
}

/** One DELETE and its line. Resolves to the uid of what was deleted, if the server told. */
export async function deleteOne(factory: Factory, info: Info, how: Deletion): Promise<string | undefined> {
  const { mapping, namespace, name } = info;
  let uid: string | undefined;
  if (how.dryRun !== 'client') {
    const answer = await ask<ApiObject & { details?: { uid?: string } }>(factory, {
      method: 'DELETE',
      path: pathOf(mapping, namespace, name),
      body: {
        propagationPolicy: how.policy,
        ...(how.graceSeconds !== undefined && { gracePeriodSeconds: how.graceSeconds }),
        ...(how.dryRun === 'server' && { dryRun: ['All'] }),
      },
    });
    uid = answer?.metadata?.uid ?? answer?.details?.uid;
  }
  if (!how.quiet) {
    const kind = qualifiedKind(mapping);
    const where = namespace === undefined ? '' : ` from ${namespace} namespace`;
    const dry = how.dryRun === 'none' ? '' : how.dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
    factory.out(
      how.output === 'name'
        ? `${kind}/${name}\n`
        : `${kind} "${name}" ${how.force ? 'force ' : ''}deleted${where}${dry}\n`,
    );
  }
  return uid;
}

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  const dryRun = dryRunOf(factory);
  const output = flags.string('output');
  if (output !== '' && output !== 'name')
    throw new Fail(`unexpected -o output mode: ${output}. We only support '-o name'`);
  const policy = cascadeOf(factory);
  const raw = flags.string('raw');
  if (raw) {
    const body = await ask(factory, { method: 'DELETE', path: raw });
    factory.out(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`);
    return 0;
  }
  let grace = flags.int('grace-period');
  let wait = flags.bool('wait');
  const now = flags.bool('now');
  const force = flags.bool('force');
  if (now) {
    if (grace !== -1) throw new Fail('--now and --grace-period cannot be specified together');
    grace = 1;
  }
  if (grace === 0 && !force) {
    // A grace of nought without --force becomes one second: only --force may lie about what still runs.
    grace = 1;
  }
  if (force && grace < 0) grace = 0;
  if (force && grace > 0) throw new Fail('--force and --grace-period greater than 0 cannot be specified together');
  if (force && !flags.changed('wait')) wait = false;
  const q = queryOf(factory, args);
  if (flags.bool('all') && q.selector) throw new Fail("setting 'all' parameter but found a non empty selector. ");
  if (flags.bool('all') && q.fieldSelector) throw new Fail("setting 'all' parameter but found a non empty selector. ");
  if (
    flags.bool('all-namespaces') &&
    !flags.bool('all') &&
    !q.selector &&
    !q.fieldSelector &&
    q.filenames?.length === 0 &&
    args.length <= 1 &&
    !args[0]?.includes('/')
  ) {
    throw new Fail('resource(s) were provided, but no name was specified');
  }
  if (flags.bool('all') && args.length > 1 && !args[0]!.includes('/')) {
    throw new Fail('name cannot be provided when a selector is specified');
  }
  const named = args.length > 1 || args[0]?.includes('/') === true;
  const { targets, failures } = await findTargets(factory, { ...q, all: flags.bool('all') && !named });
  const wrong: Fail[] = [...failures];
  const ignoreMissing =
    flags.bool('ignore-not-found') ||
    ((flags.bool('all') || Boolean(q.selector)) && !flags.changed('ignore-not-found'));

  const found: Info[] = [];
  for (const target of targets) {
    if (target.by !== 'list') {
      found.push(target.info);
      continue;
    }
    try {
      for (const { metadata } of await listObjects(factory, target.mapping, target.namespace, q)) {
        found.push(infoOf(target.mapping, metadata.name, metadata.namespace));
      }
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
    }
  }
  if (found.some(({ mapping }) => !mapping.namespaced) && q.allNamespaces === false && factory.namespace.explicit) {
    factory.err(`Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n`);
  }
  if (force && grace === 0 && dryRun === 'none') {
    factory.err(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    );
  }
  if (flags.bool('interactive') && found.length > 0 && !(await confirmed(factory, found))) {
    factory.out('deletion is cancelled\n');
    return 0;
  }
  const deletion: Deletion = {
    dryRun,
    policy,
    graceSeconds: grace >= 0 ? grace : undefined,
    force: grace === 0,
    quiet: false,
    output,
  };
  const gone: { info: Info; uid: string | undefined }[] = [];
  for (const info of found) {
    try {
      gone.push({ info, uid: await deleteOne(factory, info, deletion) });
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      if (ignoreMissing && isReason(error, 'NotFound')) continue;
      wrong.push(
        info.source && error instanceof StatusFail ? new StatusFail(error.status, `deleting "${info.source}"`) : error,
      );
    }
  }
  raise(wrong);
  if (found.length === 0 && args.length > 0) {
    factory.out('No resources found\n');
    return 0;
  }
  if (!wait || dryRun !== 'none') return 0;
  const timeout = flags.durationMs('timeout');
  for (const { info, uid } of gone) await waitUntilGone(factory, info, uid, timeout);
  return 0;
}

async function confirmed(factory: Factory, found: readonly Info[]): Promise<boolean> {
  factory.out('You are about to delete the following');
  factory.out(` ${found.length} resource(s):\n${found.map((i) => `${qualifiedKind(i.mapping)}/${i.name}\n`).join('')}`);
  factory.out('Do you want to continue? (y/N): ');
  const answer = factory.process.terminal
    ? await factory.process.stdin.read(factory.process.signal)
    : await readAll(factory);
  return answer?.trim().toLowerCase() === 'y';
}

const infoOf = (mapping: Mapping, name: string, namespace: string | undefined): Info => ({
  mapping,
  name,
  namespace: mapping.namespaced ? namespace : undefined,
  source: '',
});

export const deleteCommand: Command = {
  name: 'delete',
  use: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)]) [options]',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  long: `Delete resources by file names, stdin, resources and names, or by resources and label selector.

 JSON and YAML are accepted. Only one kind of argument may be given: file names, resources and names, or resources and a label selector.

 Some resources, such as pods, end gracefully: they have a time before they are killed, and --grace-period changes it. With --force and --grace-period=0 the object goes at once, although what it stands for may still run. Dependents follow in the background unless --cascade says otherwise.

 The command waits until what it deleted is gone; --wait=false does not. It does not check resource versions: an update sent at the same time is lost with the object.`,
  examples: `# Delete the pod that pod.json names
kubectl delete -f ./pod.json

# Delete pods and services with the names "baz" and "foo"
kubectl delete pod,service -l name=myLabel

# Delete a pod almost at once
kubectl delete pod foo --now

# Force a pod on a dead node
kubectl delete pod foo --force

# Delete all pods
kubectl delete pods --all`,
  flags: [
    make.bool('all', 'All objects of the given types in the namespace.'),
    flag.allNamespaces('The objects of all namespaces, whatever the context or --namespace says.'),
    flag.cascade,
    flag.dryRun,
    flag.fieldSelector,
    ...filenameFlags('Filename, directory, or URL to files that name what to delete.'),
    flag.force,
    flag.gracePeriod,
    make.bool('ignore-not-found', 'What is already gone counts as deleted. True by default with --all.'),
    make.bool('interactive', 'Ask before deleting.', { short: 'i' }),
    make.bool('now', 'Tell the object to end soon (as --grace-period=1).'),
    make.string('output', "Output mode. Use '-o name' for short output (resource/name).", { short: 'o' }),
    make.string('raw', 'Send a DELETE to this path of the server.'),
    flag.selector,
    flag.timeout,
    make.bool('wait', 'Wait until the object is gone.', { default: 'true' }),
  ],
  run,
};
