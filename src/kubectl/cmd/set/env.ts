// kubectl set env. Models kubectl/pkg/cmd/set/set_env.go and set/env.

import type { Container, EnvVar } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { readAll } from '#machine/text-input.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail, raise } from '../../errors.ts';
import { fetchInfos, queryOf } from '../../resource/builder.ts';
import { flag, make } from '../../standard-flags.ts';
import { changeEach, checkCombination, containersOf, podSpecOf, setFlags, Unchanged } from './change.ts';
import { parseEnvironment, splitEnvironment, updated } from './environment.ts';

/** Source: keyToEnvName. */
const nameOfKey = (key: string): string => key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();

/** Variables that a ConfigMap or a Secret gives, one for each of its keys. */
async function imported(factory: Factory, from: string): Promise<readonly EnvVar[]> {
  const { flags } = factory;
  const keys = flags.list('keys');
  const { infos, failures } = await fetchInfos(
    factory,
    { ...queryOf(factory, [from]), filenames: [] },
    { latest: true },
  );
  raise(failures);
  return infos.flatMap(({ mapping: { kind }, name, object }) => {
    if (kind !== 'ConfigMap' && kind !== 'Secret') throw new Fail('unsupported resource specified in --from');
    const { data = {} } = object as ApiObject & { data?: Readonly<Record<string, string>> };
    return Object.keys(data)
      .sort()
      .filter((key) => keys.length === 0 || keys.includes(key))
      .map((key): EnvVar => {
        const variable = nameOfKey(key);
        if (variable !== key) factory.err(`Warning: key ${key} transferred to ${variable}\n`);
        return {
          name: variable,
          valueFrom: kind === 'Secret' ? { secretKeyRef: { name, key } } : { configMapKeyRef: { name, key } },
        };
      });
  });
}

/** Source: GetEnvVarRefString. */
function reference({ valueFrom }: EnvVar): string {
  if (valueFrom?.configMapKeyRef)
    return `configmap ${valueFrom.configMapKeyRef.name}, key ${valueFrom.configMapKeyRef.key}`;
  if (valueFrom?.secretKeyRef) return `secret ${valueFrom.secretKeyRef.name}, key ${valueFrom.secretKeyRef.key}`;
  if (valueFrom?.fieldRef) return `field path ${valueFrom.fieldRef.fieldPath}`;
  const { containerName = '', resource = '' } = valueFrom?.resourceFieldRef ?? {};
  return containerName ? `${containerName}/${resource}` : resource;
}

/** Source: GetEnvVarRefValue. */
async function resolved(factory: Factory, { valueFrom }: EnvVar, object: ApiObject): Promise<string> {
  const ref = valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef;
  if (ref) {
    const type = valueFrom?.secretKeyRef ? 'secret' : 'configmap';
    const { infos, failures } = await fetchInfos(factory, { args: [`${type}/${ref.name}`] }, { latest: true });
    raise(failures);
    const { data = {} } = infos[0]!.object as ApiObject & { data?: Readonly<Record<string, string>> };
    const value = data[ref.key ?? ''];
    if (value === undefined) throw new Fail(`key ${ref.key} not found in ${type} ${ref.name}`);
    return type === 'secret' ? decodeURIComponent(escape(atob(value))) : value;
  }
  const path = valueFrom?.fieldRef?.fieldPath;
  if (path === 'metadata.name') return object.metadata.name;
  if (path === 'metadata.namespace') return object.metadata.namespace ?? '';
  throw new Fail(path ? `unsupported fieldPath: ${path}` : 'resource fields are known once the Pod runs');
}

async function list(factory: Factory, object: ApiObject, { name, env = [] }: Container): Promise<void> {
  factory.out(`# ${object.kind} ${object.metadata.name}, container ${name}\n`);
  const wrong = new Map<string, string[]>();
  for (const variable of env) {
    if (!variable.valueFrom) factory.out(`${variable.name}=${variable.value ?? ''}\n`);
    else if (!factory.flags.bool('resolve')) factory.out(`# ${variable.name} from ${reference(variable)}\n`);
    else {
      try {
        factory.out(`${variable.name}=${await resolved(factory, variable, object)}\n`);
      } catch (error) {
        if (!(error instanceof Fail)) throw error;
        factory.out(`# ${variable.name} from ${reference(variable)}\n`);
        wrong.set(error.message, [...(wrong.get(error.message) ?? []), variable.name]);
      }
    }
  }
  for (const [why, names] of [...wrong].sort())
    factory.err(`error retrieving reference for ${names.sort().join(', ')}: ${why}\n`);
}

