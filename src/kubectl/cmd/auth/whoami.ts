// kubectl auth whoami. Models kubectl/pkg/cmd/auth whoami.go.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { columns } from '../../print/columns.ts';
import { objectPrinter } from '../../print/printer.ts';
import { printFlags } from '../../standard-flags.ts';

interface SelfSubjectReview extends ApiObject {
  readonly status: {
    readonly userInfo: {
      readonly username?: string;
      readonly uid?: string;
      readonly groups?: readonly string[];
      readonly extra?: Readonly<Record<string, readonly string[]>>;
    };
  };
}

async function run(factory: Factory): Promise<number> {
  const print = objectPrinter(factory, { typed: true });
  const kind = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const review = await ask<SelfSubjectReview>(factory, {
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    body: kind,
  });
  if (print) {
    print({ ...review, ...kind });
    return 0;
  }
  const { username, uid, groups, extra = {} } = review.status.userInfo;
  const rows = [
    ['ATTRIBUTE', 'VALUE'],
    ...(username ? [['Username', username]] : []),
    ...(uid ? [['UID', uid]] : []),
    ...(groups?.length ? [['Groups', `[${groups.join(' ')}]`]] : []),
    ...Object.keys(extra)
      .sort()
      .map((key) => [`Extra: ${key}`, `[${extra[key]!.join(' ')}]`]),
  ];
  factory.out(columns(rows));
  return 0;
}

export const whoami: Command = {
  name: 'whoami',
  use: 'auth whoami [options]',
  short: 'Experimental: Check self subject attributes',
  long: 'Experimental: Check who you are and your attributes (groups, extra).',
  examples: `# Who am I?
kubectl auth whoami

# The same as JSON
kubectl auth whoami -o json`,
  flags: printFlags,
  run,
};
