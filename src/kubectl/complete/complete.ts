// What may come next on a kubectl command line. Models cobra's completion and kubectl/pkg/util/completion.

import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import type { Transport } from '#apimachinery/wire.ts';
import type { Process } from '#machine/program.ts';
import { ask } from '../client.ts';
import { rootCommands } from '../cmd/index.ts';
import type { Command, Factory, Flag, KubectlBindings } from '../command.ts';
import { discover, findType, type Mapping, pathOf, qualifiedResource } from '../discovery.ts';
import { parseFlags, standAlone, Values } from '../flags.ts';
import { chosenNamespace, chosenTarget, loadKubeconfig } from '../kubeconfig.ts';
import { GLOBAL_FLAGS } from '../standard-flags.ts';
import { fieldCandidates, labelCandidates } from './fields.ts';

const PRINT = [
  'json',
  'yaml',
  'name',
  'go-template',
  'go-template-file',
  'template',
  'templatefile',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
];

/** Values of flags that are the same for every cluster; `verb flag` before `flag`. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'api-resources output': ['json', 'name', 'wide', 'yaml'],
  'api-resources sort-by': ['kind', 'name'],
  'config get-contexts output': ['name'],
  'explain output': ['plaintext', 'plaintext-openapiv2'],
  'expose type': ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'],
  'expose protocol': ['SCTP', 'TCP', 'UDP'],
  'expose session-affinity': ['ClientIP', 'None'],
  'get output': [...PRINT, 'custom-columns', 'custom-columns-file', 'wide'],
  'version output': ['json', 'yaml'],
  'wait for': ['condition=', 'create', 'delete', 'jsonpath='],
  cascade: ['background', 'foreground', 'orphan'],
  'dry-run': ['client', 'none', 'server'],
  output: PRINT,
  'patch type': ['json', 'merge', 'strategic'],
  'run restart': ['Always', 'Never', 'OnFailure'],
  types: ['Normal', 'Warning'],
  validate: ['ignore', 'strict', 'warn'],
};

/** They take types that have Pods behind them, or a Pod's name at once. */
const POD_VERBS = new Set(['attach', 'exec', 'logs', 'port-forward', 'cp', 'debug']);
const POD_TYPES = ['daemonset/', 'deployment/', 'job/', 'pod/', 'replicaset/', 'service/', 'statefulset/'];
const ONLY_TYPES: Readonly<Record<string, readonly string[]>> = {
  expose: ['deployment', 'pod', 'replicaset', 'replicationcontroller', 'service'],
  rollout: ['daemonset', 'deployment', 'statefulset'],
  scale: ['deployment', 'replicaset', 'replicationcontroller', 'statefulset'],
  autoscale: ['deployment', 'replicaset', 'replicationcontroller', 'statefulset'],
};
/** One type for good. */
const TYPE_OF: Readonly<Record<string, string>> = {
  cordon: 'nodes',
  uncordon: 'nodes',
  drain: 'nodes',
  taint: 'nodes',
};

interface Line {
  readonly command: Command | undefined;
  /** `config get-contexts` */
  readonly path: readonly string[];
  /** Words after the command, without the one being typed. */
  readonly rest: readonly string[];
}

function flagOf(word: string, flags: readonly Flag[]): Flag | undefined {
  if (word.startsWith('--')) return flags.find((f) => f.name === word.slice(2).split('=')[0]);
  return /^-[^-]/.test(word) ? flags.find((f) => f.short === word.at(-1)) : undefined;
}

const flagsOf = (command: Command | undefined): readonly Flag[] => [
  ...(command?.flags ?? []),
  ...GLOBAL_FLAGS.filter((g) => !command?.flags.some((f) => f.name === g.name)),
];

/** Does this flag take its value from the next word? */
const wantsNext = (word: string, flag: Flag | undefined): flag is Flag =>
  flag !== undefined && !word.includes('=') && standAlone(flag) === undefined;

