// kubectl edit. Models kubectl/pkg/cmd/util/editor.

import type { ApiObject } from '#apimachinery/meta.ts';
import { parseYamlDocuments, toYaml } from '#apimachinery/yaml.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, StatusFail, Verbatim } from '../../errors.ts';
import { unknownFormat, withoutManagedFields } from '../../print/printer.ts';
import { fetchAll, type Info, queryOf } from '../../resource/builder.ts';
import { hasGoTypes } from '../../resource/merge-keys.ts';
import { nameOf } from '../../resource/output.ts';
import { same, twoWayPatch } from '../../resource/three-way.ts';
import { fieldValidation } from '../../resource/validate.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';

const INTRO = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

const stripped = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');

/** The reasons why the last try failed, as comments at the head of the file. */
function failureText(error: StatusFail): string {
  const { details, message = '' } = error.status;
  const causes = (details?.causes ?? []).map((c) => (c.field ? `${c.field}: ${c.message}` : (c.message ?? '')));
  const head = `# ${details?.kind ? `${details.kind} "${details.name}" was not valid:` : 'The edited file failed:'}\n`;
  return `${head}${(causes.length > 0 ? causes : [message]).map((c) => `# * ${c}\n`).join('')}#\n`;
}

async function editOne(
  factory: Factory,
  info: Info,
  show: (object: unknown) => string,
  extension: string,
): Promise<void> {
  const { process, flags } = factory;
  const { mapping, namespace, name } = info;
  const original = withoutManagedFields(info.object) as ApiObject;
  const number = Math.floor(process.host.random() * 4294967295);
  const path = `/tmp/kubectl-edit-${number}.${extension}`;
  const shown = show(original);
  let content = INTRO + shown;
  let before = content;
  let failed = false;
  for (;;) {
    process.files.mkdir('/tmp', { recursive: true });
    process.files.write(path, content);
    const saved = await factory.edit?.(path);
    if (saved === undefined) {
      const editor = process.env.KUBE_EDITOR || process.env.EDITOR || 'vi';
      throw new Fail(`unable to launch the editor ${JSON.stringify(editor)}`);
    }
    const keep = (): void => {
      process.files.write(path, saved);
      factory.err(`A copy of your changes has been stored to "${path}"\n`);
    };
    if (failed && stripped(saved) === stripped(before)) {
      keep();
      throw new Fail('Edit cancelled, no valid changes were saved.');
    }
    if (stripped(saved) === stripped(INTRO + shown) || stripped(saved).trim() === '') {
      process.files.remove(path);
      factory.err(
        stripped(saved).trim() === ''
          ? 'Edit cancelled, saved file was empty.\n'
          : 'Edit cancelled, no changes made.\n',
      );
      return;
    }
    before = saved;
    const parsed = parseYamlDocuments(saved);
    if ('error' in parsed) {
      failed = true;
      content = `${INTRO}# The edited file had a syntax error: error parsing edited-file: error converting YAML to JSON: ${parsed.error}\n#\n${stripped(saved)}`;
      continue;
    }
    const edited = parsed.ok[0] as ApiObject;
    if (edited?.metadata?.name !== name || edited.kind !== original.kind || edited.apiVersion !== original.apiVersion) {
      keep();
      throw new Fail('At least one of apiVersion, kind and name was changed');
    }
    if (same(edited, original)) {
      process.files.remove(path);
      factory.err('Edit cancelled, no changes made.\n');
      return;
    }
    const strategic = hasGoTypes(mapping.group);
    const patch = twoWayPatch(original, edited, { kind: mapping.kind, strategic });
    if (flags.bool('output-patch')) factory.out(`Patch: ${JSON.stringify(patch)}\n`);
    try {
      await ask<ApiObject>(factory, {
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
      factory.out(`${nameOf(original)} edited\n`);
      process.files.remove(path);
      return;
    } catch (error) {
      if (!(error instanceof StatusFail)) throw error;
      const what = `${mapping.resource}${mapping.group ? `.${mapping.group}` : ''} "${name}"`;
      if (error.status.reason !== 'Invalid') {
        process.files.write(path, saved);
        throw new Verbatim(
          `error: ${what} could not be patched: ${error.message}\nYou can run \`kubectl replace -f ${path}\` to try this update again.`,
        );
      }
      factory.err(`error: ${what} is invalid\n`);
      failed = true;
      content = `${INTRO}${failureText(error)}${stripped(saved)}`;
    }
  }
}

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  const output = flags.string('output');
  if (!['', 'yaml', 'json'].includes(output)) throw unknownFormat(output, ['json', 'yaml']);
  const show = output === 'json' ? (object: unknown): string => `${JSON.stringify(object, null, 4)}\n` : toYaml;
  const infos = await fetchAll(factory, queryOf(factory, args), { latest: true });
  if (infos.length === 0) {
    factory.err('edit cancelled, no objects found\n');
    return 0;
  }
  for (const info of infos) await editOne(factory, info, show, output || 'yaml');
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
