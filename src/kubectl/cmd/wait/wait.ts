// kubectl wait: blocks until objects are as asked. Models kubectl/pkg/cmd/wait.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { pathOf, qualifiedResource } from '../../discovery.ts';
import { Fail, isReason, raise } from '../../errors.ts';
import { fetchInfos, findTargets, type Info, queryOf } from '../../resource/builder.ts';
import { type Reporter, reporter } from '../../resource/output.ts';
import { FORMATS, flag, make } from '../../standard-flags.ts';
import { parseWanted, type Wanted } from './condition.ts';
import { follow, type TimeLimit, timeLimit } from './follow.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const POLL_MS = 500;

const shown = ({ mapping, name }: Info): string => `${qualifiedResource(mapping)}/${name}`;
const timedOut = ({ mapping, name }: Info): Fail =>
  new Fail(`timed out waiting for the condition on ${mapping.resource}/${name}`);
const notMet = (info: Info): Fail => new Fail(`condition not met for ${shown(info)}`);

async function current(factory: Factory, { mapping, namespace, name }: Info): Promise<ApiObject | undefined> {
  try {
    return await ask<ApiObject>(factory, {
      method: 'GET',
      path: pathOf(mapping, namespace, name),
      headers: { accept: 'application/json' },
    });
  } catch (error) {
    if (isReason(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** Resolves with the object as last seen; undefined when a signal came first. */
async function untilDeleted(factory: Factory, info: Info, time: TimeLimit | undefined): Promise<ApiObject | undefined> {
  const before = info.object as ApiObject;
  // It asks what is there before it waits, and that takes time too.
  if (time?.up.aborted) throw new Fail('client rate limiter Wait returned an error: context deadline exceeded');
  const now = await current(factory, info);
  if (!now || now.metadata.uid !== before.metadata.uid) return before;
  if (!time) throw notMet(info);
  const end = await follow(
    factory,
    info,
    time,
    (change) => change === undefined || change.type === 'DELETED' || change.object.metadata.uid !== before.metadata.uid,
  );
  if (end === 'timeout') throw timedOut(info);
  return end === 'met' ? before : undefined;
}

async function untilHolds(
  factory: Factory,
  info: Info,
  time: TimeLimit | undefined,
  holds: (object: ApiObject) => boolean,
): Promise<ApiObject | undefined> {
  let last = info.object as ApiObject;
  if (!time) {
    if (holds(last)) return last;
    throw notMet(info);
  }
  const end = await follow(factory, info, time, (change) => {
    if (!change || change.type === 'DELETED') return false;
    last = { ...change.object, apiVersion: last.apiVersion, kind: last.kind };
    return holds(last);
  });
  if (end === 'timeout') throw timedOut(info);
  return end === 'met' ? last : undefined;
}

/** Asks again and again until every named object is there. */
async function untilCreated(factory: Factory, timeoutMs: number): Promise<void> {
  const { host, signal } = factory.process;
  const { targets } = await findTargets(factory, queryOf(factory, factory.args));
  const deadline = host.now() + timeoutMs;
  for (const target of targets) {
    if (target.by === 'list') continue;
    while (!(await current(factory, target.info))) {
      if (host.now() + POLL_MS > deadline) throw new Fail('timed out waiting for the condition');
      await host.sleep(POLL_MS, signal);
      if (signal.aborted) return;
    }
  }
}

/** @param time For all of them together; undefined: none is waited for. */
async function waitFor(
  factory: Factory,
  infos: readonly Info[],
  wanted: Wanted,
  time: TimeLimit | undefined,
  report: Reporter,
): Promise<Fail[]> {
  const failures: Fail[] = [];
  for (const info of infos) {
    try {
      const met =
        wanted.for === 'object'
          ? await untilHolds(factory, info, time, wanted.holds)
          : wanted.for === 'delete'
            ? await untilDeleted(factory, info, time)
            : info.object;
      if (!met) return failures;
      report(met, 'condition met');
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      failures.push(error);
    }
  }
  return failures;
}

export const wait: Command = {
  name: 'wait',
  use: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]] [options]",
  short: 'Experimental: Wait for a specific condition on one or many resources',
  long: `Experimental: Wait for a specific condition on one or many resources.

The command takes multiple resources and waits until the specified condition is seen in the Status field of every given resource. Alternatively, the command can wait for the given set of resources to be created or deleted by providing the "create" or "delete" keyword as the value to the --for flag.

A successful message will be printed to stdout indicating when the specified condition has been met. You can use -o option to change to output destination.`,
  examples: `# Wait for the Pod "busybox1" to contain the status condition of type "Ready"
kubectl wait --for=condition=Ready pod/busybox1

# The default value of status condition is true; you can wait for other targets after an equal delimiter
kubectl wait --for=condition=Ready=false pod/busybox1

# Wait for the Pod "busybox1" to contain the status phase to be "Running"
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1

# Wait for a Service to have an address of a load balancer
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' service/loadbalancer

# Wait for the Pod "busybox1" to be deleted, with a timeout of 60s
kubectl wait --for=delete pod/busybox1 --timeout=60s`,
  flags: [
    make.bool('all', 'Select all resources in the namespace of the specified resource types'),
    flag.allNamespaces('Look in all namespaces. The namespace of the context and --namespace do not count then.'),
    flag.allowMissingTemplateKeys,
    flag.fieldSelector,
    flag.filename('identifying the resource.'),
    { ...flag.recursive, default: 'true' },
    make.string(
      'for',
      "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The default condition-value is true.",
    ),
    make.bool('local', 'If true, wait will NOT contact the API server but run locally.'),
    flag.output(FORMATS),
    flag.selector,
    flag.showManagedFields,
    flag.template,
    make.duration(
      'timeout',
      '30s',
      'The length of time to wait before giving up. Zero means check once and do not wait, negative means wait for a week.',
    ),
  ],

  async run(factory) {
    const wanted = parseWanted(factory.flags.string('for'));
    const report = reporter(factory);
    const asked = factory.flags.durationMs('timeout');
    const timeoutMs = asked < 0 ? WEEK_MS : asked;
    if (wanted.for === 'create') await untilCreated(factory, timeoutMs);
    if (factory.process.signal.aborted) return 130;

    const { infos, failures } = await fetchInfos(factory, queryOf(factory, factory.args), { latest: true });
    const real = wanted.for === 'delete' ? failures.filter((f) => !isReason(f, 'NotFound')) : failures;
    if (infos.length === 0) {
      raise(real);
      if (wanted.for === 'delete') return 0;
      throw new Fail('no matching resources found');
    }
    // The others are waited for all the same, as long as there is time.
    const time = timeoutMs === 0 ? undefined : timeLimit(factory, timeoutMs);
    const late = await waitFor(factory, infos, wanted, time, report).finally(() => time?.lift());
    raise([...real, ...late]);
    return 0;
  },
};