function checkOverwrites(existing: readonly EnvVar[], wanted: readonly EnvVar[]): void {
  for (const { name, value = '' } of wanted) {
    const current = existing.find((variable) => variable.name === name);
    if (current && (current.value ?? '') !== value)
      throw new Unchanged(`'${name}' already has a value (${current.value ?? ''}), and --overwrite is false`);
  }
}

async function setEnv(factory: Factory): Promise<number> {
  const { flags, args, process } = factory;
  if (flags.bool('all') && flags.string('selector')) throw new Fail('cannot set --all and --selector at the same time');
  const split = splitEnvironment(args);
  if (!split) throw new Fail(`all resources must be specified before environment changes: ${args.join(' ')}`);
  checkCombination(factory);
  const { resources, changes } = split;
  const [listing, from, pattern] = [flags.bool('list'), flags.string('from'), flags.string('containers')];
  if (flags.list('filename').length === 0 && resources.length === 0)
    throw new Fail('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (listing && flags.string('output')) throw new Fail('--list and --output may not be specified together');
  if (flags.list('keys').length > 0 && !from)
    throw new Fail('when specifying --keys, a configmap or secret must be provided with --from');
  const parsed = await parseEnvironment([...flags.list('env'), ...changes], () =>
    readAll(process.stdin, process.signal),
  );
  const { remove } = parsed;
  const prefix = flags.string('prefix');
  const given = [...parsed.env, ...(from ? await imported(factory, from) : [])].map((variable) => ({
    ...variable,
    name: prefix + variable.name,
  }));
  const local = flags.bool('local');
  const { infos, failures } = await fetchInfos(factory, { ...queryOf(factory, resources), local }, { latest: !local });
  const apply = (copy: ApiObject, info: (typeof infos)[number]): readonly Container[] => {
    const containers = containersOf(podSpecOf(info, copy), pattern);
    if (containers.length === 0)
      factory.err(
        `Warning: ${copy.kind}/${copy.metadata.name} does not have any containers matching ${JSON.stringify(pattern)}\n`,
      );
    for (const container of containers) {
      if (!flags.bool('overwrite')) checkOverwrites(container.env ?? [], given);
      const env = updated(container.env ?? [], given, remove);
      if (env.length > 0) container.env = env;
      else delete container.env;
    }
    return containers;
  };
  if (!listing) {
    await changeEach(factory, infos, failures, {
      operation: 'env updated',
      refused: 'failed to patch env update to pod template:',
      apply: (copy, info) => void apply(copy, info),
    });
    return 0;
  }
  raise(failures);
  for (const info of infos) {
    const copy = structuredClone(info.object!);
    for (const container of apply(copy, info)) await list(factory, copy, container);
  }
  return 0;
}

export const env: Command = {
  name: 'env',
  use: 'set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [options]',
  short: 'Update environment variables on a pod template',
  long: `List, add, change or remove the environment variables of the containers in Pods and pod templates.

 With "--env -", variables are read from standard input.

 Possible resources include (case insensitive):

 pod (po), replicationcontroller (rc), deployment (deploy), daemonset (ds), statefulset (sts), cronjob (cj), replicaset (rs)`,
  examples: `# Deployment registry gets a variable
kubectl set env deployment/registry STORAGE_DIR=/local

# What variables it has
kubectl set env deployment/registry --list

# All keys of a config map become variables, with a prefix
kubectl set env --from=configmap/settings --prefix=MYSQL_ deployment/registry

# The variable ENV goes from container c1 of all deployments
kubectl set env deployments --all --containers="c1" ENV-`,
  flags: [
    ...setFlags,
    make.string('containers', 'The containers to change; may use wildcards.', { short: 'c', default: "'*'" }),
    make.stringArray('env', 'A variable to set in each container: KEY=VALUE.', { short: 'e' }),
    make.string('from', 'A config map or secret whose keys become variables.'),
    make.strings('keys', 'The keys to take from it; all without this.'),
    make.bool('list', 'Print the variables, as they would be after the change.'),
    make.bool('overwrite', 'Variables that are there may be changed.', { default: 'true' }),
    make.string('prefix', 'What to put before the names.'),
    make.bool('resolve', 'Show the values behind references to secrets and config maps.'),
    flag.selector,
  ],
  run: setEnv,
};
