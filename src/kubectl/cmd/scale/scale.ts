// kubectl scale. Models kubectl/pkg/cmd/scale.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, raise, StatusFail } from '../../errors.ts';
import { fetchInfos, queryOf } from '../../resource/builder.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { recordAfter, recordFlag } from '../../resource/record.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  if (!flags.changed('replicas')) throw new Fail('required flag(s) "replicas" not set');
  const replicas = flags.int('replicas');
  const dryRun = dryRunOf(factory);
  const report = reporter(factory, dryRun);
  if (replicas < 0)
    throw new Fail('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  if (flags.bool('all') && flags.string('selector')) throw new Fail('cannot set --all and --selector at the same time');
  const { infos, failures, single } = await fetchInfos(factory, queryOf(factory, args), { latest: true });
  if (infos.length === 0) {
    const [first] = failures;
    if (failures.length > 0 && !(first instanceof StatusFail)) throw first;
    throw new Fail(
      `no objects passed to scale${failures.length > 0 ? ` ${failures.map((f) => f.message).join(', ')}` : ''}`,
    );
  }
  const current = flags.int('current-replicas');
  const version = flags.string('resource-version');
  if (version && !single) throw new Fail('cannot use --resource-version with multiple resources');
  const wrong: Fail[] = [...failures];
  for (const info of infos) {
    const { mapping, namespace, name, object } = info;
    try {
      if (dryRun !== 'client') {
        if (current >= 0 || version) {
          const scale = await ask<ApiObject & { spec?: { replicas?: number } }>(factory, {
            method: 'GET',
            path: pathOf(mapping, namespace, name, 'scale'),
          });
          const now = scale.spec?.replicas ?? 0;
          if (current >= 0 && now !== current) throw new Fail(`Expected replicas to be ${current}, was ${now}`);
          const at = scale.metadata.resourceVersion ?? '';
          if (version && at !== version) throw new Fail(`Expected resource version to be ${version}, was ${at}`);
        }
        await ask(factory, {
          method: 'PATCH',
          path: pathOf(mapping, namespace, name, 'scale') + query(writeQuery(dryRun)),
          headers: { accept: 'application/json, */*', 'content-type': 'application/merge-patch+json' },
          body: { spec: { replicas } },
        });
        if (dryRun === 'none') await recordAfter(factory, info);
      }
      report(object!, 'scaled');
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
      // Of what files name, the first that fails is the last that is tried.
      if (flags.changed('filename')) break;
    }
  }
  raise(wrong);
  return 0;
}

export const scale: Command = {
  name: 'scale',
  use: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [options]',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  long: 'Set a new size for a deployment, replica set, replication controller, or stateful set.\n\n With --current-replicas or --resource-version the size changes only if the object is still as expected.',
  examples: `# Three replicas
kubectl scale --replicas=3 deployment/web

# Only if it has two now
kubectl scale --current-replicas=2 --replicas=3 deployment/web`,
  flags: [
    make.bool('all', 'All objects of the given types in the namespace.'),
    ...printFlags,
    recordFlag,
    make.int('current-replicas', -1, 'Only if the current size is this. -1: whatever it is.'),
    flag.dryRun,
    ...filenameFlags('Filename, directory, or URL to files that name what to resize'),
    make.int('replicas', 0, 'The new number of replicas. Required.'),
    make.string('resource-version', 'Only if the object is still at this version.'),
    flag.selector,
    flag.timeout,
  ],
  run,
};
