// kubectl apply view-last-applied, set-last-applied and edit-last-applied: the annotation by itself. Models kubectl/pkg/cmd/apply/apply_*_last_applied.go.

import { goJson } from '#apimachinery/go-value.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { parseYamlDocuments, toYaml } from '#apimachinery/yaml.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, raise, usageError } from '../../errors.ts';
import { fetchAll, fetchInfos, getObject, type Info, queryOf } from '../../resource/builder.ts';
import { LAST_APPLIED } from '../../resource/last-applied.ts';
import { type DryRun, dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { recordFlag } from '../../resource/record.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';
import { editObject, formatOf } from '../edit/session.ts';

/** It is what somebody has written there: mostly JSON. */
function annotationValue(text: string): unknown {
  const read = parseYamlDocuments(text);
  if ('error' in read) throw new Fail(`yaml: ${read.error}`);
  return read.ok[0] ?? null;
}

function shown(text: string, asJson: boolean): string {
  if (!asJson) return toYaml(annotationValue(text));
  try {
    return `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
  } catch {
    const [first] = text.trimStart();
    throw new Fail(
      first ? `invalid character '${first}' looking for beginning of value` : 'unexpected end of JSON input',
    );
  }
}

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
      factory.out(shown(text, output === 'json'));
    }
    return 0;
  },
};

/** A text that is not JSON says nothing that an object could. */
function isSame(text: string, object: ApiObject): boolean {
  try {
    return goJson(JSON.parse(text)) === goJson(object);
  } catch {
    return false;
  }
}

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
    // All are looked at before any is changed.
    const changes: { readonly info: Info; readonly live: ApiObject }[] = [];
    for (const info of infos) {
      const live = await getObject(factory, info);
      const had = live.metadata.annotations?.[LAST_APPLIED];
      if (had === undefined && !factory.flags.bool('create-annotation'))
        throw new Fail(
          `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
        );
      if (had !== undefined && isSame(had, info.object!))
        factory.out(`set-last-applied ${info.name}: no changes required.\n`);
      else changes.push({ info, live });
    }
    for (const { info, live } of changes) {
      const { apiVersion, kind } = info.object!;
      const text = `${goJson(info.object)}\n`;
      const changed = dryRun === 'client' ? live : await annotate(factory, info, info.name, text, { dryRun });
      report({ ...changed, apiVersion, kind }, 'configured');
    }
    return 0;
  },
};

const INTRO = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`;

function decoded(text: string): ApiObject {
  const value = annotationValue(text);
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as ApiObject;
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw new Fail(
    `unable to decode "edited-file": json: cannot unmarshal ${kind} into Go value of type unstructured.detector`,
  );
}

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
    recordFlag,
    flag.fieldManager('kubectl-client-side-apply'),
    ...filenameFlags('Filename, directory, or URL to files that name what to edit'),
    flag.validate,
    make.bool('windows-line-endings', 'Edit with Windows line endings.'),
  ],
  async run(factory) {
    formatOf(factory);
    const infos = await fetchAll(factory, queryOf(factory, factory.args, { all: true }), { latest: true });
    const applied = infos.filter(({ object }) => object!.metadata.annotations?.[LAST_APPLIED] !== undefined);
    if (applied.length === 0)
      throw new Fail(
        'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
      );
    for (const info of applied) {
      const { mapping } = info;
      await editObject(factory, {
        original: decoded(info.object!.metadata.annotations![LAST_APPLIED]!),
        what: `${mapping.resource}${mapping.group ? `.${mapping.group}` : ''} "${info.name}"`,
        intro: INTRO,
        refuse: (edited) => (edited.metadata?.name ? undefined : new Fail('resource name may not be empty')),
        async save(edited) {
          const fieldManager = factory.flags.string('field-manager');
          await annotate(factory, info, edited.metadata.name, `${goJson(edited)}\n`, { fieldManager });
          reporter(factory)(edited, 'edited');
        },
      });
    }
    return 0;
  },
};
