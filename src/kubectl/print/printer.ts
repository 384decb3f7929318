// -o json|yaml|name|jsonpath|go-template|…: one object or list at a time. Models cli-runtime/pkg/genericclioptions PrintFlags.

import { inGoOrder } from '#apimachinery/go-order.ts';
import { goJson, goSyntax, goText, sorted } from '#apimachinery/go-value.ts';
import { type JsonPath, JsonPathError, parseJsonPath } from '#apimachinery/jsonpath.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { toYaml } from '#apimachinery/yaml.ts';
import type { Factory } from '../command.ts';
import { Fail } from '../errors.ts';
import { absolute } from '../kubeconfig.ts';
import { parseGoTemplate, TemplateError } from './go-template.ts';

export type Print = (object: unknown) => void;

/** What every verb's -o takes. */
export const PRINT_FORMATS = [
  'go-template',
  'go-template-file',
  'json',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'name',
  'template',
  'templatefile',
  'yaml',
];

export const unknownFormat = (output: string, formats: readonly string[]): Fail =>
  new Fail(
    `unable to match a printer suitable for the output format "${output}", allowed formats are: ${[...formats].sort().join(',')}`,
  );

interface Options {
  readonly formats?: readonly string[];
  /** The object is held as Go's own type: JSON shows it in the order of Go's struct, `kind` first. */
  readonly typed?: boolean;
}

const flagOf = (factory: Factory, name: string): string => {
  try {
    return factory.flags.string(name);
  } catch {
    return '';
  }
};

function templateText(factory: Factory, format: string, inline: string, isFile: boolean): string {
  const given = inline || flagOf(factory, 'template');
  if (given === '') throw new Fail('template format specified but no template given');
  if (!isFile) return given;
  const text = factory.process.files.read(absolute(factory.process, given));
  if (text === undefined) throw new Fail(`error reading --template ${given}, open ${given}: no such file or directory`);
  return format === 'jsonpath-file' ? text.replace(/\n$/, '\n') : text;
}

function jsonPathPrinter(factory: Factory, template: string, asJson: boolean): Print {
  let path: JsonPath;
  try {
    path = parseJsonPath(template);
  } catch (error) {
    if (error instanceof JsonPathError) throw new Fail(`error parsing jsonpath ${template}, ${error.message}`);
    throw error;
  }
  const allowMissing = factory.flags.bool('allow-missing-template-keys');
  return (object) => {
    try {
      if (asJson) for (const values of path.find(object, allowMissing)) factory.out(`${goJson(values, '    ')}\n`);
      else factory.out(path.print(object, allowMissing));
    } catch (error) {
      if (!(error instanceof JsonPathError)) throw error;
      throw new Fail(
        `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`,
      );
    }
  };
}

function goTemplatePrinter(factory: Factory, text: string): Print {
  const allowMissing = factory.flags.bool('allow-missing-template-keys');
  const template = (() => {
    try {
      return parseGoTemplate(text);
    } catch (error) {
      if (error instanceof TemplateError) throw new Fail(`error parsing template ${text}, ${error.message}`);
      throw error;
    }
  })();
  return (object) => {
    try {
      template.run(object, (piece) => factory.out(piece), { missingIsError: !allowMissing });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      factory.out(
        `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${goJson(object)}\n\tobject given to template engine was:\n\t\t${goText(object)}\n\n`,
      );
      throw new Fail(`error executing template ${JSON.stringify(text)}: ${error.message}`);
    }
  };
}

/** `deployment.apps/web`. */
function qualifiedName(object: ApiObject): string {
  const group = object.apiVersion?.includes('/') ? `.${object.apiVersion.split('/')[0]}` : '';
  return `${object.kind.toLowerCase()}${group}/${object.metadata?.name || '<unknown>'}`;
}

interface WatchEvent {
  readonly type: string;
  readonly object: unknown;
}
const isWatchEvent = (value: unknown): value is WatchEvent =>
  typeof value === 'object' && value !== null && !('kind' in value) && 'type' in value && 'object' in value;

/** Drops managedFields, of the object and of every item. */
export function withoutManagedFields(object: unknown): unknown {
  const { metadata, items } = object as { metadata?: Record<string, unknown>; items?: unknown[] };
  const { managedFields: _, ...kept } = metadata ?? {};
  return {
    ...(object as object),
    ...(metadata && { metadata: kept }),
    ...(items && { items: items.map(withoutManagedFields) }),
  };
}

/** Undefined when -o asks for the verb's own line. Throws at once when -o is none of `formats`. */
export function objectPrinter(factory: Factory, options: Options = {}): Print | undefined {
  const { formats = PRINT_FORMATS, typed = false } = options;
  let output = flagOf(factory, 'output');
  if (output === '' && flagOf(factory, 'template')) output = 'go-template';
  if (output === '') return undefined;
  const showManaged = flagOf(factory, 'show-managed-fields') === 'true';
  // Only these two leave them out; a template may ask for them.
  const clean = (object: unknown): unknown => (showManaged ? object : withoutManagedFields(object));

  const equals = output.indexOf('=');
  const format = equals < 0 ? output : output.slice(0, equals);
  const inline = equals < 0 ? '' : output.slice(equals + 1);
  switch (output.toLowerCase()) {
    case 'json':
      return (object) => {
        const shown = clean(object);
        // Source: JSONPrinter.PrintObj.
        if (isWatchEvent(object)) {
          const { type, object: inner } = shown as WatchEvent;
          factory.out(`${JSON.stringify({ type, object: sorted(inner) })}\n`);
          return;
        }
        factory.out(`${JSON.stringify(typed ? inGoOrder(shown) : sorted(shown), null, 4)}\n`);
      };
    case 'yaml': {
      let count = 0;
      return (object) => {
        factory.out((count++ > 0 ? '---\n' : '') + toYaml(sorted(clean(object))));
      };
    }
    case 'name':
      return (object) => {
        const { items } = object as { items?: ApiObject[] };
        for (const item of items ?? [object as ApiObject]) factory.out(`${qualifiedName(item)}\n`);
      };
  }
  // Which of two templates is meant no printer says.
  if (inline && flagOf(factory, 'template')) throw unknownFormat(output, formats);
  switch (format) {
    case 'jsonpath':
    case 'jsonpath-as-json':
    case 'jsonpath-file': {
      return jsonPathPrinter(
        factory,
        templateText(factory, format, inline, format === 'jsonpath-file'),
        format === 'jsonpath-as-json',
      );
    }
    case 'go-template':
    case 'template':
    case 'go-template-file':
    case 'templatefile': {
      return goTemplatePrinter(factory, templateText(factory, format, inline, format.endsWith('file')));
    }
  }
  throw unknownFormat(output, formats);
}