function lineOf(words: readonly string[]): Line {
  let command: Command | undefined;
  const path: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const isFlag = word.startsWith('-') && word !== '-';
    const next =
      isFlag || rest.some((w) => !w.startsWith('-'))
        ? undefined
        : (command ? (command.subcommands ?? []) : rootCommands()).find(
            (c) => c.name === word || c.aliases?.includes(word),
          );
    if (next) {
      command = next;
      path.push(next.name);
      continue;
    }
    rest.push(word);
    if (isFlag && wantsNext(word, flagOf(word, flagsOf(command))) && at + 1 < words.length)
      rest.push(words[++at] ?? '');
  }
  return { command, path, rest };
}

function factoryFor(process: Process, bindings: KubectlBindings, { command, rest }: Line): Factory {
  const declared = flagsOf(command);
  const parsed = parseFlags(declared, rest);
  // A line that does not parse yet still has arguments; its flags count as not given.
  const wrong = 'error' in parsed;
  const flags = wrong ? new Values(declared) : parsed.flags;
  const args = wrong ? rest.filter((w) => !w.startsWith('-')) : parsed.args;
  const afterDash = wrong ? undefined : parsed.afterDash;
  let transport: Transport | undefined;
  return {
    process,
    flags,
    args,
    afterDash,
    get namespace() {
      return chosenNamespace(process, flags);
    },
    transport: () => (transport ??= bindings.connect(chosenTarget(process, flags))),
    // Completion is silent: what goes wrong offers nothing.
    out: () => true,
    err: () => true,
    commandPath: 'kubectl __complete',
  };
}

/** Names are all that is wanted: of ten thousand objects the rest is not even sent. */
const NAMES_ACCEPT = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

async function namesOf(factory: Factory, mapping: Mapping): Promise<string[]> {
  const path = pathOf(mapping, mapping.namespaced ? factory.namespace.name : undefined);
  const { items } = await ask<ApiList>(factory, { method: 'GET', path, headers: { accept: NAMES_ACCEPT } });
  return items.map((item) => item.metadata.name).sort();
}

async function namesOfType(factory: Factory, type: string): Promise<string[]> {
  const mapping = findType(await discover(factory, 0), type);
  return mapping ? namesOf(factory, mapping) : [];
}

async function typeNames(factory: Factory): Promise<string[]> {
  const all = (await discover(factory, 0)).filter((m) => m.verbs.includes('get') || m.verbs.includes('list'));
  const taken = new Set<string>();
  return all.map((m) => {
    const name = taken.has(m.resource) ? qualifiedResource(m) : m.resource;
    taken.add(m.resource);
    return name;
  });
}

/** The objects that the line asks for: the one that it names, or all of the type as a list. */
async function wanted(factory: Factory, byDefault?: string): Promise<ApiObject | ApiList | undefined> {
  const [first = byDefault ?? '', second] = factory.args;
  const [type = '', name = second] = first.split('/');
  const mapping = findType(await discover(factory, 0), type.split(',')[0]!);
  if (!mapping) return undefined;
  const path = pathOf(mapping, mapping.namespaced ? factory.namespace.name : undefined);
  const whole = name === undefined ? path : `${path}/${encodeURIComponent(name)}`;
  return ask<ApiObject | ApiList>(factory, { method: 'GET', path: whole, headers: { accept: 'application/json' } });
}

/** What follows `-o jsonpath=`, `-o custom-columns=`, `--sort-by` and `-l`; undefined where it is none of these. */
async function fromObjects(
  factory: Factory,
  verb: string,
  flag: Flag,
  typed: string,
): Promise<readonly string[] | undefined> {
  if (flag.name === 'selector') {
    const found = await wanted(factory, POD_VERBS.has(verb) ? 'pods' : undefined);
    return found && 'items' in found ? labelCandidates(found.items, typed) : [];
  }
  const output = flag.name === 'output' && /^(jsonpath|jsonpath-as-json|custom-columns)=/.exec(typed);
  if (!output && flag.name !== 'sort-by') return undefined;
  const found = await wanted(factory);
  const one = flag.name === 'sort-by' || (output && output[1] === 'custom-columns');
  const root = one && found && 'items' in found ? found.items[0] : found;
  return root ? fieldCandidates(root, typed, one ? '' : '}') : [];
}

