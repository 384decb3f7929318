// From arguments and files to what a verb acts on. Models cli-runtime/pkg/resource Builder.

import { sorted } from '#apimachinery/go-value.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../client.ts';
import { seldomVerbs } from '../cmd/seldom.ts';
import type { Factory } from '../command.ts';
import { discover, findKind, findType, type Mapping, noSuchType, pathOf, warnOfOthers } from '../discovery.ts';
import { Fail, type InFile, isReason, raise, StatusFail } from '../errors.ts';
import { type Document, readDocuments } from './files.ts';
import { metadataMistake } from './metadata-mistake.ts';

/** Something named: by argument, by a file, or found in a list. */
export interface Info {
  readonly mapping: Mapping;
  /** Undefined for what has no namespace. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** From the file, or from the server once fetched. */
  readonly object?: ApiObject;
  /** The file it came from, as errors name it; empty for arguments. */
  readonly source: string;
  readonly inFile?: InFile | undefined;
}

export type Target =
  | { readonly by: 'list'; readonly mapping: Mapping; readonly namespace: string | undefined }
  | { readonly by: 'name'; readonly info: Info }
  | { readonly by: 'file'; readonly info: Info };

export interface Query {
  readonly args: readonly string[];
  readonly filenames?: readonly string[];
  readonly kustomize?: string;
  readonly recursive?: boolean;
  readonly selector?: string;
  readonly fieldSelector?: string;
  /** Types without names mean all of them: `get`, or `--all`. */
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  /** Files stay as they are: nothing is filled in from the context. */
  readonly local?: boolean;
  /** Look at each document before it is understood: `checkDocument`. */
  readonly check?: (document: Document) => Fail | undefined;
  /** An object of a file in another namespace than an explicit -n is an error. Default true. */
  readonly enforceNamespace?: boolean;
}

export interface Targets {
  readonly targets: readonly Target[];
  /** What could not be understood, beside what could. */
  readonly failures: readonly Fail[];
  /** One object was named. */
  readonly single: boolean;
}

export const MISSING_RESOURCE = [
  'You must provide one or more resources by argument or filename.',
  'Example resource specifications include:',
  "   '-f rsrc.yaml'",
  "   '--filename=rsrc.json'",
  "   '<resource> <name>'",
  "   '<resource>'",
].join('\n');

/** The query that a verb's standard flags make. */
export function queryOf(factory: Factory, args: readonly string[], more: Partial<Query> = {}): Query {
  const { flags } = factory;
  const read = <T>(get: () => T, fallback: T): T => {
    try {
      return get();
    } catch {
      return fallback;
    }
  };
  return {
    args,
    filenames: read(() => flags.list('filename'), []),
    kustomize: read(() => flags.string('kustomize'), ''),
    recursive: read(() => flags.bool('recursive'), false),
    selector: read(() => flags.string('selector'), ''),
    fieldSelector: read(() => flags.string('field-selector'), ''),
    all: read(() => flags.bool('all'), false),
    allNamespaces: read(() => flags.bool('all-namespaces'), false),
    ...more,
  };
}

const isUsed = (q: Query): boolean => (q.filenames?.length ?? 0) > 0 || Boolean(q.kustomize);

async function builtDocuments(factory: Factory, folder: string): Promise<Document[]> {
  const { buildKustomization } = await seldomVerbs.load();
  return (await buildKustomization(factory, folder)).map((value) => ({ source: folder, value }));
}

