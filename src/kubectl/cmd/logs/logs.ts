// kubectl logs: what containers have printed. Models kubectl/pkg/cmd/logs.

import type { Pod } from '#api/core/types.ts';
import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import { query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf, resolveType } from '../../discovery.ts';
import { Fail, StatusFail, usageError } from '../../errors.ts';
import { askList, getObject } from '../../resource/builder.ts';
import { flag, make } from '../../standard-flags.ts';
import { defaultContainer, hasContainer, infoOf, onePod, podsFor } from '../exec/pod-of.ts';
import { readLogs, type Source } from './streams.ts';

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

function containersOf({ spec }: Pod): string[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].map((c) => c.name);
}

/** Which logs of one Pod: all its containers, or one. */
function sourcesOf(factory: Factory, pod: Pod, container: string): Source[] {
  const { name = '', namespace = '' } = pod.metadata;
  const one = (chosen: string): Source => ({ namespace, pod: name, container: chosen });
  if (factory.flags.bool('all-containers')) return containersOf(pod).map(one);
  if (container && !hasContainer(pod, container)) throw new Fail(`container ${container} is not valid for pod ${name}`);
  return [one(container || defaultContainer(factory, pod))];
}

async function bySelector(factory: Factory, container: string): Promise<Source[]> {
  const { flags, namespace } = factory;
  const selector = flags.string('selector');
  const mapping = await resolveType(factory, 'pods');
  const path = pathOf(mapping, namespace.name) + query({ labelSelector: selector });
  const { items } = await askList<ApiList<Pod>>(factory, mapping, { selector }, { path });
  if (items.length === 0) factory.err(`No resources found in ${namespace.name} namespace.\n`);
  return items.flatMap((pod) => sourcesOf(factory, pod, container));
}

/** A refusal, as logs words it: the real one wraps it once more, and loses its type. */
async function objectOf(factory: Factory, arg: string): Promise<ApiObject> {
  try {
    return await getObject<ApiObject>(factory, await infoOf(factory, arg));
  } catch (error) {
    if (!(error instanceof StatusFail) || error.status.reason !== 'NotFound') throw error;
    throw new Fail(
      `error from server (NotFound): ${error.message} in namespace ${JSON.stringify(factory.namespace.name)}`,
    );
  }
}

async function byName(factory: Factory, arg: string, container: string): Promise<Source[]> {
  const object = await objectOf(factory, arg);
  const doing = 'cannot get the logs from';
  if (factory.flags.bool('all-pods')) {
    const pods = object.kind === 'Pod' ? [object as Pod] : await podsFor(factory, object, doing);
    return pods.flatMap((pod) => sourcesOf(factory, pod, container));
  }
  const { pod, of } = await onePod(factory, object, doing);
  if (of > 1) factory.err(`Found ${of} pods, using pod/${pod.metadata.name}\n`);
  return sourcesOf(factory, pod, container);
}

function check(factory: Factory): void {
  const { flags } = factory;
  if (flags.changed('since-time') && flags.changed('since')) {
    throw new Fail('at most one of `sinceTime` or `sinceSeconds` may be specified');
  }
  const sinceTime = flags.string('since-time');
  if (sinceTime && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/.test(sinceTime)) {
    throw new Fail(
      `parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(sinceTime)} as "2006"`,
    );
  }
  if (flags.durationMs('since') < 0) throw new Fail('--since must be greater than 0');
  if (flags.durationMs('pod-running-timeout') <= 0) throw new Fail('--pod-running-timeout must be higher than zero');
  if (flags.int('limit-bytes') < 0) throw new Fail('--limit-bytes must be greater than 0');
  if (flags.int('tail') < -1) throw new Fail('--tail must be greater than or equal to -1');
}

export const logs: Command = {
  name: 'logs',
  use: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [options]',
  short: 'Print the logs for a container in a pod',
  long: 'Print the logs for a container in a pod or specified resource. If the pod has only one container, the container name is optional.',
  examples: `# Return snapshot logs from Pod nginx with only one container
kubectl logs nginx

# Return snapshot logs from the first container of a Pod of Deployment web
kubectl logs deployment/web

# Return snapshot logs from all containers in Pods with the label app=nginx, each line with its origin
kubectl logs -l app=nginx --all-containers=true --prefix

# Return snapshot of the previous, terminated container ruby in Pod web-1
kubectl logs -p -c ruby web-1

# Begin streaming the logs of container ruby in Pod web-1
kubectl logs -f -c ruby web-1

# Display only the most recent 20 lines of output in Pod nginx
kubectl logs --tail=20 nginx

# Show all logs from Pod nginx written in the last hour
kubectl logs --since=1h nginx`,
  flags: [
    make.bool('all-containers', "Get all containers' logs in the pod(s)."),
    make.bool('all-pods', 'Get logs from all pod(s). Sets prefix to true.'),
    make.string('container', 'Print the logs of this container', { short: 'c' }),
    make.bool('follow', 'Specify if the logs should be streamed.', { short: 'f' }),
    make.bool('ignore-errors', 'If watching / following pod logs, allow for any errors that occur to be non-fatal'),
    make.bool(
      'insecure-skip-tls-verify-backend',
      'Skip verifying the identity of the kubelet that logs are requested from.',
    ),
    make.int('limit-bytes', 0, 'Maximum bytes of logs to return. Defaults to no limit.'),
    make.int(
      'max-log-requests',
      5,
      'Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5.',
    ),
    flag.podRunningTimeout('20s'),
    make.bool('prefix', 'Prefix each log line with the log source (pod name and container name)'),
    make.bool('previous', 'If true, print the logs for the previous instance of the container in a pod if it exists.', {
      short: 'p',
    }),
    flag.selector,
    make.duration(
      'since',
      '0s',
      'Only return logs newer than a relative duration like 5s, 2m, or 3h. Defaults to all logs. Only one of since-time / since may be used.',
    ),
    make.string(
      'since-time',
      'Only return logs after a specific date (RFC3339). Defaults to all logs. Only one of since-time / since may be used.',
    ),
    make.int(
      'tail',
      -1,
      'Lines of recent log file to display. Defaults to -1 with no selector, showing all log lines otherwise 10, if a selector is provided.',
    ),
    make.bool('timestamps', 'Include timestamps on each line in the log output'),
  ],

  async run(factory) {
    const { args, flags } = factory;
    const selector = flags.string('selector');
    if (selector ? args.length > 1 : args.length === 0 || args.length > 2) throw usageError(factory.commandPath, USAGE);
    if (selector && args.length > 0)
      throw usageError(factory.commandPath, 'only a selector (-l) or a POD name is allowed');
    if (args.length === 2 && flags.string('container'))
      throw new Fail('only one of -c or an inline [CONTAINER] arg is allowed');
    check(factory);
    const container = flags.string('container') || (args[1] ?? '');
    if (container && flags.bool('all-containers'))
      throw new Fail(`--all-containers=true should not be specified with container name ${container}`);
    const sources = selector ? await bySelector(factory, container) : await byName(factory, args[0] ?? '', container);
    const most = flags.int('max-log-requests');
    if (flags.bool('follow') && sources.length > most && (selector || sources.length > 1)) {
      throw new Fail(
        `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
      );
    }
    await readLogs(factory, sources);
    return 0;
  },
};
