// kubectl autoscale. Models kubectl/pkg/cmd/autoscale.

import type { ApiObject } from '#apimachinery/meta.ts';
import { canonicalQuantity, milliValue } from '#apimachinery/quantity.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { groupVersionOf, type Mapping } from '../../discovery.ts';
import { Fail, raise } from '../../errors.ts';
import { fetchInfos, queryOf } from '../../resource/builder.ts';
import { withLastApplied } from '../../resource/last-applied.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { recorded, recordFlag } from '../../resource/record.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';

const DEPRECATED =
  "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).";

const utilization = (name: string, percent: number): object => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization: percent } },
});

/** `80%` of what is asked for, or an amount a Pod; a bare number of CPU is thousandths. */
function metricOf(name: 'cpu' | 'memory', text: string): object {
  if (text.endsWith('%')) {
    const percent = text.slice(0, -1);
    if (!/^[+-]?\d+$/.test(percent)) throw new Fail(`invalid percentage value: ${percent}`);
    if (Number(percent) <= 0) throw new Fail(`invalid percentage value: ${Number(percent)}`);
    return utilization(name, Number(percent));
  }
  const quantity = canonicalQuantity(name === 'cpu' && /^\d+$/.test(text) ? `${text}m` : text);
  if (quantity === undefined) throw new Fail(`invalid resource ${name} value: ${text}`);
  if (milliValue(quantity) <= 0) throw new Fail(`resource ${name} value must be greater than 0`);
  return { type: 'Resource', resource: { name, target: { type: 'AverageValue', averageValue: quantity } } };
}

function metricsOf({ flags }: Factory): object[] {
  const [cpu, memory, percent] = [flags.string('cpu'), flags.string('memory'), flags.int('cpu-percent')];
  if (flags.changed('cpu-percent') && cpu) throw new Fail('--cpu-percent and --cpu are mutually exclusive');
  return [
    ...(cpu ? [metricOf('cpu', cpu)] : percent > 0 ? [utilization('cpu', percent)] : []),
    ...(memory ? [metricOf('memory', memory)] : []),
  ];
}

function checkScalable(mapping: Mapping): void {
  if (mapping.subresources.includes('scale')) return;
  throw new Fail(
    `cannot autoscale a ${mapping.kind}: could not find scale subresource for ${mapping.group ? groupVersionOf(mapping) : `/${mapping.version}`}, Resource=${mapping.resource} in discovery information`,
  );
}

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  if (!flags.changed('max')) throw new Fail('required flag(s) "max" not set');
  const dryRun = dryRunOf(factory);
  const report = reporter(factory, dryRun, { typed: true });
  const [least, most] = [flags.int('min'), flags.int('max')];
  if (most < 1) throw new Fail(`--max=MAXPODS is required and must be at least 1, max: ${most}`);
  if (most < least)
    throw new Fail(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`);
  const metrics = metricsOf(factory);
  const { infos, failures } = await fetchInfos(factory, queryOf(factory, args), { latest: true });
  const wrong: Fail[] = [...failures];
  for (const { mapping, namespace, name } of infos) {
    try {
      checkScalable(mapping);
      const object = {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: flags.string('name') || name },
        spec: {
          scaleTargetRef: { kind: mapping.kind, name, apiVersion: groupVersionOf(mapping) },
          ...(least > 0 && { minReplicas: least }),
          maxReplicas: most,
          ...(metrics.length > 0 && { metrics }),
        },
        status: { desiredReplicas: 0, currentMetrics: null },
      };
      const caused = recorded<ApiObject>(factory, object);
      const body = flags.bool('save-config') ? withLastApplied(caused) : caused;
      if (dryRun === 'client') {
        report(body, 'autoscaled');
        continue;
      }
      const path = `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`;
      const asked = query(writeQuery(dryRun, { fieldManager: flags.string('field-manager') }));
      const made = await ask<ApiObject>(factory, { method: 'POST', path: path + asked, body }).catch((error: unknown) =>
        lastError(error, flags.string('cpu'), flags.string('memory')),
      );
      report({ ...made, apiVersion: object.apiVersion, kind: object.kind }, 'autoscaled');
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
    }
  }
  raise(wrong);
  return 0;
}

/** What was refused is tried as autoscaling/v1, which knows a share of CPU alone. Source: canCreateHPAV1, which reads --cpu even if it is empty. */
function lastError(error: unknown, cpu: string, memory: string): never {
  if (!(error instanceof Fail) || (cpu.endsWith('%') && memory === '')) throw error;
  const why = cpu === '' ? 'empty input' : '%!w(<nil>)';
  throw new Fail(
    `failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: ${why}`,
  );
}

export const autoscale: Command = {
  name: 'autoscale',
  use: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [options]',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  long: 'Create an autoscaler that chooses how many pods a deployment, replica set, stateful set or replication controller has, by what they use.',
  examples: `# Between two and ten pods, with the default policy
kubectl autoscale deployment foo --min=2 --max=10

# At most five, at 80% of the CPU that they ask for
kubectl autoscale rc foo --max=5 --cpu=80%

# By CPU and memory a pod
kubectl autoscale deployment bar --min=3 --max=6 --cpu=500m --memory=200Mi`,
  flags: [
    ...printFlags,
    recordFlag,
    make.string(
      'cpu',
      'CPU that the pods should use: a percentage of what they request ("70%") or an amount ("500m").',
    ),
    make.int('cpu-percent', -1, 'Average CPU utilization of what the pods request.', {
      hidden: true,
      deprecated: DEPRECATED,
    }),
    flag.dryRun,
    flag.fieldManager('kubectl-autoscale'),
    ...filenameFlags('Filename, directory, or URL to files that name what to autoscale.'),
    { name: 'max', type: 'int32', default: '-1', usage: 'The most pods that there may be. Required.' },
    make.string(
      'memory',
      'Memory that the pods should use: a percentage of what they request ("60%") or an amount ("200Mi").',
    ),
    { name: 'min', type: 'int32', default: '-1', usage: 'The fewest pods. Negative: the server decides.' },
    make.string('name', 'Name of the autoscaler. Default: that of what it scales.'),
    flag.saveConfig,
  ],
  run,
};
