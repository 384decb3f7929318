// One object in the user's editor, opened again until it is right or given up. Models kubectl/pkg/cmd/util/editor/editoptions.go.

import { goJson } from '#apimachinery/go-value.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { parseYamlDocuments, toYaml } from '#apimachinery/yaml.ts';
import type { Factory } from '../../command.ts';
import { Fail, StatusFail } from '../../errors.ts';
import { unknownFormat } from '../../print/printer.ts';
import { same } from '../../resource/three-way.ts';
import { fieldValidation } from '../../resource/validate.ts';

const INTRO = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

export interface Editing {
  /** What is shown. */
  readonly original: ApiObject;
  /** `services "web"`: as refusals name it. */
  readonly what: string;
  /** Lines above the object, in YAML. */
  readonly intro?: string;
  /** Throws what the server says. A refusal that is `Invalid` opens the editor again where `reopens` is set. */
  save(edited: ApiObject): Promise<void>;
  readonly reopens?: boolean;
  /** Why this is not the object any more. */
  refuse?(edited: ApiObject): Fail | undefined;
  /** Said of another refusal, with the copy's path. Default: the server's own words, after where the copy is. */
  refused?(error: StatusFail, path: string): Fail;
}

/** `-o`: how the object is shown. */
export function formatOf(factory: Factory): 'json' | 'yaml' {
  const output = factory.flags.string('output');
  if (output === 'json') return output;
  if (output === '' || output === 'yaml') return 'yaml';
  throw unknownFormat(output, ['json', 'yaml']);
}

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

export async function editObject(factory: Factory, editing: Editing): Promise<void> {
  const { process } = factory;
  const { original, what } = editing;
  const format = formatOf(factory);
  const intro = format === 'json' ? '' : (editing.intro ?? INTRO);
  const shown = format === 'json' ? `${goJson(original, '    ')}\n` : toYaml(original);
  const path = `/tmp/kubectl-edit-${Math.floor(process.host.random() * 4294967295)}.${format}`;
  const end = factory.flags.bool('windows-line-endings') ? '\r\n' : '\n';
  const validates = fieldValidation(factory) !== 'Ignore';
  let content = intro + shown;
  let before = content;
  let failed = false;
  for (;;) {
    process.files.mkdir('/tmp', { recursive: true });
    process.files.write(path, end === '\n' ? content : content.replaceAll('\n', end));
    const opened = await factory.edit?.(path);
    if (typeof opened !== 'string') {
      const editor = JSON.stringify(process.env.KUBE_EDITOR || process.env.EDITOR || 'vi');
      throw new Fail(
        opened === false ? `there was a problem with the editor ${editor}` : `unable to launch the editor ${editor}`,
      );
    }
    const saved = opened.replaceAll('\r\n', '\n');
    const keep = (): void => {
      process.files.write(path, saved);
      factory.err(`A copy of your changes has been stored to "${path}"\n`);
    };
    if (failed && stripped(saved) === stripped(before)) {
      keep();
      throw new Fail('Edit cancelled, no valid changes were saved.');
    }
    const cancel = (why: string): void => {
      process.files.remove(path);
      factory.err(`Edit cancelled, ${why}\n`);
    };
    if (stripped(saved) === stripped(shown)) return cancel('no changes made.');
    before = saved;
    const isEmpty = stripped(saved).trim() === '';
    if (isEmpty && !validates) return cancel('saved file was empty.');
    const parsed = parseYamlDocuments(saved);
    const object = 'error' in parsed ? undefined : parsed.ok[0];
    const isObject = typeof object === 'object' && object !== null && !Array.isArray(object);
    const wrong = 'error' in parsed ? parsed.error : isEmpty || !isObject ? 'invalid object to validate' : undefined;
    if (wrong !== undefined || 'error' in parsed) {
      factory.err(`error: ${what} is invalid\n`);
      failed = true;
      content = `${intro}# ${what} was not valid:\n# * <nil>: Invalid value: "The edited file failed validation": ${wrong}\n#\n${stripped(saved)}`;
      continue;
    }
    const edited = object as ApiObject;
    const refusal = editing.refuse?.(edited);
    if (refusal) {
      keep();
      throw refusal;
    }
    if (same(edited, original)) return cancel('no changes made.');
    try {
      await editing.save(edited);
      process.files.remove(path);
      return;
    } catch (error) {
      if (!(error instanceof StatusFail)) throw error;
      if (!editing.reopens || error.status.reason !== 'Invalid') {
        process.files.write(path, saved);
        if (editing.refused) throw editing.refused(error, path);
        keep();
        throw error;
      }
      factory.err(`error: ${what} is invalid\n`);
      failed = true;
      content = `${intro}${failureText(error)}${stripped(saved)}`;
    }
  }
}
