// Compares what is live with what would be applied. Models kubectl/pkg/cmd/diff.

import type { ApiObject } from '#apimachinery/meta.ts';
import { toYaml } from '#apimachinery/yaml.ts';
import { ask, klog, query } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { type Mapping, pathOf } from '../../discovery.ts';
import { Fail, isReason, raise, usageError } from '../../errors.ts';
import { runProgram } from '../../external.ts';
import { withoutManagedFields } from '../../print/printer.ts';
import { fetchInfos, getObject, type Info, queryOf } from '../../resource/builder.ts';
import { judging } from '../../resource/judged.ts';
import { LAST_APPLIED } from '../../resource/last-applied.ts';
import { hasGoTypes } from '../../resource/merge-keys.ts';
import { threeWayPatch } from '../../resource/three-way.ts';
import { findPrunable, prunableKinds } from '../apply/prune.ts';
import type { Compared } from './compared.ts';

interface How {
  readonly manager: string;
  readonly serverSide: boolean;
  readonly force: boolean;
}

/** How often another try follows a conflict; the last one goes without the lock. Source: diff.go maxRetries. */
const MOST_TRIES = 4;

function appliedBefore(live: ApiObject): unknown {
  try {
    return JSON.parse(live.metadata.annotations?.[LAST_APPLIED] ?? '{}') as unknown;
  } catch {
    return {};
  }
}

/** As the server would make it. Nothing is kept there. */
async function merged(
  factory: Factory,
  info: Info,
  live: ApiObject | undefined,
  how: How,
  locked: boolean,
): Promise<ApiObject> {
  const { mapping, namespace, name } = info;
  const object = info.object!;
  const fieldManager = how.manager;
  if (how.serverSide) {
    return ask<ApiObject>(factory, {
      method: 'PATCH',
      path:
        pathOf(mapping, namespace, name) + query({ dryRun: 'All', fieldManager, force: how.force ? 'true' : 'false' }),
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: object,
    });
  }
  if (!live) {
    const path = pathOf(mapping, namespace) + query({ dryRun: 'All', fieldManager });
    return ask<ApiObject>(factory, { method: 'POST', path, body: object });
  }
  const strategic = hasGoTypes(mapping.group);
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
  const modified = { ...object, metadata: { ...object.metadata, annotations } };
  const patch = threeWayPatch(appliedBefore(live), modified, live, { kind: object.kind, strategic });
  if (Object.keys(patch).length === 0) return live;
  if (locked) {
    const { resourceVersion } = live.metadata;
    patch.metadata = { ...(patch.metadata as object | undefined), resourceVersion };
  }
  return ask<ApiObject>(factory, {
    method: 'PATCH',
    path: pathOf(mapping, namespace, name) + query({ dryRun: 'All', fieldManager }),
    headers: {
      accept: 'application/json',
      'content-type': `application/${strategic ? 'strategic-merge' : 'merge'}-patch+json`,
    },
    body: patch,
  });
}

type Secret = ApiObject & { data?: Record<string, string> };

/** A Secret's values are never shown, but that they differ is. Models diff.go Masker. */
function masked(live: Secret | undefined, next: Secret): [Secret | undefined, Secret] {
  const [from, to] = [live?.data, next.data];
  const cover = (data: typeof from, other: typeof from, changed: string): typeof from =>
    data &&
    Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        other && key in other && other[key] !== value ? changed : '***',
      ]),
    );
  const show = (secret: Secret, data: typeof from): Secret => (data ? { ...secret, data } : secret);
  return [live && show(live, cover(from, to, '*** (before)')), show(next, cover(to, from, '*** (after)'))];
}

const fileOf = (mapping: Mapping, namespace: string | undefined, name: string): string =>
  `${mapping.group ? `${mapping.group}.` : ''}${mapping.version}.${mapping.kind}.${namespace ?? ''}.${name}`;

