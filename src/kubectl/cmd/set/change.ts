// What `kubectl set` changes in objects, and how each is patched. Models kubectl/pkg/cmd/set/helper.go and polymorphichelpers UpdatePodSpecForObject.

import type { Container, PodSpec } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Factory, Flag } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, raise, StatusFail } from '../../errors.ts';
import { fetchInfos, type Info, queryOf } from '../../resource/builder.ts';
import { dryRunOf, nameOf, reporter, writeQuery } from '../../resource/output.ts';
import { recorded } from '../../resource/record.ts';
import { twoWayPatch } from '../../resource/three-way.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';

/** The pod spec inside `object`, wherever its kind keeps it. */
export function podSpecOf({ mapping }: Info, changed: ApiObject): PodSpec {
  const { kind, spec } = changed as ApiObject & {
    spec?: { template?: { spec?: PodSpec }; jobTemplate?: { spec?: { template?: { spec?: PodSpec } } } };
  };
  const found = kind === 'Pod' ? (spec as PodSpec) : (spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec);
  if (found) return found;
  throw new Unchanged(`the object is not a pod or does not have a pod template: *${mapping.version}.${mapping.kind}`);
}

/** Containers by name; `*` stands for any letters. Source: selectContainers. */
export function containersOf(spec: PodSpec, pattern: string): readonly Container[] {
  const wanted = new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
  return spec.containers.filter(({ name }) => wanted.test(name));
}

/** An object that cannot be changed: told with its name before it. Source: CalculatePatches, resource.Info.ObjectName. */
export class Unchanged extends Fail {}

export interface Change {
  /** `image updated`: what is printed behind the name. */
  readonly operation: string;
  /** What stands before the server's words when it refuses. Default: its refusal as it is. */
  readonly refused?: string;
  /** An object that stays as it is is patched and told all the same. Default false. */
  readonly always?: boolean;
  /** It takes --record. Default false. */
  readonly records?: boolean;
  /** Changes the copy that it is given. Throws `Unchanged`, or a `Fail` whose words stand alone. */
  apply(copy: ApiObject, info: Info): void | Promise<void>;
}

/** Patches each object; what went wrong with some is thrown when all were tried. */
export async function changeEach(
  factory: Factory,
  infos: readonly Info[],
  failures: readonly Fail[],
  change: Change,
): Promise<void> {
  const { flags } = factory;
  const dryRun = dryRunOf(factory);
  const report = reporter(factory, dryRun, { typed: true });
  const local = flags.bool('local');
  const wrong: Fail[] = [...failures];
  for (const info of infos) {
    const { mapping, namespace, name, object } = info;
    try {
      const changed = structuredClone(object!);
      await change.apply(changed, info);
      const caused = change.records ? recorded(factory, changed) : changed;
      const patch = twoWayPatch(object, caused, { kind: mapping.kind, strategic: true });
      if (Object.keys(patch).length === 0 && !change.always && !local && dryRun !== 'client') continue;
      if (local || dryRun === 'client') {
        report(caused, change.operation);
        continue;
      }
      const after = await ask<ApiObject>(factory, {
        method: 'PATCH',
        path:
          pathOf(mapping, namespace, name) + query(writeQuery(dryRun, { fieldManager: flags.string('field-manager') })),
        headers: { accept: 'application/json', 'content-type': 'application/strategic-merge-patch+json' },
        body: patch,
      });
      report({ ...after, apiVersion: object!.apiVersion, kind: object!.kind }, change.operation);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      const named = local ? nameOf(object!) : `${mapping.resource}/${name}`;
      if (error instanceof Unchanged) wrong.push(new Fail(`${named} ${error.message}`));
      else if (error instanceof StatusFail && change.refused)
        wrong.push(new Fail(`${change.refused} ${error.message}`));
      else wrong.push(error);
    }
  }
  raise(wrong);
}

/** The objects that a command names; with --local only files count. Source: Complete of set resources and set subject. */
export async function namedInfos(factory: Factory): Promise<readonly Info[]> {
  const { flags, args } = factory;
  const local = flags.bool('local');
  if (local && args.length > 0) throw new Fail(LOCAL_RESOURCE);
  const { infos, failures } = await fetchInfos(factory, { ...queryOf(factory, args), local }, { latest: !local });
  raise(failures);
  checkCombination(factory);
  if (flags.bool('all') && flags.string('selector')) throw new Fail('cannot set --all and --selector at the same time');
  return infos;
}

/** Source: resource.LocalResourceError. */
export const LOCAL_RESOURCE =
  "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'";

/** What all of `kubectl set` take, but the selector. */
export const setFlags: readonly Flag[] = [
  make.bool('all', 'All objects of the given types in the namespace.'),
  ...printFlags,
  flag.dryRun,
  flag.fieldManager('kubectl-set'),
  ...filenameFlags('Filename, directory, or URL to files that name what to change'),
  make.bool('local', 'Change the content of the file, and send nothing.'),
];

/** Source: the checks that stand at the head of each Validate. */
export function checkCombination(factory: Factory): void {
  const { flags } = factory;
  if (flags.bool('local') && flags.string('dry-run') === 'server')
    throw new Fail('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
}