async function fromFiles(factory: Factory, q: Query): Promise<Targets> {
  if (q.kustomize && q.filenames?.length) throw new Fail('only one of -f or -k can be specified');
  const { documents, failures } = q.kustomize
    ? { documents: await builtDocuments(factory, q.kustomize), failures: [] }
    : await readDocuments(factory, q.filenames ?? [], q.recursive ?? false);
  const targets: Target[] = [];
  const wrong: Fail[] = [...failures];
  const queue: (Document & { readonly isItem?: boolean })[] = [...documents];
  for (let document = queue.shift(); document; document = queue.shift()) {
    const { source, value: read, inFile, isItem } = document;
    // Go's JSON is a map, in the order of its keys: so it is sent, and so the server complains of it.
    const value = sorted(read);
    const refuse = (failure: Fail): void => void wrong.push(failure.at(inFile));
    const object = value as ApiObject & { items?: unknown[] };
    const refused = q.check?.(document);
    if (refused) {
      refuse(refused);
      continue;
    }
    if (typeof value !== 'object' || Array.isArray(value)) {
      refuse(
        new Fail(
          `unable to decode "${source}": couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
        ),
      );
      continue;
    }
    if (!object.kind) {
      refuse(new Fail(`unable to decode "${source}": Object 'Kind' is missing in '${JSON.stringify(value)}'`));
      continue;
    }
    if (!object.apiVersion) {
      refuse(new Fail(`unable to decode "${source}": Object 'apiVersion' is missing in '${JSON.stringify(value)}'`));
      continue;
    }
    if (object.kind.endsWith('List') && Array.isArray(object.items)) {
      const { apiVersion } = object;
      const kind = object.kind.slice(0, -'List'.length);
      queue.unshift(
        ...object.items.map((item, i) => ({
          source,
          // As the API server lists them. Source: UnstructuredJSONScheme.decodeToList.
          value: kind ? { apiVersion, kind, ...(item as object) } : item,
          isItem: true,
          ...(inFile && { inFile: { ...inFile, item: `${inFile.item ? `${inFile.item}.` : ''}items[${i}]` } }),
        })),
      );
      continue;
    }
    const mistake = isItem ? undefined : metadataMistake(object.metadata);
    if (mistake !== undefined) {
      refuse(new Fail(`unable to decode "${source}": ${mistake}`));
      continue;
    }
    if (typeof object.metadata !== 'object' || object.metadata === null) object.metadata = { name: '' };
    const text = (member: unknown): string => (typeof member === 'string' ? member : '');
    const [name, namespace] = [text(object.metadata.name), text(object.metadata.namespace)];
    const mapping = findKind(await discover(factory), object.apiVersion, object.kind);
    if (!mapping) {
      refuse(
        new Fail(
          `resource mapping not found for name: "${name}" namespace: "${namespace}" from "${source}": no matches for kind "${object.kind}" in version "${object.apiVersion}"\nensure CRDs are installed first`,
        ),
      );
      continue;
    }
    const own = factory.namespace;
    if (mapping.namespaced && namespace && own.explicit && namespace !== own.name && q.enforceNamespace !== false) {
      refuse(
        new Fail(
          `the namespace from the provided object "${namespace}" does not match the namespace "${own.name}". You must pass '--namespace=${namespace}' to perform this operation.`,
        ),
      );
      continue;
    }
    const where = mapping.namespaced ? namespace || own.name : undefined;
    if (where !== undefined && !q.local) object.metadata.namespace = where;
    targets.push({ by: 'file', info: { mapping, namespace: where, name, object, source, inFile } });
  }
  const kept = q.selector ? targets.filter((t) => t.by === 'file' && hasLabels(t.info.object!, q.selector!)) : targets;
  return { targets: kept, failures: wrong, single: kept.length === 1 };
}

/** Only equality and existence: what a file's labels are filtered by. */
function hasLabels(object: ApiObject, selector: string): boolean {
  const labels = object.metadata.labels ?? {};
  return selector.split(',').every((term) => {
    const [, key = '', operator = '', value = ''] = /^\s*([^=!\s]+)\s*(==?|!=)?\s*(.*?)\s*$/.exec(term) ?? [];
    if (operator === '') return term.startsWith('!') ? !(term.slice(1) in labels) : key in labels;
    return operator === '!=' ? labels[key] !== value : labels[key] === value;
  });
}

const MIXED =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

/** `all` and other categories become the types in them. */
function types(all: readonly Mapping[], text: string): string[] {
  return text.split(',').flatMap((name) => {
    const inside = all.filter((m) => m.categories.includes(name));
    return inside.length > 0 ? inside.map((m) => (m.group ? `${m.resource}.${m.group}` : m.resource)) : [name];
  });
}

export async function findTargets(factory: Factory, q: Query): Promise<Targets> {
  const [firstArg = '', ...otherArgs] = q.args;
  // `deploy,svc web` names one of each.
  const spread = firstArg.includes(',') && otherArgs.length > 0 && !firstArg.includes('/') && !q.selector;
  const args = spread ? firstArg.split(',').flatMap((type) => otherArgs.map((name) => `${type}/${name}`)) : q.args;
  if (isUsed(q)) {
    if (args.length > 0) {
      throw new Fail('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
    }
    return fromFiles(factory, q);
  }
  const slashed = args.filter((a) => a.includes('/')).length;
  if (slashed > 0 && slashed < args.length) throw new Fail(MIXED);
  const selecting = Boolean(q.selector || q.fieldSelector);
  const namespace = q.allNamespaces ? undefined : factory.namespace.name;
  const named = (mapping: Mapping, name: string): Target => {
    if (mapping.namespaced && namespace === undefined) {
      throw new Fail('a resource cannot be retrieved by name across all namespaces');
    }
    const where = mapping.namespaced ? namespace : undefined;
    return { by: 'name', info: { mapping, namespace: where, name, source: '' } };
  };

  if (slashed > 0) {
    const tuples = args.map((arg) => {
      const parts = arg.split('/');
      if (parts.length !== 2) throw new Fail('arguments in resource/name form may not have more than one slash');
      const [type = '', name = ''] = parts;
      if (type === '' || name === '' || type.includes(',')) {
        throw new Fail('arguments in resource/name form must have a single resource and name');
      }
      return { type, name };
    });
    if (selecting || q.all === true) {
      if (selecting) throw new Fail('selectors and the all flag cannot be used when passing resource/name arguments');
    }
    const all = await discover(factory);
    const targets = tuples.map(({ type, name }) => {
      const mapping = findType(all, type);
      if (!mapping) throw noSuchType(type);
      warnOfOthers(factory, all, type, mapping);
      return named(mapping, name);
    });
    return { targets, failures: [], single: targets.length === 1 };
  }

  const [typeArg, ...names] = args;
  if (typeArg === undefined) {
    throw new Fail(selecting ? 'at least one resource must be specified to use a selector' : MISSING_RESOURCE);
  }
  const all = await discover(factory);
  if (selecting && names.length > 0) throw new Fail('name cannot be provided when a selector is specified');
  const wanted = types(all, typeArg);
  if (names.length > 0 && wanted.length > 1) throw new Fail('you must specify only one resource');
  const mappings = wanted.map((type) => {
    const mapping = findType(all, type);
    if (!mapping) throw noSuchType(type);
    warnOfOthers(factory, all, type, mapping);
    return mapping;
  });
  if (names.length > 0) {
    const targets = names.map((name) => named(mappings[0]!, name));
    return { targets, failures: [], single: targets.length === 1 };
  }
  if (!selecting && !q.all) throw new Fail('resource(s) were provided, but no name was specified');
  const targets = mappings.map(
    (mapping): Target => ({ by: 'list', mapping, namespace: mapping.namespaced ? namespace : undefined }),
  );
  return { targets, failures: [], single: false };
}

/** GET of one object. After a 404 in another namespace than `default`, kubectl asks whether that namespace exists. */
export async function getObject<T = ApiObject>(factory: Factory, info: Info, accept?: string, suffix = ''): Promise<T> {
  try {
    return await ask<T>(factory, {
      method: 'GET',
      path: pathOf(info.mapping, info.namespace, info.name) + suffix,
      ...(accept && { headers: { accept } }),
    });
  } catch (error) {
    if (isReason(error, 'NotFound') && info.namespace !== undefined && info.namespace !== 'default') {
      try {
        await ask(factory, { method: 'GET', path: `/api/v1/namespaces/${encodeURIComponent(info.namespace)}` });
      } catch (second) {
        if (isReason(second, 'NotFound')) throw second;
      }
    }
    throw error;
  }
}

/** GET of a list. A refusal says what was looked for. Models Selector.Visit of cli-runtime. */
export async function askList<T>(
  factory: Factory,
  mapping: Mapping,
  q: Pick<Query, 'selector' | 'fieldSelector'>,
  request: { path: string; headers?: Record<string, string> },
): Promise<T> {
  try {
    return await ask<T>(factory, { method: 'GET', ...request });
  } catch (error) {
    if (!(error instanceof StatusFail) || !['BadRequest', 'NotFound'].includes(error.status.reason ?? '')) throw error;
    const { group, version, resource } = mapping;
    const what = JSON.stringify(`${group}/${version}, Resource=${resource}`);
    const { selector = '', fieldSelector = '' } = q;
    const looked =
      selector || fieldSelector
        ? `Unable to find ${what} that match label selector ${JSON.stringify(selector)}, field selector ${JSON.stringify(fieldSelector)}`
        : `Unable to list ${what}`;
    throw new StatusFail({ ...error.status, message: `${looked}: ${error.status.message ?? ''}` });
  }
}

interface Listed {
  readonly items?: ApiObject[];
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: { resourceVersion?: string; continue?: string };
}

/** Every page of a list. */
export async function listObjects(
  factory: Factory,
  mapping: Mapping,
  namespace: string | undefined,
  q: Query,
): Promise<ApiObject[]> {
  const found: ApiObject[] = [];
  let next: string | undefined;
  do {
    const page: Listed = await askList<Listed>(factory, mapping, q, {
      path:
        pathOf(mapping, namespace) +
        query({ limit: 500, continue: next, labelSelector: q.selector, fieldSelector: q.fieldSelector }),
    });
    found.push(...(page.items ?? []));
    next = page.metadata?.continue;
  } while (next);
  const apiVersion = mapping.group ? `${mapping.group}/${mapping.version}` : mapping.version;
  return found.map((item) => ({ ...item, apiVersion: item.apiVersion ?? apiVersion, kind: item.kind ?? mapping.kind }));
}

/**
 * Fetches what the targets name; files keep what they say unless `latest`.
 * Failures come back beside what was found: a verb acts on the one and then reports the other.
 */
export async function fetchInfos(
  factory: Factory,
  q: Query,
  options: { latest?: boolean } = {},
): Promise<{ infos: Info[]; failures: Fail[]; single: boolean }> {
  const { targets, failures, single } = await findTargets(factory, q);
  const infos: Info[] = [];
  const wrong: Fail[] = [...failures];
  for (const target of targets) {
    try {
      if (target.by === 'list') {
        for (const object of await listObjects(factory, target.mapping, target.namespace, q)) {
          const { name, namespace } = object.metadata;
          infos.push({
            mapping: target.mapping,
            namespace: target.mapping.namespaced ? namespace : undefined,
            name,
            object,
            source: '',
          });
        }
      } else if (target.by === 'file' && !options.latest) infos.push(target.info);
      else infos.push({ ...target.info, object: await getObject(factory, target.info) });
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
    }
  }
  return { infos, failures: wrong, single };
}

/** As `fetchInfos`, for a verb that does nothing unless everything was found. */
export async function fetchAll(factory: Factory, q: Query, options: { latest?: boolean } = {}): Promise<Info[]> {
  const { infos, failures } = await fetchInfos(factory, q, options);
  raise(failures);
  return infos;
}
