// kubectl create token. Models kubectl/pkg/cmd/create create_token.go.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail, StatusFail } from '../../errors.ts';
import { objectPrinter } from '../../print/printer.ts';
import { make, printFlags } from '../../standard-flags.ts';
import { onlyName } from './generate.ts';

const BOUND: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

interface TokenRequest extends ApiObject {
  readonly status: { readonly token: string };
}

function boundObject({ flags }: Factory): object | undefined {
  const [kind, name, uid] = ['kind', 'name', 'uid'].map((part) => flags.string(`bound-object-${part}`));
  if (!kind) {
    if (name) throw new Fail('--bound-object-name can only be set if --bound-object-kind is provided');
    if (uid) throw new Fail('--bound-object-uid can only be set if --bound-object-kind is provided');
    return undefined;
  }
  if (!Object.hasOwn(BOUND, kind))
    throw new Fail(`supported --bound-object-kind values are ${Object.keys(BOUND).join(', ')}`);
  if (!name) throw new Fail('--bound-object-name is required if --bound-object-kind is provided');
  return { kind, apiVersion: BOUND[kind], name, ...(uid && { uid }) };
}

async function run(factory: Factory): Promise<number> {
  const { flags, namespace } = factory;
  const name = onlyName(factory);
  const print = objectPrinter(factory, { typed: true });
  const seconds = flags.durationMs('duration') / 1000;
  if (seconds < 0) throw new Fail('--duration must be greater than or equal to 0');
  if (seconds % 1 !== 0) throw new Fail('--duration cannot be expressed in units less than seconds');
  const bound = boundObject(factory);
  const audiences = flags.list('audience');
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: {},
    spec: {
      audiences: audiences.length > 0 ? audiences : null,
      ...(seconds > 0 && { expirationSeconds: seconds }),
      ...(bound && { boundObjectRef: bound }),
    },
  };
  const path = `/api/v1/namespaces/${namespace.name}/serviceaccounts/${name}/token`;
  try {
    const made = await ask<TokenRequest>(factory, { method: 'POST', path, body });
    if (!made.status.token) throw new Fail('failed to create token: no token in server response');
    if (print) print(made);
    else factory.out(`${made.status.token}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof StatusFail)) throw error;
    throw new Fail(`failed to create token: ${error.message}`);
  }
}

export const token: Command = {
  name: 'token',
  use: 'create token SERVICE_ACCOUNT_NAME [options]',
  short: 'Request a service account token',
  long: 'Request a service account token.',
  examples: `# A token for the service account "myapp" in the current namespace
kubectl create token myapp

# One that ends after ten minutes
kubectl create token myapp --duration 10m

# One that ends with a pod
kubectl create token myapp --bound-object-kind Pod --bound-object-name myapp-1`,
  flags: [
    ...printFlags,
    make.stringArray('audience', 'Audience of the token. Default: the API server. Repeatable.'),
    make.string('bound-object-kind', 'Kind of an object to bind the token to: Node, Pod, Secret.'),
    make.string('bound-object-name', 'Name of that object. The token ends when it is deleted.'),
    make.string('bound-object-uid', 'UID of that object. Default: whatever it is.'),
    make.duration('duration', '0s', 'Wanted lifetime of the token. 0: the server decides.'),
  ],
  run,
};
