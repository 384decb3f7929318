// kubectl get. Models kubectl/pkg/cmd/get.

import { relaxed } from '#apimachinery/jsonpath.ts';
import { serializeBody } from '#apimachinery/serialize.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { klog, query, send, statusOf, TABLE_ACCEPT } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { type Mapping, pathOf, qualifiedKind } from '../../discovery.ts';
import { Fail, gathered, isReason, raise, StatusFail, usageError, Verbatim } from '../../errors.ts';
import { absolute } from '../../kubeconfig.ts';
import {
  type CustomColumns,
  parseCustomColumns,
  parseCustomColumnsFile,
  printCustomColumns,
} from '../../print/custom-columns.ts';
import { objectPrinter, PRINT_FORMATS, type Print, unknownFormat } from '../../print/printer.ts';
import { sortBy, Unsortable } from '../../print/sort.ts';
import { layout, type Table, type TableOptions, tableOf } from '../../print/table.ts';
import { askList, findTargets, getObject, type Query, queryOf, type Target } from '../../resource/builder.ts';
import { filenameFlags, flag, make } from '../../standard-flags.ts';
import { watch } from './watch.ts';

const FORMATS = [...PRINT_FORMATS, 'custom-columns', 'custom-columns-file', 'wide'];

function customColumns(factory: Factory): CustomColumns | undefined {
  const output = factory.flags.string('output');
  const [format = '', ...rest] = output.split('=');
  const spec = rest.join('=');
  if (format === 'custom-columns') return parseCustomColumns(spec);
  if (format !== 'custom-columns-file') return undefined;
  const text = factory.process.files.read(absolute(factory.process, spec));
  if (text === undefined) throw new Fail(`error reading template ${spec}, open ${spec}: no such file or directory`);
  return parseCustomColumnsFile(text);
}

/** Prints objects one after another; as columns, those that come together are laid out together. */
export type PrintEach = (objects: readonly unknown[]) => void;

/** How to print whole objects, or a list as its items where that is what the format shows; undefined for the table. */
export function objectOutput(factory: Factory): { readonly print: Print; readonly each: PrintEach } | undefined {
  const { flags } = factory;
  const output = flags.string('output').toLowerCase();
  if (output === 'wide') return undefined;
  if (/^custom-columns.*=/.test(output) && flags.string('template'))
    throw unknownFormat(flags.string('output'), FORMATS);
  const custom = customColumns(factory);
  if (!custom) {
    const print = objectPrinter(factory, { formats: FORMATS });
    return print && { print, each: (objects) => objects.forEach((object) => void print(object)) };
  }
  const memory = { widths: [], hasHead: flags.bool('no-headers') };
  const each: PrintEach = (objects) => printCustomColumns(custom, objects, memory, (text) => factory.out(text));
  return { print: (object) => each((object as { items?: unknown[] }).items ?? [object]), each };
}

function checkShowLabels({ flags }: Factory): void {
  const output = flags.string('output');
  if (flags.bool('show-labels') && output !== '' && output.toLowerCase() !== 'wide')
    throw new Fail(`--show-labels option cannot be used with ${output.split('=')[0]} printer`);
}

export function tableOptions(factory: Factory, kind: string | undefined): TableOptions {
  const { flags } = factory;
  return {
    wide: flags.string('output').toLowerCase() === 'wide',
    noHeaders: flags.bool('no-headers'),
    withNamespace: flags.bool('all-namespaces'),
    showLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
    ...(kind && { kind }),
  };
}

async function raw(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  const path = flags.string('raw');
  if (args.length > 0) throw new Fail('arguments may not be passed when --raw is specified');
  if (flags.bool('watch') || flags.bool('watch-only') || flags.string('selector')) {
    throw new Fail('--raw may not be specified with other flags that filter the server request or alter the output');
  }
  if (flags.string('output')) throw new Fail('--raw and --output are mutually exclusive');
  if (!path.startsWith('/')) throw new Fail(`--raw must be a valid URL path: parse "${path}": invalid URI for request`);
  const request: ApiRequest = { method: 'GET', path };
  const answer = await send(factory, request);
  if (answer.code >= 400) throw new StatusFail(statusOf(answer, request));
  factory.out(answer.text ?? serializeBody(answer, request));
  return 0;
}

const targetMapping = (t: Target): Mapping => (t.by === 'list' ? t.mapping : t.info.mapping);

