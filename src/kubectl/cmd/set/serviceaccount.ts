// kubectl set serviceaccount. Models kubectl/pkg/cmd/set/set_serviceaccount.go.

import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { fetchInfos, queryOf } from '../../resource/builder.ts';
import { recordFlag } from '../../resource/record.ts';
import { changeEach, checkCombination, podSpecOf, setFlags } from './change.ts';

async function setServiceAccount(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  checkCombination(factory);
  if (args.length === 0) throw new Fail('serviceaccount is required');
  const [named, account] = [args.slice(0, -1), args.at(-1)!];
  const local = flags.bool('local');
  // With --local, what is named counts for nothing: only files do.
  const { infos, failures } = await fetchInfos(
    factory,
    { ...queryOf(factory, local ? [] : named), local },
    { latest: !local },
  );
  await changeEach(factory, infos, failures, {
    operation: 'serviceaccount updated',
    records: true,
    refused: 'failed to patch ServiceAccountName',
    always: true,
    apply(copy, info) {
      podSpecOf(info, copy).serviceAccountName = account;
    },
  });
  return 0;
}

export const serviceaccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  use: 'set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [options]',
  short: 'Update the service account of a resource',
  long: 'Say as which ServiceAccount the Pods of an object run.\n\n Possible resources (case insensitive) can be:\n\n replicationcontroller (rc), deployment (deploy), daemonset (ds), job, replicaset (rs), statefulset (sts)',
  examples: `# The Pods of deployment web run as serviceaccount1
kubectl set serviceaccount deployment web serviceaccount1`,
  flags: [...setFlags, recordFlag],
  run: setServiceAccount,
};
