// kubectl apply. Models kubectl/pkg/cmd/apply.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { groupVersionOf, pathOf } from '../../discovery.ts';
import { Fail, isReason, raise, StatusFail, usageError } from '../../errors.ts';
import { fetchInfos, getObject, type Info, queryOf } from '../../resource/builder.ts';
import { judging } from '../../resource/judged.ts';
import { LAST_APPLIED, withLastApplied } from '../../resource/last-applied.ts';
import { hasGoTypes } from '../../resource/merge-keys.ts';
import { type DryRun, dryRunOf, type Reporter, reporter, writeQuery } from '../../resource/output.ts';
import { recorded, recordFlag } from '../../resource/record.ts';
import { threeWayPatch } from '../../resource/three-way.ts';
import { checkDocument, fieldValidation } from '../../resource/validate.ts';
import { waitUntilGone } from '../../resource/wait-gone.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';
import { cascadeOf, deleteOne } from '../delete/delete.ts';
import { seldomVerbs } from '../seldom.ts';
import { editLastApplied, setLastApplied, viewLastApplied } from './last-applied.ts';
import { DEFAULT_MANAGER, migrate } from './migration.ts';

interface How {
  readonly dryRun: DryRun;
  readonly manager: string;
  readonly validation: string;
  readonly report: Reporter;
}

const STRATEGIC = 'application/strategic-merge-patch+json';
const MERGE = 'application/merge-patch+json';

async function serverSide(factory: Factory, info: Info, how: How): Promise<void> {
  const force = factory.flags.bool('force-conflicts');
  const path = pathOf(info.mapping, info.namespace, info.name);
  const send = (): Promise<ApiObject> =>
    ask<ApiObject>(factory, {
      method: 'PATCH',
      path:
        path +
        query(
          writeQuery(how.dryRun, { fieldManager: how.manager, fieldValidation: how.validation, force: String(force) }),
        ),
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: info.object,
    });
  try {
    const first = await send();
    // What is no longer named can go only now. Source: warningMigrationReapplyFailed.
    const applied = (await migrate(factory, info, first, how))
      ? await send().catch((error: unknown) => {
          if (!(error instanceof Fail)) throw error;
          factory.err(
            `Warning: failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${error.message}\n`,
          );
          return first;
        })
      : first;
    warnIfDeleting(factory, applied);
    how.report({ ...applied, apiVersion: info.object!.apiVersion, kind: info.mapping.kind }, 'serverside-applied');
  } catch (error) {
    if (!(error instanceof StatusFail) || error.status.reason !== 'Conflict') throw error;
    throw new Fail(
      `${error.message}
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`,
      1,
      error,
    );
  }
}

const sourced = (error: unknown, verb: string, source: string): unknown =>
  error instanceof StatusFail ? new StatusFail(error.status, `${verb} "${source}"`) : error;

async function createIt(factory: Factory, info: Info, how: How): Promise<void> {
  const object = withLastApplied(info.object!);
  if (how.dryRun === 'client') return how.report(object, 'created');
  try {
    const made = await ask<ApiObject>(factory, {
      method: 'POST',
      path:
        pathOf(info.mapping, info.namespace) +
        query(writeQuery(how.dryRun, { fieldManager: how.manager, fieldValidation: how.validation })),
      headers: { accept: 'application/json' },
      body: object,
    });
    how.report({ ...made, apiVersion: object.apiVersion, kind: object.kind }, 'created');
  } catch (error) {
    throw sourced(error, 'creating', info.source);
  }
}