async function printTables(factory: Factory, q: Query, targets: readonly Target[], failures: Fail[]): Promise<number> {
  const { flags } = factory;
  const sort = flags.string('sort-by');
  const chunk = sort ? 0 : flags.int('chunk-size');
  const accept = flags.bool('server-print') ? TABLE_ACCEPT : 'application/json';
  const tables: { mapping: Mapping; table: Table }[] = [];
  for (const target of targets) {
    const mapping = targetMapping(target);
    try {
      let next: string | undefined;
      do {
        const include = sort ? 'Object' : undefined;
        const body =
          target.by === 'list'
            ? await askList(factory, mapping, q, {
                path:
                  pathOf(mapping, target.namespace) +
                  query({
                    continue: next,
                    fieldSelector: q.fieldSelector,
                    includeObject: include,
                    labelSelector: q.selector,
                    limit: chunk > 0 ? chunk : undefined,
                  }),
                headers: { accept },
              })
            : await getObject<unknown>(
                factory,
                target.info,
                accept,
                `${subresource(factory)}${query({ includeObject: include })}`,
              );
        const table = tableOf(body, factory.process.host.now());
        next = table.metadata?.continue || undefined;
        const last = target.by === 'list' || !sort ? tables.at(-1) : undefined;
        if (last?.mapping === mapping) last.table.rows.push(...table.rows);
        else tables.push({ mapping, table: { ...table, rows: [...table.rows] } });
      } while (next);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      if (!(flags.bool('ignore-not-found') && isReason(error, 'NotFound'))) failures.push(error);
    }
  }
  // What was asked for and is not there does not count.
  const several = new Set(tables.map(({ mapping }) => mapping)).size > 1;
  if (sort && tables.length > 1) sortBy(tables, sort, ({ table }) => table);
  const filled = tables.filter(({ table }) => table.rows.length > 0 && (!sort || canSort(factory, table, sort)));
  filled.forEach(({ mapping, table }, at) => {
    if (at > 0 && !flags.bool('no-headers')) factory.out('\n');
    const kind = several || flags.bool('show-kind') ? qualifiedKind(mapping) : undefined;
    const rows = sort ? sortBy(table.rows, sort, (row) => row.object) : table.rows;
    const options = tableOptions(factory, kind);
    factory.out(layout({ ...table, rows }, { ...options, withNamespace: options.withNamespace && mapping.namespaced }));
  });
  if (filled.length === 0 && failures.length === 0 && !flags.bool('ignore-not-found')) {
    const namespaced = targets.some((t) => targetMapping(t).namespaced) && !q.allNamespaces;
    factory.err(
      `No resources found${namespaced ? ` in ${factory.namespace.name} namespace` : ''}${namespaced ? '.' : ''}\n`,
    );
  }
  raise(failures);
  return 0;
}

/**
 * Several tables are sorted among themselves first, as the objects that they are; then each by its rows. A table that cannot be sorted is not
 * printed, and nobody says so; a value that has no order ends it all. Models kubectl/pkg/cmd/get SortingPrinter, whose errors get.go drops.
 */
function canSort(factory: Factory, { rows }: Table, sort: string): boolean {
  if (rows.length < 2) return true;
  try {
    sortBy(rows, sort, (row) => row.object);
    return true;
  } catch (error) {
    if (!(error instanceof Unsortable)) {
      if (error instanceof Fail) return false;
      throw error;
    }
    throw noOrder(factory, error, sort, 'sorter.go:375', '[][][]reflect.Value');
  }
}

function sortedObjects(factory: Factory, objects: readonly unknown[], sort: string): unknown[] {
  try {
    return sortBy(objects, sort, (object) => object);
  } catch (error) {
    throw error instanceof Unsortable
      ? noOrder(factory, error, sort, 'sorter.go:150', '*unstructured.Unstructured')
      : error;
  }
}

/** It ends kubectl then and there. */
function noOrder(factory: Factory, error: Unsortable, sort: string, place: string, type: string): Fail {
  const what = `Field ${relaxed(sort)} in ${type} is an unsortable type: interface, err: ${error.message}`;
  klog(factory, 'F', place, what);
  return new Verbatim('', 1);
}

const subresource = (factory: Factory): string => {
  const name = factory.flags.string('subresource');
  return name ? `/${name}` : '';
};

