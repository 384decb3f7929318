// kubectl edit. Models kubectl/pkg/cmd/util/editor.

import { goJson } from '#apimachinery/go-value.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, Verbatim } from '../../errors.ts';
import { withoutManagedFields } from '../../print/printer.ts';
import { fetchAll, type Info, queryOf } from '../../resource/builder.ts';
import { hasGoTypes } from '../../resource/merge-keys.ts';
import { reporter } from '../../resource/output.ts';
import { recorded, recordFlag } from '../../resource/record.ts';
import { twoWayPatch } from '../../resource/three-way.ts';
import { fieldValidation } from '../../resource/validate.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';
import { editObject, formatOf } from './session.ts';

async function editOne(factory: Factory, info: Info): Promise<void> {
  const { flags } = factory;
  const { mapping, namespace, name } = info;
  const original = withoutManagedFields(info.object) as ApiObject;
  const what = `${mapping.resource}${mapping.group ? `.${mapping.group}` : ''} "${name}"`;
  await editObject(factory, {
    original,
    what,
    reopens: true,
    refuse: (edited) =>
      edited?.metadata?.name === name && edited.kind === original.kind && edited.apiVersion === original.apiVersion
        ? undefined
        : new Fail('At least one of apiVersion, kind and name was changed'),
    async save(changed) {
      const edited = recorded(factory, changed);
      const strategic = hasGoTypes(mapping.group);
      const patch = twoWayPatch(original, edited, { kind: mapping.kind, strategic });
      if (flags.bool('output-patch')) factory.out(`Patch: ${goJson(patch)}\n`);
      const patched = await ask<ApiObject>(factory, {
        method: 'PATCH',
        path:
          pathOf(mapping, namespace, name, flags.string('subresource') || undefined) +
          query({ fieldManager: flags.string('field-manager'), fieldValidation: fieldValidation(factory) }),
        headers: {
          accept: 'application/json',
          'content-type': `application/${strategic ? 'strategic-merge' : 'merge'}-patch+json`,
        },
        body: patch,
      });
      reporter(factory)({ ...patched, apiVersion: original.apiVersion, kind: original.kind }, 'edited');
    },
    refused: (error, path) =>
      new Verbatim(
        error.status.reason === 'NotFound'
          ? `error: ${what} could not be found on the server\nThe edits you made on deleted resources have been saved to ${JSON.stringify(path)}`
          : `error: ${what} could not be patched: ${error.message}\nYou can run \`kubectl replace -f ${path}\` to try this update again.`,
      ),
  });
}

async function run(factory: Factory): Promise<number> {
  formatOf(factory);
  const infos = await fetchAll(factory, queryOf(factory, factory.args, { all: true }), { latest: true });
  if (infos.length === 0) throw new Fail('edit cancelled, no objects found');
  for (const info of infos) await editOne(factory, info);
  return 0;
}

export const edit: Command = {
  name: 'edit',
  use: 'edit (RESOURCE/NAME | -f FILENAME) [options]',
  short: 'Edit a resource on the server',
  long: `Edit a resource from the default editor.

 The editor is the one named by KUBE_EDITOR or EDITOR, or 'vi'. What you save is sent to the server as a patch; if it refuses, the editor opens again with its reasons.

 The default format is YAML; "-o json" edits JSON.`,
  examples: `# Edit the service named "registry"
kubectl edit svc/registry

# As JSON
kubectl edit svc/registry -o json`,
  flags: [
    ...printFlags,
    recordFlag,
    flag.fieldManager('kubectl-edit'),
    ...filenameFlags('Filename, directory, or URL to files that name what to edit'),
    make.bool('output-patch', 'Show the patch when something was edited.'),
    flag.saveConfig,
    flag.subresource,
    flag.validate,
    make.bool('windows-line-endings', 'Edit with Windows line endings.'),
  ],
  run,
};