async function flagValues(
  factory: Factory,
  path: readonly string[],
  flag: Flag,
  typed: string,
): Promise<readonly string[]> {
  const found = await fromObjects(factory, path[0] ?? '', flag, typed);
  if (found) return found;
  const config = (section: 'clusters' | 'contexts' | 'users'): string[] =>
    (loadKubeconfig(factory.process, factory.flags)[section] ?? []).map((e) => e.name);
  switch (flag.name) {
    case 'namespace':
      return namesOfType(factory, 'namespaces');
    case 'context':
      return config('contexts');
    case 'cluster':
      return config('clusters');
    case 'user':
      return config('users');
    case 'container': {
      const pod = factory.args[0]?.replace(/^pods?\//, '');
      if (!pod || pod.includes('/')) return [];
      const { spec } = await ask<{ spec: Record<'containers' | 'initContainers', { name: string }[] | undefined> }>(
        factory,
        {
          method: 'GET',
          path: `/api/v1/namespaces/${factory.namespace.name}/pods/${encodeURIComponent(pod)}`,
        },
      );
      return [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map((c) => c.name);
    }
    default:
      return VALUES[`${path.join(' ')} ${flag.name}`] ?? VALUES[flag.name] ?? [];
  }
}

/** `svc/we` → `svc/web`; otherwise types, and after a type its names. */
async function objects(
  factory: Factory,
  verb: string,
  args: readonly string[],
  typed: string,
): Promise<readonly string[]> {
  const slash = typed.indexOf('/');
  if (slash > 0) {
    const type = typed.slice(0, slash);
    return (await namesOfType(factory, type)).map((name) => `${type}/${name}`);
  }
  const type = TYPE_OF[verb];
  if (type) return namesOfType(factory, type);
  if (POD_VERBS.has(verb))
    return args.length === 0 ? [...(await namesOfType(factory, 'pods')), ...(typed === '' ? [] : POD_TYPES)] : [];
  const [first] = args;
  if (first === undefined) return ONLY_TYPES[verb] ?? typeNames(factory);
  if (first.includes('/')) return [];
  return (await namesOfType(factory, first)).filter((name) => !args.includes(name));
}

async function candidates(
  process: Process,
  bindings: KubectlBindings,
  before: readonly string[],
  typed: string,
): Promise<readonly string[]> {
  const line = lineOf(before);
  const { command, path, rest } = line;
  if (rest.includes('--')) return [];
  const factory = factoryFor(process, bindings, line);
  const flags = flagsOf(command);
  const last = rest.at(-1) ?? '';
  const open = last.startsWith('-') ? flagOf(last, flags) : undefined;
  if (wantsNext(last, open)) return flagValues(factory, path, open, typed);
  if (typed.startsWith('--') && typed.includes('=')) {
    const flag = flagOf(typed, flags);
    const stem = typed.slice(0, typed.indexOf('=') + 1);
    return flag ? (await flagValues(factory, path, flag, typed.slice(stem.length))).map((value) => stem + value) : [];
  }
  if (typed.startsWith('-')) {
    return flags
      .filter((f) => !f.hidden && !f.deprecated)
      .map((f) => (standAlone(f) === undefined ? `--${f.name}=` : `--${f.name}`))
      .sort();
  }
  const below = command ? (command.subcommands ?? []) : rootCommands();
  if (below.length > 0 && factory.args.length === 0)
    return below
      .filter((c) => !c.hidden)
      .map((c) => c.name)
      .sort();
  if (!command) return [];
  // A file's name is the shell's to complete.
  if (factory.flags.changed('filename')) return [];
  if (command.complete) return command.complete(factory, factory.args, typed);
  return objects(factory, path[0] ?? '', factory.args, typed);
}

/**
 * @param words What stands after `kubectl`; the last one is being typed and may be empty.
 * @returns Whole words that may stand there instead. Empty where only the shell knows (file names), and when the cluster does not answer.
 */
export async function completeKubectl(
  process: Process,
  bindings: KubectlBindings,
  words: readonly string[],
): Promise<readonly string[]> {
  const typed = words.at(-1) ?? '';
  try {
    const found = await candidates(process, bindings, words.slice(0, -1), typed);
    return [...new Set(found)].filter((word) => word.startsWith(typed));
  } catch {
    return [];
  }
}