async function printObjects(
  factory: Factory,
  q: Query,
  targets: readonly Target[],
  single: boolean,
  printer: () => Print,
  failures: Fail[],
): Promise<number> {
  const { flags } = factory;
  const found: unknown[] = [];
  for (const target of targets) {
    try {
      if (target.by !== 'list') {
        found.push(await getObject<unknown>(factory, target.info, 'application/json', subresource(factory)));
        continue;
      }
      let next: string | undefined;
      do {
        const page: { items?: unknown[]; apiVersion?: string; kind?: string; metadata?: { continue?: string } } =
          await askList(factory, target.mapping, q, {
            path:
              pathOf(target.mapping, target.namespace) +
              query({
                continue: next,
                fieldSelector: q.fieldSelector,
                labelSelector: q.selector,
                limit: flags.int('chunk-size') > 0 ? flags.int('chunk-size') : undefined,
              }),
            headers: { accept: 'application/json' },
          });
        const apiVersion = page.apiVersion;
        const kind = target.mapping.kind;
        for (const item of page.items ?? []) found.push({ apiVersion, kind, ...(item as object) });
        next = page.metadata?.continue || undefined;
      } while (next);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      if (!(flags.bool('ignore-not-found') && isReason(error, 'NotFound'))) failures.push(error);
    }
  }
  if (single && failures.length > 0) raise(failures);
  if (found.length === 0 && flags.bool('ignore-not-found')) {
    raise(failures);
    return 0;
  }
  const print = printer();
  const sort = flags.string('sort-by');
  const items = sort ? sortedObjects(factory, found, sort) : found;
  if (single && items.length === 1) print(items[0]);
  else if (!single || (items.length === 0 && failures.length === 0 && !flags.bool('ignore-not-found'))) {
    if (failures.length === 0 || items.length > 0) {
      print({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } });
    }
  }
  raise(failures);
  return 0;
}

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  if (flags.string('raw')) return raw(factory);
  checkShowLabels(factory);
  const q = queryOf(factory, args, { all: true, enforceNamespace: false });
  if (q.filenames?.length && q.kustomize) throw new Fail('only one of -f or -k can be specified');
  if (args.length === 0 && !q.filenames?.length && !q.kustomize) {
    factory.err(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
    );
    throw usageError(
      factory.commandPath,
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    );
  }
  if (args.length === 1 && !args[0]!.includes('/') && flags.string('subresource')) {
    throw new Fail('subresource cannot be used when bulk resources are specified');
  }
  if (flags.bool('output-watch-events') && !flags.bool('watch') && !flags.bool('watch-only')) {
    throw new Fail('--output-watch-events option can only be used with --watch or --watch-only');
  }
  const { targets, failures: wrong, single } = await findTargets(factory, q);
  const failures = wrong.map(gathered);
  if (flags.bool('watch') || flags.bool('watch-only')) {
    if (new Set(targets.map(targetMapping)).size !== 1) throw new Fail('you may only specify a single resource type');
    return watch(factory, q, targets, objectOutput(factory)?.each);
  }
  if (targets.length === 0 && failures.length === 0) throw new Verbatim('No resources found', 0);
  const output = flags.string('output').toLowerCase();
  const isTable = output === 'wide' || (output === '' && flags.string('template') === '');
  // What is asked for comes before how it is to be shown. Source: GetOptions.printGeneric.
  return isTable
    ? printTables(factory, q, targets, [...failures])
    : printObjects(factory, q, targets, single, () => objectOutput(factory)!.print, [...failures]);
}

export const get: Command = {
  name: 'get',
  use: 'get [(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags] [options]',
  short: 'Display one or many resources',
  long: `Display one or many resources.

 Prints a table of what matters most about each object. Filter it with a label selector and --selector. Without a namespace you see your current one; --all-namespaces shows all of them.

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `# List all pods
kubectl get pods

# List all pods with more columns, such as the node name
kubectl get pods -o wide

# Show one deployment
kubectl get deployment web

# Show a pod as JSON
kubectl get -o json pod web-13je7

# Only one field of it
kubectl get -o template pod/web-13je7 --template={{.status.phase}}

# Services and deployments together
kubectl get services,deployments

# Keep watching pods
kubectl get pods --watch`,
  flags: [
    flag.allNamespaces('List the objects of all namespaces, whatever the context or --namespace says.'),
    flag.allowMissingTemplateKeys,
    make.int('chunk-size', 500, 'Ask for long lists in pieces of this size. Pass 0 to disable.'),
    flag.fieldSelector,
    ...filenameFlags('Filename, directory, or URL to files that name the objects to get.'),
    make.bool('ignore-not-found', 'Nothing found is no error: print nothing and exit with 0.'),
    make.strings('label-columns', 'Labels to show as columns, separated by commas. Names are case-sensitive.', {
      short: 'L',
    }),
    make.bool('no-headers', 'Leave out the headers of the table.'),
    flag.output(
      'json,yaml,name,go-template,go-template-file,template,templatefile,jsonpath,jsonpath-as-json,jsonpath-file,custom-columns,custom-columns-file,wide',
    ),
    make.bool('output-watch-events', 'Show which event each line of a watch is.'),
    make.string('raw', 'Ask the server for this path, and print the answer as it is.'),
    flag.selector,
    make.bool('server-print', 'Let the server choose the columns.', { default: 'true' }),
    make.bool('show-kind', 'Put the kind before the name.'),
    make.bool('show-labels', 'Show all labels in the last column.'),
    flag.showManagedFields,
    make.string(
      'sort-by',
      "Sort the list by this field, a JSONPath expression (e.g. '{.metadata.name}'). It must be a number or a string.",
    ),
    flag.subresource,
    flag.template,
    make.bool('watch', 'After listing, keep watching for changes.', { short: 'w' }),
    make.bool('watch-only', 'Watch for changes without listing first.'),
  ],
  run,
};