function originalOf(live: ApiObject): unknown {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  if (!text) return {};
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Source: WarnIfDeleting. */
function warnIfDeleting(factory: Factory, { metadata }: ApiObject): void {
  if (metadata.deletionTimestamp === undefined) return;
  factory.err(`Warning: Detected changes to resource ${metadata.name} which is currently being deleted.\n`);
}

/** The patch that `apply` sends, without what must never be patched. */
export function applyPatchFor(object: ApiObject, live: ApiObject, strategic: boolean): Record<string, unknown> {
  const modified = withLastApplied(object);
  return threeWayPatch(originalOf(live), modified, live, { kind: object.kind, strategic });
}

async function clientSide(factory: Factory, info: Info, how: How): Promise<void> {
  const { mapping, namespace, name, source } = info;
  const object = info.object!;
  const describe = (verb: string): string =>
    `error when ${verb}:\nResource: "${groupVersionOf(mapping).includes('/') ? groupVersionOf(mapping) : `/${mapping.version}`}, Resource=${mapping.resource}", GroupVersionKind: "${mapping.group}/${mapping.version}, Kind=${mapping.kind}"\nName: "${name}", Namespace: "${namespace ?? ''}"`;
  if (!name && object.metadata.generateName)
    throw new Fail(`from ${object.metadata.generateName}: cannot use generate name with apply`);
  if (!name)
    throw new Fail(
      `${describe('retrieving current configuration of')}\nfrom server for: "${source}": resource name may not be empty`,
    );
  let live: ApiObject;
  try {
    live = { ...(await getObject(factory, info)), apiVersion: object.apiVersion, kind: object.kind };
  } catch (error) {
    if (isReason(error, 'NotFound')) return createIt(factory, info, how);
    if (error instanceof StatusFail) {
      throw new StatusFail({
        ...error.status,
        message: `${describe('retrieving current configuration of')}\nfrom server for: "${source}": ${error.message}`,
      });
    }
    throw error;
  }
  // Models applyOneObject: without the server the live object is what is printed, and no patch is made.
  if (how.dryRun === 'client') return how.report(live, 'configured');
  if (!live.metadata.annotations?.[LAST_APPLIED]) {
    factory.err(
      `Warning: resource ${mapping.resource}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  }
  const strategic = hasGoTypes(mapping.group);
  const patch = applyPatchFor(object, live, strategic);
  if (Object.keys(patch).length === 0) {
    warnIfDeleting(factory, live);
    return how.report(live, 'unchanged');
  }
  const path = pathOf(mapping, namespace, name);
  try {
    const patched = await ask<ApiObject>(factory, {
      method: 'PATCH',
      path: path + query(writeQuery(how.dryRun, { fieldManager: how.manager, fieldValidation: how.validation })),
      headers: { accept: 'application/json', 'content-type': strategic ? STRATEGIC : MERGE },
      body: patch,
    });
    warnIfDeleting(factory, patched);
    how.report({ ...patched, apiVersion: object.apiVersion, kind: object.kind }, 'configured');
  } catch (error) {
    if (
      factory.flags.bool('force') &&
      (isReason(error, 'Conflict') || isReason(error, 'Invalid')) &&
      how.dryRun === 'none'
    ) {
      const deletion = {
        dryRun: how.dryRun,
        policy: cascadeOf(factory),
        graceSeconds: 0,
        force: true,
        quiet: true,
        output: '',
      } as const;
      const uid = await deleteOne(factory, info, deletion);
      await waitUntilGone(factory, info, uid, factory.flags.durationMs('timeout'));
      return createIt(factory, info, { ...how, report: (o) => how.report(o, 'configured') });
    }
    if (!(error instanceof StatusFail)) throw error;
    if (isReason(error, 'Invalid')) throw error;
    throw new StatusFail({
      ...error.status,
      message: `error when applying patch:\n${JSON.stringify(patch)}\nto:\n${describe('x').split('\n').slice(1).join('\n')}\nfor: "${source}": ${sourcedMessage(error, source)}`,
    });
  }
}

const sourcedMessage = (error: StatusFail, source: string): string =>
  new StatusFail(error.status, `patching "${source}"`).message;

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  const dryRun = dryRunOf(factory);
  const onServer = flags.bool('server-side');
  if (args.length > 0) throw usageError(factory.commandPath, `Unexpected args: [${args.join(' ')}]`);
  if (flags.list('filename').length === 0 && !flags.string('kustomize'))
    throw new Fail('must specify one of -f and -k');
  if (flags.bool('force') && onServer) throw new Fail('--force cannot be used with --server-side');
  if (flags.bool('force-conflicts') && !onServer) throw new Fail('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && onServer) {
    throw new Fail("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  }
  if (flags.bool('prune')) {
    if (!flags.bool('all') && !flags.string('selector')) {
      throw new Fail(
        'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
      );
    }
  }
  if (flags.bool('all') && flags.string('selector')) throw new Fail('cannot set --all and --selector at the same time');
  cascadeOf(factory);
  const validation = fieldValidation(factory);
  const manager = flags.changed('field-manager')
    ? flags.string('field-manager') || 'kubectl-client-side-apply'
    : onServer
      ? DEFAULT_MANAGER
      : 'kubectl-client-side-apply';
  const how: How = { dryRun, manager, validation, report: reporter(factory, dryRun) };
  const { infos, failures } = await fetchInfos(
    factory,
    queryOf(factory, [], validation === 'Ignore' ? { all: false } : { all: false, check: checkDocument }),
  );
  if (infos.length === 0 && failures.length === 0) throw new Fail('no objects passed to apply');
  const pruning = flags.bool('prune') ? await seldomVerbs.load() : undefined;
  const prunable = pruning ? await pruning.prunableKinds(factory) : [];
  const visited = new Set<string>();
  const wrong: Fail[] = [...failures];
  const lists = flags.string('output') !== '' && flags.string('output') !== 'name' && infos.length > 1;
  const printed: ApiObject[] = [];
  const collecting: How = {
    ...how,
    report: (object, operation) => {
      if (object.metadata.uid) visited.add(object.metadata.uid);
      if (lists) printed.push(object);
      else how.report(object, operation);
    },
  };
  for (const read of infos) {
    const info = read.object ? { ...read, object: recorded(factory, read.object) } : read;
    try {
      await (onServer ? serverSide(factory, info, collecting) : clientSide(factory, info, collecting));
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error.at(info.inFile));
    }
  }
  if (lists && printed.length > 0) {
    const list = { apiVersion: 'v1', items: printed, kind: 'List', metadata: {} };
    reporter(factory, dryRun, { typed: true })(list as unknown as ApiObject, '');
  }
  if (pruning && wrong.length === 0) {
    const namespaces = new Set(infos.flatMap((info) => info.namespace ?? []));
    for (const { mapping, namespace, object } of await pruning.findPrunable(factory, prunable, visited, namespaces)) {
      const grace = flags.int('grace-period');
      if (dryRun !== 'client')
        await ask(factory, {
          method: 'DELETE',
          path: pathOf(mapping, namespace, object.metadata.name),
          body: {
            ...(grace >= 0 && { gracePeriodSeconds: grace }),
            propagationPolicy: cascadeOf(factory),
            ...(dryRun === 'server' && { dryRun: ['All'] }),
          },
        });
      how.report(object, 'pruned');
    }
  }
  raise(wrong);
  return 0;
}

export const apply: Command = {
  name: 'apply',
  use: 'apply (-f FILENAME | -k DIRECTORY) [options]',
  short: 'Apply a configuration to a resource by file name or stdin',
  long: `Apply a configuration to a resource by file name or stdin. The resource must be named in it; it is created if it is not there yet. To use 'apply' later, always create the resource with 'apply' or 'create --save-config'.

 JSON and YAML formats are accepted.`,
  examples: `# Apply what pod.json describes
kubectl apply -f ./pod.json

# Apply what stands on stdin
cat pod.json | kubectl apply -f -

# Every .json, .yaml and .yml file of a folder
kubectl apply -f ./manifests`,
  flags: [
    make.bool('all', 'All objects of the given types in the namespace.'),
    ...printFlags,
    recordFlag,
    flag.cascade,
    flag.dryRun,
    flag.fieldManager('kubectl-client-side-apply'),
    ...filenameFlags('The files that contain the configurations to apply.'),
    flag.force,
    make.bool('force-conflicts', 'Apply although another manager owns a field. Only with --server-side.'),
    flag.gracePeriod,
    make.bool('openapi-patch', "Use the server's OpenAPI to work out the patch.", { default: 'true' }),
    make.bool('overwrite', 'Resolve conflicts with the live object by what was applied.', { default: 'true' }),
    make.bool('prune', 'Delete objects that were applied before and are not among these any more.'),
    make.stringArray('prune-allowlist', 'Types that --prune may delete, as <group/version/kind>'),
    flag.selector,
    make.bool('server-side', 'Let the server apply the configuration.'),
    flag.subresource,
    flag.timeout,
    flag.validate,
    make.bool('wait', 'Wait until what is deleted is gone.'),
  ],
  subcommands: [editLastApplied, setLastApplied, viewLastApplied],
  run: judging(run),
};
