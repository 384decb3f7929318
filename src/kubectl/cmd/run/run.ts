// kubectl run. Models kubectl/pkg/cmd/run.

import type { Pod } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { discover, findKind } from '../../discovery.ts';
import { Fail, raise, StatusFail, usageError, Verbatim } from '../../errors.ts';
import type { Info } from '../../resource/builder.ts';
import { withLastApplied } from '../../resource/last-applied.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { override } from '../../resource/override.ts';
import { recorded, recordFlag } from '../../resource/record.ts';
import { waitUntilGone } from '../../resource/wait-gone.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';
import { attachTo } from '../attach/session.ts';
import { cascadeOf, deleteOne } from '../delete/delete.ts';

import { podFor } from './pod-for.ts';
import { phaseOf, type RunningPod, waitForPod } from './wait-for-pod.ts';

/** Attaches, or prints the log where the pod is over already; then says how it ended. */
async function follow(factory: Factory, pod: RunningPod, stdin: boolean, tty: boolean): Promise<void> {
  const { flags } = factory;
  const { namespace = '', name } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  const container = pod.spec.containers[0]!.name;
  const quiet = flags.bool('quiet');
  const started = await waitForPod(
    factory,
    pod,
    flags.durationMs('pod-running-timeout'),
    (p) => phaseOf(p) !== 'Pending' && phaseOf(p) !== '',
  );
  if (phaseOf(started) === 'Running') {
    try {
      await attachTo(factory, started as unknown as Pod, { container, stdin, tty, quiet });
    } catch (error) {
      // It may have ended before anybody could attach: its log is still there.
      if (!(error instanceof StatusFail)) throw error;
      factory.err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${error.message}\n`);
      await printLog(factory, path, container);
    }
  } else await printLog(factory, path, container);
}

async function printLog(factory: Factory, path: string, container: string): Promise<void> {
  const log = await ask<unknown>(factory, {
    method: 'GET',
    path: `${path}/log${query({ container })}`,
    headers: { accept: 'text/plain, */*' },
  });
  factory.out(typeof log === 'string' ? log : '');
}

async function finish(factory: Factory, pod: RunningPod): Promise<void> {
  const done = await waitForPod(factory, pod, 0, (p) => phaseOf(p) === 'Succeeded' || phaseOf(p) === 'Failed');
  if (phaseOf(done) !== 'Failed') return;
  const { namespace, name } = done.metadata;
  const ended = done.status?.containerStatuses?.[0]?.state?.terminated;
  throw new Verbatim(
    `pod ${namespace}/${name} terminated (${ended?.reason ?? ''})${ended?.message ? `\n${ended.message}` : ''}`,
    ended?.exitCode || 1,
  );
}

async function run(factory: Factory): Promise<number> {
  const { flags, args, afterDash = [] } = factory;
  const misuse = (text: string): Fail => usageError(factory.commandPath, text);
  if (!flags.changed('image')) throw new Fail('required flag(s) "image" not set');
  const dryRun = dryRunOf(factory);
  const [name, ...words] = args;
  if (name === undefined) throw misuse('NAME is required for run');
  const image = flags.string('image');
  if (image === '') throw new Fail('--image is required');
  if (!/^[a-zA-Z0-9]([\w.\-/:@]*[a-zA-Z0-9])?$/.test(image))
    throw new Fail(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  const stdin = flags.bool('stdin');
  const tty = flags.bool('tty');
  if (tty && !stdin) throw misuse('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.bool('expose') && !flags.string('port')) throw misuse('--port must be set when exposing a service');
  const restart = flags.string('restart');
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) throw misuse(`invalid restart policy: ${restart}`);
  const attach = flags.changed('attach') ? flags.bool('attach') : stdin || tty;
  const remove = flags.bool('rm');
  if (remove && !attach) throw misuse('--rm should only be used for attached containers');
  if (attach && dryRun !== 'none') {
    throw misuse(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  }
  const pullPolicy = flags.string('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(pullPolicy))
    throw misuse(`invalid image pull policy: ${pullPolicy}`);

  const report = reporter(factory, dryRun, { typed: true });
  const { namespace } = factory;
  const built = podFor({
    name,
    namespace: namespace.explicit ? namespace.name : '',
    image,
    pullPolicy,
    restart,
    labels: flags.string('labels'),
    annotations: flags.list('annotations'),
    env: flags.list('env'),
    port: flags.string('port'),
    command: flags.bool('command'),
    args: [...words, ...afterDash],
    stdin,
    tty,
    leaveStdinOpen: flags.bool('leave-stdin-open'),
    privileged: flags.bool('privileged'),
  });
  const pod = override(built, flags.string('overrides'), flags.string('override-type'));
  const all = await discover(factory, 1);

  const post = async (resource: string, object: ApiObject): Promise<ApiObject> => {
    const caused = recorded(factory, object);
    const body = flags.bool('save-config') ? withLastApplied(caused) : caused;
    if (dryRun === 'client') return body;
    const made = await ask<ApiObject>(factory, {
      method: 'POST',
      path: `/api/v1/namespaces/${encodeURIComponent(namespace.name)}/${resource}${query(writeQuery(dryRun, { fieldManager: flags.string('field-manager') }))}`,
      body,
    });
    return { ...made, apiVersion: object.apiVersion, kind: object.kind };
  };
  const created = await post('pods', pod);
  const quiet = flags.bool('quiet');
  if (flags.bool('expose')) {
    const port = Number(flags.string('port'));
    const selector = pod.metadata.labels ?? {};
    const service: ApiObject & { spec: object; status: object } = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, ...(namespace.explicit && { namespace: namespace.name }) },
      spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector },
      status: { loadBalancer: {} },
    };
    report(await post('services', service), 'created');
    // The real kubectl prints this divider besides its YAML printer's own.
    if (flags.string('output') === 'yaml') factory.out('---\n');
  }
  if (!attach) {
    if (!quiet || flags.string('output')) report(created, 'created');
    return 0;
  }

  const failures: Fail[] = [];
  try {
    await follow(factory, created as RunningPod, stdin, tty);
    if (restart === 'Never' || (restart === 'OnFailure' && !flags.bool('leave-stdin-open'))) {
      await finish(factory, created as RunningPod);
    }
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
    failures.push(error);
  }
  if (remove) {
    const mapping = findKind(all, 'v1', 'Pod')!;
    const info: Info = { mapping, namespace: created.metadata.namespace ?? namespace.name, name, source: '' };
    const how = {
      dryRun,
      policy: cascadeOf(factory),
      graceSeconds: undefined,
      force: false,
      quiet,
      output: '',
    } as const;
    const uid = await deleteOne(factory, info, how);
    if (flags.bool('wait')) await waitUntilGone(factory, info, uid, flags.durationMs('timeout'));
  }
  raise(failures);
  return 0;
}

export const runCommand: Command = {
  name: 'run',
  use: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...] [options]',
  short: 'Run a particular image on the cluster',
  long: 'Create and run a particular image in a pod.',
  examples: `# A pod that runs nginx
kubectl run nginx --image=nginx

# Tell that the container listens on a port
kubectl run hazelcast --image=hazelcast/hazelcast --port=5701

# A busybox pod in the foreground that is not started again and is deleted afterwards
kubectl run -it --rm busybox --image=busybox --restart=Never -- sh

# With other arguments
kubectl run nginx --image=nginx -- <arg1> <arg2> ... <argN>`,
  flags: [
    ...printFlags,
    recordFlag,
    make.stringArray('annotations', 'Annotations of the pod.'),
    make.bool('attach', 'Wait for the pod to run, then attach to it. Default false, true with -i/--stdin.'),
    flag.cascade,
    make.bool('command', "What follows is the container's command, not its arguments."),
    flag.dryRun,
    make.stringArray('env', 'Environment variables of the container.'),
    make.bool('expose', 'Create a ClusterIP service for the pod as well. Needs --port.'),
    flag.fieldManager('kubectl-run'),
    ...filenameFlags('to use to replace the resource.'),
    flag.force,
    flag.gracePeriod,
    make.string('image', 'The image for the container to run.'),
    make.string('image-pull-policy', 'The image pull policy of the container. Empty: the server decides.'),
    make.string('labels', 'Labels of the pod, separated by commas. They replace run=NAME.', { short: 'l' }),
    make.bool('leave-stdin-open', 'Leave stdin open after the first attach.'),
    make.string('override-type', 'How to apply the override: json, merge, or strategic.', { default: "'merge'" }),
    make.string('overrides', 'JSON that changes the generated object before it is sent.'),
    make.duration('pod-running-timeout', '1m0s', 'How long to wait until the pod runs'),
    make.string('port', 'The port that the container exposes.'),
    make.bool('privileged', 'Run the container in privileged mode.'),
    make.bool('quiet', 'Print nothing but what the container prints.', { short: 'q' }),
    make.string('restart', 'The restart policy of the pod. One of (Always, OnFailure, Never).', {
      default: "'Always'",
    }),
    make.bool('rm', 'Delete the pod when the attached session ends.'),
    flag.saveConfig,
    make.bool('stdin', "Keep the container's stdin open.", { short: 'i' }),
    flag.timeout,
    make.bool('tty', 'Give the container a terminal.', { short: 't' }),
    make.bool('wait', 'Wait until what is deleted is gone.'),
  ],
  run,
};
