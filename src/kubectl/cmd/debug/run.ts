// Debugging containers in Pods, in copies of them and on nodes. Models kubectl/pkg/cmd/debug.

import type { Container, Node, Pod } from '#api/core/types.ts';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { ask, query } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { Fail, StatusFail } from '../../errors.ts';
import { absolute } from '../../kubeconfig.ts';
import { fetchAll, queryOf } from '../../resource/builder.ts';
import { applyPatch } from '../../resource/patch.ts';
import { twoWayPatch } from '../../resource/three-way.ts';
import { attachTo } from '../attach/session.ts';
import { type RunningPod, waitForPod } from '../run/wait-for-pod.ts';
import { type Options, optionsOf, validate } from './options.ts';
import { PROFILES, type Style } from './profiles.ts';

/** Source: apimachinery/pkg/util/rand. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

interface Made {
  readonly pod: Pod;
  /** Empty: none to attach to. */
  readonly container: string;
}

const suffix = ({ process }: Factory): string =>
  Array.from({ length: 5 }, () => ALPHABET[Math.floor(process.host.random() * ALPHABET.length)]).join('');

const allContainers = ({ spec }: Pod): readonly Container[] => [
  ...spec.containers,
  ...(spec.initContainers ?? []),
  ...((spec.ephemeralContainers ?? []) as Container[]),
];

