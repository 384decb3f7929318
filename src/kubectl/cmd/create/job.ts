// kubectl create job.

import type { ApiObject } from '#apimachinery/meta.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { fetchAll } from '../../resource/builder.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, metadata, onlyName, post } from './generate.ts';

async function run(factory: Factory): Promise<number> {
  const { flags, afterDash = [] } = factory;
  const name = onlyName(factory);
  const image = flags.string('image');
  const from = flags.string('from');
  if (!image === !from) throw new Fail('either --image or --from must be specified');
  if (from && afterDash.length > 0) throw new Fail('cannot specify --from and command');
  if (image) {
    const container = { name, image, ...(afterDash.length > 0 && { command: afterDash }), resources: {} };
    const object = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: metadata(factory, name),
      spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: 'Never' } } },
      status: {},
    };
    return post(factory, 'jobs', object, 'job');
  }
  const [found] = await fetchAll(factory, { args: [from] });
  if (found?.mapping.kind !== 'CronJob') {
    throw new Fail(
      found
        ? `unknown object type *${found.mapping.version}.${found.mapping.kind}`
        : 'from must be an existing cronjob',
    );
  }
  const {
    apiVersion = 'batch/v1',
    kind = 'CronJob',
    metadata: owner,
    spec,
  } = found.object as ApiObject & {
    spec: { jobTemplate: { metadata?: { annotations?: object; labels?: object }; spec: object } };
  };
  const object = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...metadata(factory, name),
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...spec.jobTemplate.metadata?.annotations },
      ...(spec.jobTemplate.metadata?.labels && { labels: spec.jobTemplate.metadata.labels }),
      ownerReferences: [{ apiVersion, kind, name: owner.name, uid: owner.uid ?? '', controller: true }],
    } as ApiObject['metadata'],
    spec: spec.jobTemplate.spec,
    status: {},
  };
  return post(factory, 'jobs', object, 'job');
}

export const job: Command = {
  name: 'job',
  use: 'create job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...] [options]',
  short: 'Create a job with the specified name',
  long: 'Create a job with the specified name.',
  examples: `# A job
kubectl create job my-job --image=busybox

# A job with a command
kubectl create job my-job --image=busybox -- date`,
  flags: [
    ...generateFlags,
    make.string('from', 'The resource to create the job from (only cronjob is supported).'),
    make.string('image', 'Image name to run.'),
  ],
  run,
};
