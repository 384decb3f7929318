// kubectl create -f, and the head of its subcommands. Models kubectl/pkg/cmd/create.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, raise, StatusFail, usageError } from '../../errors.ts';
import { fetchInfos, type Info, queryOf } from '../../resource/builder.ts';
import { judging } from '../../resource/judged.ts';
import { withLastApplied } from '../../resource/last-applied.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { recorded, recordFlag } from '../../resource/record.ts';
import { checkDocument, fieldValidation } from '../../resource/validate.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';
import { editObject, formatOf } from '../edit/session.ts';
import { clusterrolebinding, rolebinding } from './binding.ts';
import { configmap } from './configmap.ts';
import { cronjob } from './cronjob.ts';
import { deployment } from './deployment.ts';
import { ingress } from './ingress.ts';
import { job } from './job.ts';
import { namespace } from './namespace.ts';
import { poddisruptionbudget } from './poddisruptionbudget.ts';
import { priorityclass } from './priorityclass.ts';
import { quota } from './quota.ts';
import { clusterrole, role } from './role.ts';
import { secret } from './secret.ts';
import { service } from './service.ts';
import { serviceaccount } from './serviceaccount.ts';
import { token } from './token.ts';

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  if (args.length > 0) throw usageError(factory.commandPath, `Unexpected args: [${args.join(' ')}]`);
  const filenames = flags.list('filename');
  if (filenames.length === 0 && !flags.string('kustomize')) throw new Fail('must specify one of -f and -k');
  if (flags.bool('edit')) formatOf(factory);
  const raw = flags.string('raw');
  const validation = fieldValidation(factory);
  const dryRun = dryRunOf(factory);
  const report = reporter(factory, dryRun);
  const { infos, failures } = await fetchInfos(
    factory,
    queryOf(factory, [], validation === 'Ignore' ? {} : { check: checkDocument }),
  );
  if (raw && infos[0]) {
    const body = await ask(factory, { method: 'POST', path: raw, body: infos[0].object });
    factory.out(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`);
    return 0;
  }
  const wrong: Fail[] = [...failures];
  const createIt = async (info: Info, asked: ApiObject): Promise<void> => {
    const object = recorded(factory, flags.bool('save-config') ? withLastApplied(asked) : asked);
    if (dryRun === 'client') return report(object, 'created');
    const made = await ask<ApiObject>(factory, {
      method: 'POST',
      path:
        pathOf(info.mapping, info.namespace) +
        query(writeQuery(dryRun, { fieldManager: flags.string('field-manager'), fieldValidation: validation })),
      headers: { accept: 'application/json' },
      body: object,
    });
    report({ ...made, apiVersion: object.apiVersion, kind: object.kind }, 'created');
  };
  for (const info of infos) {
    const isEdited = flags.bool('edit');
    try {
      if (isEdited) {
        const { mapping, name, object } = info;
        const what = `${mapping.resource}${mapping.group ? `.${mapping.group}` : ''} "${name}"`;
        await editObject(factory, { original: object!, what, save: (edited) => createIt(info, edited) });
      } else await createIt(info, info.object!);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      if (isEdited) {
        // Another text than the file's.
        wrong.push(error);
        continue;
      }
      const told = error instanceof StatusFail ? new StatusFail(error.status, `creating "${info.source}"`) : error;
      wrong.push(told.at(info.inFile));
    }
  }
  raise(wrong);
  if (infos.length === 0) throw new Fail('no objects passed to create');
  return 0;
}

export const create: Command = {
  name: 'create',
  use: 'create -f FILENAME [options]',
  short: 'Create a resource from a file or from stdin',
  long: 'Create a resource from a file or from stdin.\n\n JSON and YAML formats are accepted.',
  examples: `# Create the pod that pod.json describes
kubectl create -f ./pod.json

# Create a pod from what stands on stdin
cat pod.json | kubectl create -f -`,
  flags: [
    ...printFlags,
    recordFlag,
    flag.dryRun,
    make.bool('edit', 'Edit the resource before it is created'),
    flag.fieldManager('kubectl-create'),
    ...filenameFlags('Filename, directory, or URL to files that describe what to create'),
    make.string('raw', 'Send the file to this path of the server with POST.'),
    flag.saveConfig,
    flag.selector,
    flag.validate,
    make.bool('windows-line-endings', 'Edit with Windows line endings.'),
  ],
  subcommands: [
    clusterrole,
    clusterrolebinding,
    configmap,
    cronjob,
    deployment,
    ingress,
    job,
    namespace,
    poddisruptionbudget,
    priorityclass,
    quota,
    role,
    rolebinding,
    secret,
    service,
    serviceaccount,
    token,
  ],
  run: judging(run),
};