function nameFor(factory: Factory, pod: Pod, options: Options): string {
  if (options.container) return options.container;
  let name = '';
  while (name === '' || allContainers(pod).some((c) => c.name === name)) name = `debugger-${suffix(factory)}`;
  if (!options.quiet) factory.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

const commandOf = ({ args, argumentsOnly }: Options): Partial<Container> =>
  args.length === 0 ? {} : argumentsOnly ? { args: [...args] } : { command: [...args] };

const containerFor = (name: string, options: Options): Container =>
  ({
    name,
    image: options.image,
    ...commandOf(options),
    ...(options.env.length > 0 && { env: options.env }),
    resources: {},
    terminationMessagePolicy: 'File',
    ...(options.pullPolicy && { imagePullPolicy: options.pullPolicy }),
    ...(options.stdin && { stdin: true }),
    ...(options.tty && { tty: true }),
  }) as Container;

/** The profile, and after it what --custom says. */
function shape(pod: Pod, container: Container, style: Style, options: Options, custom: object | undefined): void {
  PROFILES[options.profile]!({ pod, container, style, keep: options.keep });
  if (!custom) return;
  // As a Pod's container, so that lists merge by their keys.
  const at = { kind: 'Pod', spec: { containers: [container] } };
  const patch = { spec: { containers: [{ ...custom, name: container.name }] } };
  const patched = applyPatch(at, patch, 'strategic');
  if ('error' in patched) throw new Fail(`error creating three way patch to add debug container: ${patched.error}`);
  Object.assign(container, (patched.value as typeof at).spec.containers[0]);
}

function customOf(factory: Factory, path: string): object | undefined {
  if (path === '') return undefined;
  const text = factory.process.files.read(absolute(factory.process, path));
  if (text === undefined)
    throw new Fail(`must pass a container spec json file for custom profile: open ${path}: no such file or directory`);
  const parsed = parseYamlDocuments(text);
  const value = 'error' in parsed ? undefined : parsed.ok[0];
  if (typeof value !== 'object' || value === null) throw new Fail(`${path} does not contain a valid container spec`);
  const forbidden = ['name', 'command', 'image', 'lifecycle', 'volumeDevices'];
  if (forbidden.some((name) => name in value))
    throw new Fail('name, command, image, lifecycle and volume devices are not modifiable via custom profile');
  return value;
}

/** What a profile grants may be of no use where the Pod runs as somebody else than root. */
function warn(factory: Factory, container: Container | undefined, pod: Pod): void {
  const user = (security: unknown): number | undefined => (security as { runAsUser?: number } | undefined)?.runAsUser;
  const own = container?.securityContext as { privileged?: boolean; capabilities?: { add?: string[] } } | undefined;
  if (!own || !user(pod.spec.securityContext) || user(own) === 0) return;
  if (!own.privileged && !own.capabilities?.add?.length) return;
  factory.err(
    'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n',
  );
}

async function ephemeral(factory: Factory, pod: Pod, options: Options, custom: object | undefined): Promise<Made> {
  const name = nameFor(factory, pod, options);
  const target = options.target;
  const container = { ...containerFor(name, options), ...(target && { targetContainerName: target }) } as Container;
  const changed = structuredClone(pod);
  shape(changed, container, 'ephemeral', options, custom);
  changed.spec.ephemeralContainers = [...(changed.spec.ephemeralContainers ?? []), container] as never;
  warn(factory, container, pod);
  const { namespace, name: podName } = pod.metadata;
  try {
    const patched = await ask<Pod>(factory, {
      method: 'PATCH',
      path: `/api/v1/namespaces/${namespace}/pods/${podName}/ephemeralcontainers`,
      headers: { accept: 'application/json', 'content-type': 'application/strategic-merge-patch+json' },
      body: twoWayPatch(pod, changed, { kind: 'Pod', strategic: true }),
    });
    return { pod: patched, container: name };
  } catch (error) {
    if (error instanceof StatusFail && error.status.reason === 'NotFound' && !error.status.details?.name)
      throw new Fail(
        `ephemeral containers are disabled for this cluster (error from server: ${JSON.stringify(error.message)})`,
      );
    throw error;
  }
}

function copyOf(factory: Factory, pod: Pod, options: Options, custom: object | undefined): { copy: Pod; name: string } {
  const { namespace, annotations, labels } = pod.metadata;
  const spec = structuredClone(pod.spec) as Pod['spec'] & { shareProcessNamespace?: boolean };
  const copy: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: options.copyTo,
      ...(namespace !== undefined && { namespace }),
      ...(annotations && { annotations }),
      ...(labels && { labels }),
    },
    spec,
    status: {} as Pod['status'],
  };
  delete spec.ephemeralContainers;
  if (options.shareProcesses !== undefined) spec.shareProcessNamespace = options.shareProcesses;
  if (!options.sameNode) delete spec.nodeName;
  for (const container of spec.containers) {
    const image = options.images.get(container.name) ?? options.images.get('*');
    if (image) container.image = image;
  }
  let container = options.container ? allContainers(copy).find((c) => c.name === options.container) : undefined;
  if (!container) {
    if (options.image === '') {
      if (options.images.size > 0) return { copy, name: '' };
      throw new Fail('you must specify image when creating new container');
    }
    const name = nameFor(factory, copy, options);
    container = { name, resources: {}, terminationMessagePolicy: 'File' } as unknown as Container;
    spec.containers.push(container);
  }
  if (options.args.length > 0) {
    if (!options.argumentsOnly) delete container.args;
    Object.assign(container, commandOf(options));
  }
  if (options.env.length > 0) container.env = [...options.env];
  if (options.image) container.image = options.image;
  if (options.pullPolicy) container.imagePullPolicy = options.pullPolicy as NonNullable<Container['imagePullPolicy']>;
  for (const [field, value] of [
    ['stdin', options.stdin],
    ['tty', options.tty],
  ] as const) {
    if (value) Object.assign(container, { [field]: true });
    else delete (container as unknown as Record<string, unknown>)[field];
  }
  shape(copy, container, 'copy', options, custom);
  return { copy, name: container.name };
}

async function copied(factory: Factory, pod: Pod, options: Options, custom: object | undefined): Promise<Made> {
  const { copy, name } = copyOf(factory, pod, options, custom);
  const { namespace } = pod.metadata;
  warn(
    factory,
    copy.spec.containers.find((c) => c.name === name),
    copy,
  );
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const made = await ask<Pod>(factory, { method: 'POST', path, body: copy });
  if (options.replace) {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 };
    await ask(factory, { method: 'DELETE', path: `${path}/${pod.metadata.name}`, body });
  }
  return { pod: made, container: name };
}

