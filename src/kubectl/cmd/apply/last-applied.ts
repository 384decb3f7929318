// kubectl apply view-last-applied, set-last-applied and edit-last-applied: the annotation by itself. Models kubectl/pkg/cmd/apply/apply_*_last_applied.go.

import { goJson } from '#apimachinery/go-value.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { toYaml } from '#apimachinery/yaml.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, raise, usageError } from '../../errors.ts';
import { fetchAll, fetchInfos, getObject, type Info, queryOf } from '../../resource/builder.ts';
import { LAST_APPLIED } from '../../resource/last-applied.ts';
import { type DryRun, dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';
import { editObject, formatOf } from '../edit/session.ts';

export const viewLastApplied: Command = {
  name: 'view-last-applied',
  use: 'apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME) [options]',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  long: 'View what was last applied to an object, by name or by file, as YAML (the default) or JSON.',
  examples: '# What was last applied to a deployment\nkubectl apply view-last-applied deployment/nginx',
  flags: [
    make.bool('all', 'All objects of the given types in the namespace.'),
    ...filenameFlags('Filename, directory, or URL to files that name the objects'),
    make.string('output', 'Output format. Must be one of (yaml, json)', { short: 'o', default: "'yaml'" }),
    flag.selector,
  ],
  run: async (factory) => {
    const output = factory.flags.string('output');
    if (output !== 'yaml' && output !== 'json') {
      throw usageError(
        factory.commandPath,
        `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`,
      );
    }
    const { infos, failures } = await fetchInfos(factory, queryOf(factory, factory.args), { latest: true });
    raise(failures);
    for (const { object } of infos) {
      const text = object!.metadata.annotations?.[LAST_APPLIED];
      if (!text) continue;
      const value: unknown = JSON.parse(text);
      factory.out(output === 'json' ? `${JSON.stringify(value, null, 2)}\n` : toYaml(value));
    }
    return 0;
  },
};

/** The annotation alone, patched. */
function annotate(
  factory: Factory,
  { mapping, namespace }: Info,
  name: string,
  text: string,
  { dryRun = 'none', fieldManager }: { readonly dryRun?: DryRun; readonly fieldManager?: string } = {},
): Promise<ApiObject> {
  return ask<ApiObject>(factory, {
    method: 'PATCH',
    path: pathOf(mapping, namespace, name) + query(writeQuery(dryRun, { fieldManager })),
    headers: { accept: 'application/json', 'content-type': 'application/merge-patch+json' },
    body: { metadata: { annotations: { [LAST_APPLIED]: text } } },
  });
}

export const setLastApplied: Command = {
  name: 'set-last-applied',
  use: 'apply set-last-applied -f FILENAME [options]',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  long: 'Set the annotation with what was last applied to what stands in a file, as if the file had been applied, and nothing else of the object.',
  examples: `# As if deploy.yaml had been applied
kubectl apply set-last-applied -f deploy.yaml

# Where the annotation is not there yet
kubectl apply set-last-applied -f deploy.yaml --create-annotation=true`,
  flags: [
    flag.allowMissingTemplateKeys,
    make.bool('create-annotation', 'Make the annotation where the object has none.'),
    flag.dryRun,
    flag.filename('Filename, directory, or URL to files that contain what counts as applied'),
    ...printFlags.filter(({ name }) => name !== 'allow-missing-template-keys'),
  ],
  async run(factory) {
    const dryRun = dryRunOf(factory);
    const report = reporter(factory, dryRun);
    const { infos, failures } = await fetchInfos(factory, queryOf(factory, [], { all: false }));
    raise(failures);
    for (const info of infos) {
      const live = await getObject(factory, info);
      const had = live.metadata.annotations?.[LAST_APPLIED];
      if (had === undefined && !factory.flags.bool('create-annotation'))
        throw new Fail(
          `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
        );
      const text = `${goJson(info.object)}\n`;
      if (had !== undefined && goJson(JSON.parse(had)) === goJson(info.object)) {
        factory.out(`set-last-applied ${info.name}: no changes required.\n`);
        continue;
      }
      const changed = dryRun === 'client' ? info.object! : await annotate(factory, info, info.name, text, { dryRun });
      report({ ...changed, apiVersion: info.object!.apiVersion, kind: info.object!.kind }, 'configured');
    }
    return 0;
  },
};

const INTRO = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`;

export const editLastApplied: Command = {
  name: 'edit-last-applied',
  use: 'apply edit-last-applied (RESOURCE/NAME | -f FILENAME) [options]',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  long: "Edit what was last applied to an object in the default editor: the one that KUBE_EDITOR or EDITOR names, or 'vi'. Only the annotation is changed.",
  examples: `# What was last applied to a deployment, as YAML
kubectl apply edit-last-applied deployment/nginx

# As JSON
kubectl apply edit-last-applied -f deploy.yaml -o json`,
  flags: [
    ...printFlags,
    flag.fieldManager('kubectl-client-side-apply'),
    ...filenameFlags('Filename, directory, or URL to files that name what to edit'),
    flag.validate,
    make.bool('windows-line-endings', 'Edit with Windows line endings.'),
  ],
  async run(factory) {
    formatOf(factory);
    const infos = await fetchAll(factory, queryOf(factory, factory.args), { latest: true });
    for (const info of infos) {
      const { mapping } = info;
      const text = info.object!.metadata.annotations?.[LAST_APPLIED];
      if (text === undefined)
        throw new Fail(
          'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
        );
      await editObject(factory, {
        original: JSON.parse(text) as ApiObject,
        what: `${mapping.resource}${mapping.group ? `.${mapping.group}` : ''} "${info.name}"`,
        intro: INTRO,
        async save(edited) {
          const fieldManager = factory.flags.string('field-manager');
          const changed = await annotate(factory, info, edited.metadata.name, `${goJson(edited)}\n`, { fieldManager });
          reporter(factory)({ ...changed, apiVersion: edited.apiVersion, kind: edited.kind }, 'edited');
        },
      });
    }
    return 0;
  },
};