/** `seen` gets the uid of what is live. */
async function compare(factory: Factory, info: Info, how: How, seen: Set<string>): Promise<Compared> {
  const { mapping, namespace, name } = info;
  for (let tries = 1; ; tries++) {
    let live: ApiObject | undefined;
    try {
      live = await getObject<ApiObject>(factory, info);
      if (live.metadata.uid) seen.add(live.metadata.uid);
    } catch (error) {
      if (!isReason(error, 'NotFound')) throw error;
    }
    const locked = tries < MOST_TRIES;
    if (!locked) {
      const kind = `${mapping.group ? `${mapping.group}/` : ''}${mapping.version}, Kind=${mapping.kind}`;
      klog(factory, 'W', 'diff.go:723', `Object (${kind}: ${name}) keeps changing, diffing without lock`);
    }
    let next: ApiObject;
    try {
      next = await merged(factory, info, live, how, locked);
    } catch (error) {
      if (isReason(error, 'Conflict') && locked) continue;
      throw error;
    }
    const keep = factory.flags.bool('show-managed-fields');
    let sides: [ApiObject | undefined, ApiObject] = keep
      ? [live, next]
      : [live && (withoutManagedFields(live) as ApiObject), withoutManagedFields(next) as ApiObject];
    const isSecret = mapping.kind === 'Secret' && mapping.group === '';
    if (isSecret) sides = masked(sides[0], sides[1]);
    const file = fileOf(mapping, namespace, name);
    // A Secret that is not there is printed by kubectl as one that is nil.
    return { name: file, live: sides[0] ? toYaml(sides[0]) : isSecret ? 'null\n' : '', merged: toYaml(sides[1]) };
  }
}

/** Puts the pairs into two folders of their own, has them compared, and takes them away again. */
async function differ(factory: Factory, pairs: readonly Compared[]): Promise<number> {
  const { files, env, host } = factory.process;
  const parent = (env.TMPDIR || '/tmp').replace(/\/$/, '');
  const folder = (name: string): string => `${parent}/${name}-${Math.floor(host.random() * 4294967296)}`;
  const [live, next] = [folder('LIVE'), folder('MERGED')];
  for (const path of [live, next]) {
    const errno = files.mkdir(path, { recursive: true });
    if (errno)
      throw new Fail(`mkdir ${path}: ${errno === 'ENOENT' ? 'no such file or directory' : 'permission denied'}`);
  }
  try {
    for (const pair of pairs) {
      files.write(`${live}/${pair.name}`, pair.live);
      if (pair.merged !== undefined) files.write(`${next}/${pair.name}`, pair.merged);
    }
    const [program = 'diff', ...args] = programOf(env.KUBECTL_EXTERNAL_DIFF);
    const ended = await runProgram(factory, [program, ...args, live, next]);
    if (!ended) throw new Fail(`failed to run ${JSON.stringify(program)}: executable file not found in $PATH`);
    if (ended.code > 1) throw new Fail(`failed to run ${JSON.stringify(program)}: exit status ${ended.code}`);
    return ended.code;
  } finally {
    for (const path of [live, next]) files.remove(path, { recursive: true });
  }
}

function programOf(external: string | undefined): string[] {
  const words = (external ?? '').split(' ').filter((word) => word !== '');
  if (words.length === 0) return ['diff', '-u', '-N'];
  return [words[0]!, ...words.slice(1).filter((word) => /^[a-zA-Z0-9-=]+$/.test(word))];
}

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  if (args.length > 0) throw usageError(factory.commandPath, `Unexpected args: [${args.join(' ')}]`);
  if (flags.list('filename').length === 0 && !flags.string('kustomize'))
    throw new Fail('must specify one of -f and -k');
  const serverSide = flags.bool('server-side');
  const force = flags.bool('force-conflicts');
  if (force && !serverSide) throw new Fail('--force-conflicts only works with --server-side');
  const manager = serverSide && !flags.changed('field-manager') ? 'kubectl' : flags.string('field-manager');
  const { infos, failures } = await fetchInfos(factory, queryOf(factory, []));
  const pairs: Compared[] = [];
  const seen = new Set<string>();
  for (const info of infos) {
    try {
      pairs.push(await compare(factory, info, { manager, serverSide, force }, seen));
    } catch (error) {
      throw error instanceof Fail ? error.at(info.inFile) : error;
    }
  }
  raise(failures);
  if (flags.bool('prune')) {
    const kinds = await prunableKinds(factory);
    const namespaces = new Set(infos.flatMap((info) => info.namespace ?? []));
    for (const { mapping, namespace, object } of await findPrunable(factory, kinds, seen, namespaces))
      pairs.push({ name: fileOf(mapping, namespace, object.metadata.name), live: toYaml(object), merged: undefined });
  }
  factory.compared?.(pairs);
  return differ(factory, pairs);
}

const judged = judging(run);

/** Exit code 1 says that there are differences, so a failure is one more. */
export async function runDiff(factory: Factory): Promise<number> {
  try {
    return await judged(factory);
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    factory.err(`${error.text()}\n`);
    return error.exitCode + 1;
  }
}
