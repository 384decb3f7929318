// kubectl replace. Models kubectl/pkg/cmd/replace.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, isReason, raise, StatusFail } from '../../errors.ts';
import { absolute } from '../../kubeconfig.ts';
import { fetchInfos, getObject, queryOf } from '../../resource/builder.ts';
import { readAll } from '../../resource/files.ts';
import { judging } from '../../resource/judged.ts';
import { LAST_APPLIED, withLastApplied } from '../../resource/last-applied.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { checkDocument, fieldValidation } from '../../resource/validate.ts';
import { waitUntilGone } from '../../resource/wait-gone.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';
import { cascadeOf, deleteOne } from '../delete/delete.ts';

/** The file goes as it is. Models cli-runtime rawhttp.RawPut. */
async function putRaw(factory: Factory, path: string): Promise<number> {
  const { flags, process } = factory;
  const [file = '', ...more] = flags.list('filename');
  if (file === '' || more.length > 0) throw new Fail('--raw can only use a single local file or stdin');
  if (/^https?:\/\//.test(file)) throw new Fail('--raw cannot read from a url');
  if (flags.bool('recursive')) throw new Fail('--raw and --recursive are mutually exclusive');
  if (flags.string('output')) throw new Fail('--raw and --output are mutually exclusive');
  if (!path.startsWith('/')) throw new Fail(`--raw must be a valid URL path: parse "${path}": invalid URI for request`);
  const body = file === '-' ? await readAll(factory) : process.files.read(absolute(process, file));
  if (body === undefined) throw new Fail(`open ${file}: no such file or directory`);
  const answer = await ask(factory, { method: 'PUT', path, body });
  factory.out(typeof answer === 'string' ? answer : `${JSON.stringify(answer)}\n`);
  return 0;
}

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  const dryRun = dryRunOf(factory);
  const report = reporter(factory, dryRun);
  const validation = fieldValidation(factory);
  const raw = flags.string('raw');
  if (flags.list('filename').length === 0 && !flags.string('kustomize'))
    throw new Fail('must specify one of -f and -k');
  if (raw) return putRaw(factory, raw);
  const force = flags.bool('force');
  if (flags.int('grace-period') >= 0 && !force) throw new Fail('--grace-period must have --force specified');
  if (flags.durationMs('timeout') !== 0 && !force) throw new Fail('--timeout must have --force specified');
  const { infos, failures } = await fetchInfos(
    factory,
    queryOf(factory, args, validation === 'Ignore' ? {} : { check: checkDocument }),
  );
  const wrong: Fail[] = [...failures];
  if (force && dryRun === 'none') {
    // What of nought is deleted with one second, and waited for. Source: replace.go, which keeps data from being lost by accident.
    const grace = flags.int('grace-period') === 0 ? 1 : flags.int('grace-period');
    for (const info of infos) {
      try {
        const how = {
          dryRun,
          policy: cascadeOf(factory),
          graceSeconds: grace >= 0 ? grace : undefined,
          force: false,
          quiet: false,
          output: flags.string('output') === 'name' ? 'name' : '',
        };
        const uid = await deleteOne(factory, info, how);
        await waitUntilGone(factory, info, uid, flags.durationMs('timeout'));
      } catch (error) {
        if (!isReason(error, 'NotFound')) throw error;
      }
    }
  }
  for (const info of infos) {
    try {
      const { mapping, namespace, name } = info;
      let object: ApiObject = info.object!;
      if (flags.bool('save-config') || object.metadata.annotations?.[LAST_APPLIED]) object = withLastApplied(object);
      if (dryRun === 'client') {
        report(object, 'replaced');
        continue;
      }
      const tail = query(
        writeQuery(dryRun, { fieldManager: flags.string('field-manager'), fieldValidation: validation }),
      );
      if (force) {
        // What is made anew has no version yet.
        const { resourceVersion: _, ...metadata } = object.metadata;
        object = { ...object, metadata: metadata as ApiObject['metadata'] };
      } else {
        if (!name) throw new Fail('resource name may not be empty');
        const live = await getObject(factory, info);
        object = {
          ...object,
          metadata: {
            ...object.metadata,
            resourceVersion: object.metadata.resourceVersion ?? live.metadata.resourceVersion ?? '',
          },
        };
      }
      const after = await ask<ApiObject>(factory, {
        method: force ? 'POST' : 'PUT',
        path: pathOf(mapping, namespace, force ? undefined : name, flags.string('subresource') || undefined) + tail,
        headers: { accept: 'application/json' },
        body: object,
      });
      report({ ...after, apiVersion: object.apiVersion, kind: object.kind }, 'replaced');
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      const told = error instanceof StatusFail ? new StatusFail(error.status, `replacing "${info.source}"`) : error;
      wrong.push(told.at(info.inFile));
    }
  }
  raise(wrong);
  if (infos.length === 0) throw new Fail('no objects passed to replace');
  return 0;
}

export const replace: Command = {
  name: 'replace',
  use: 'replace -f FILENAME [options]',
  short: 'Replace a resource by file name or stdin',
  long: 'Replace a resource by file name or stdin.\n\n JSON and YAML formats are accepted. The complete resource must be given.',
  examples: `# Replace a pod with what pod.json says
kubectl replace -f ./pod.json

# Delete it, and create it anew
kubectl replace --force -f ./pod.json`,
  flags: [
    ...printFlags,
    flag.cascade,
    flag.dryRun,
    flag.fieldManager('kubectl-replace'),
    ...filenameFlags('The files that contain the replacements.'),
    flag.force,
    flag.gracePeriod,
    make.string('raw', 'Send the file to this path of the server with PUT.'),
    flag.saveConfig,
    flag.subresource,
    flag.timeout,
    flag.validate,
    make.bool('wait', 'Wait until what is deleted is gone.'),
  ],
  run: judging(run),
};