async function onNode(factory: Factory, node: Node, options: Options, custom: object | undefined): Promise<Made> {
  const name = options.container || 'debugger';
  const podName = `node-debugger-${node.metadata.name}-${suffix(factory)}`;
  if (!options.quiet)
    factory.out(`Creating debugging pod ${podName} with container ${name} on node ${node.metadata.name}.\n`);
  const container = containerFor(name, options);
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: podName, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [container],
      nodeName: node.metadata.name,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    } as unknown as Pod['spec'],
    status: {} as Pod['status'],
  };
  shape(pod, container, 'node', options, custom);
  const path = `/api/v1/namespaces/${encodeURIComponent(factory.namespace.name)}/pods`;
  return { pod: await ask<Pod>(factory, { method: 'POST', path, body: pod }), container: name };
}

interface State {
  readonly name: string;
  readonly state?: { running?: object; terminated?: object; waiting?: { message?: string } };
}
type Watched = RunningPod & {
  status?: Partial<Record<'initContainerStatuses' | 'containerStatuses' | 'ephemeralContainerStatuses', State[]>>;
};

async function session(factory: Factory, { pod, container }: Made, options: Options): Promise<void> {
  const stateOf = ({ status = {} }: Watched): State['state'] =>
    [
      ...(status.initContainerStatuses ?? []),
      ...(status.containerStatuses ?? []),
      ...(status.ephemeralContainerStatuses ?? []),
    ].find(({ name }) => name === container)?.state;
  let said = '';
  const ready = await waitForPod(factory, pod as unknown as RunningPod, 0, (seen) => {
    const state = stateOf(seen as Watched);
    const why = state?.waiting?.message ?? '';
    if (why !== '' && why !== said && !options.quiet) factory.err(`Warning: container ${container}: ${(said = why)}\n`);
    return state?.running !== undefined || state?.terminated !== undefined;
  });
  const { namespace, name } = pod.metadata;
  const printLog = async (): Promise<void> => {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/log${query({ container })}`;
    const log = await ask<unknown>(factory, { method: 'GET', path, headers: { accept: 'text/plain, */*' } });
    factory.out(typeof log === 'string' ? log : '');
  };
  if (stateOf(ready as Watched)?.terminated) return printLog();
  try {
    await attachTo(factory, ready as unknown as Pod, {
      container,
      stdin: options.stdin,
      tty: options.tty,
      quiet: options.quiet,
    });
  } catch (error) {
    if (!(error instanceof StatusFail)) throw error;
    factory.err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${error.message}\n`);
    await printLog();
  }
}

export async function runDebug(factory: Factory): Promise<number> {
  const options = optionsOf(factory);
  const custom = customOf(factory, options.custom);
  validate(factory, options);
  const named =
    options.names.length > 0 && !options.names.some((name) => name.includes('/'))
      ? ['pods', ...options.names]
      : options.names;
  const infos = await fetchAll(factory, queryOf(factory, named), { latest: true });
  for (const { object, mapping } of infos) {
    let made: Made;
    if (mapping.kind === 'Node' && mapping.group === '') made = await onNode(factory, object as Node, options, custom);
    else if (mapping.kind === 'Pod' && mapping.group === '') {
      const pod = object as Pod;
      made = options.copyTo
        ? await copied(factory, pod, options, custom)
        : await ephemeral(factory, pod, options, custom);
    } else {
      const group = mapping.group ? `${mapping.group}/${mapping.version}` : `/${mapping.version}`;
      throw new Fail(`${JSON.stringify(`${group}, Kind=${mapping.kind}`)} not supported by debug`);
    }
    if (options.attach && made.container !== '') await session(factory, made, options);
  }
  return 0;
}
