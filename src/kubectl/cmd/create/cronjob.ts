// kubectl create cronjob. Models kubectl/pkg/cmd/create create_cronjob.go.

import type { Command, Factory } from '../../command.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, metadata, onlyName, post, required } from './generate.ts';

async function run(factory: Factory): Promise<number> {
  const { flags, afterDash = [] } = factory;
  required(factory, 'image', 'schedule');
  const name = onlyName(factory);
  const container = {
    name,
    image: flags.string('image'),
    ...(afterDash.length > 0 && { command: afterDash }),
    resources: {},
  };
  const object = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata(factory, name),
    spec: {
      schedule: flags.string('schedule'),
      jobTemplate: {
        metadata: { name },
        spec: {
          template: {
            metadata: {},
            spec: { containers: [container], restartPolicy: flags.string('restart') || 'OnFailure' },
          },
        },
      },
    },
    status: {},
  };
  return post(factory, 'cronjobs', object, 'cronjob');
}

export const cronjob: Command = {
  name: 'cronjob',
  aliases: ['cj'],
  use: "create cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags] [options]",
  short: 'Create a cron job with the specified name',
  long: 'Create a cron job with the specified name.',
  examples: `# A job every minute
kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *"

# With a command
kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *" -- date`,
  flags: [
    ...generateFlags,
    make.string('image', 'Image name to run.'),
    make.string('restart', "The job's restart policy: OnFailure, Never"),
    make.string('schedule', 'When the job runs, in the Cron format.'),
  ],
  run,
};
