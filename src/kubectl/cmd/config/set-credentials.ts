// kubectl config set-credentials. Models kubectl/pkg/cmd/config/create_authinfo.go.

import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { commandHelp } from '../../help.ts';
import { make } from '../../standard-flags.ts';
import { expect, fromFlags, withFiles } from './fields.ts';
import { type Fields, setEntry } from './file.ts';

const MODES = ['IfAvailable', 'Never', 'Always'];

interface Pairs {
  readonly set: ReadonlyMap<string, string>;
  readonly gone: ReadonlySet<string>;
}

/** `key=value` sets, `key-` takes away. Models cmdutil.ParsePairs. */
function pairsOf(factory: Factory, flag: string, command: Command): Pairs {
  const set = new Map<string, string>();
  const gone = new Set<string>();
  const wrong: string[] = [];
  for (const each of factory.flags.list(flag)) {
    const [, key = '', value] = /^([^=]*)(?:=([\s\S]*))?$/.exec(each) ?? [];
    if (value !== undefined && key !== '') set.set(key, value);
    else if (value === undefined && each !== '-' && each.endsWith('-')) gone.add(each.slice(0, -1));
    else wrong.push(each);
  }
  if (wrong.length > 0) {
    factory.out(commandHelp(command, factory.commandPath ?? ''));
    throw new Fail(`invalid ${flag} format: ${wrong.join(', ')}`);
  }
  return { set, gone };
}

function withProvider(factory: Factory, fields: Fields, { set, gone }: Pairs): Fields {
  const name = factory.flags.string('auth-provider');
  const had = fields['auth-provider'] as { name?: string; config?: Record<string, string> | null } | undefined;
  const provider = factory.flags.changed('auth-provider') && had?.name !== name ? { name } : had;
  if (!provider) return fields;
  const kept = provider === had ? Object.entries(had?.config ?? {}).filter(([key]) => !gone.has(key)) : [];
  const config = Object.fromEntries([...kept, ...set]);
  return { ...fields, 'auth-provider': { ...provider, config } };
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** Without a command, the rest of the plugin's flags say nothing. */
function withExec(factory: Factory, fields: Fields, { set, gone }: Pairs): Fields {
  const { flags } = factory;
  const had = fields.exec as Fields | undefined;
  if (!had && !flags.changed('exec-command')) return fields;
  const variables = (had?.env as readonly Variable[] | null | undefined) ?? [];
  const kept = variables
    .filter(({ name }) => !gone.has(name))
    .map(({ name, value }) => ({ name, value: set.get(name) ?? value }));
  const added = [...set].filter(([name]) => !variables.some((each) => each.name === name));
  const env = [...kept, ...added.map(([name, value]) => ({ name, value }))];
  const given = (flag: string, field: string): Fields =>
    flags.changed(flag) ? { [field]: flags.string(flag) || undefined } : {};
  const exec: Fields = {
    args: null,
    env: null,
    provideClusterInfo: false,
    ...had,
    // Another program has arguments of its own.
    ...(flags.changed('exec-command') && { args: null }),
    ...given('exec-command', 'command'),
    ...given('exec-api-version', 'apiVersion'),
    ...given('exec-interactive-mode', 'interactiveMode'),
    ...(flags.changed('exec-provide-cluster-info') && { provideClusterInfo: flags.bool('exec-provide-cluster-info') }),
    ...(flags.changed('exec-arg') && { args: flags.list('exec-arg') }),
    ...((set.size > 0 || gone.size > 0) && { env: env.length > 0 ? env : null }),
  };
  return { ...fields, exec: Object.fromEntries(Object.entries(exec).filter(([, value]) => value !== undefined)) };
}

/** A token and a name with a password exclude each other: what is set now stands alone. */
function oneMethod(factory: Factory, fields: Fields): Fields {
  const { token, username, password, ...others } = fields;
  const basic = { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
  if (factory.flags.string('token')) return { ...others, token };
  if (factory.flags.string('username') || factory.flags.string('password')) return { ...others, ...basic };
  return fields;
}

export function setCredentials(complete: NonNullable<Command['complete']>): Command {
  const command: Command = {
    name: 'set-credentials',
    use: 'config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value] [options]',
    short: 'Set a user entry in kubeconfig',
    long: 'Set a user entry in kubeconfig.\n\n Specifying a name that already exists will merge new fields on top of existing values. A token, and a name with a password, exclude each other.',
    examples: `# Set a token for the "cluster-admin" entry
kubectl config set-credentials cluster-admin --token=abc

# A program that brings the credentials
kubectl config set-credentials cluster-admin --exec-command=/usr/bin/login --exec-api-version=client.authentication.k8s.io/v1

# Take a variable of that program away again
kubectl config set-credentials cluster-admin --exec-env=REGION-`,
    flags: [
      make.string('auth-provider', 'Auth provider for the user entry in kubeconfig'),
      make.strings('auth-provider-arg', "'key=value' arguments for the auth provider"),
      make.string('client-certificate', 'Path to client-certificate file for the user entry in kubeconfig'),
      make.string('client-key', 'Path to client-key file for the user entry in kubeconfig'),
      make.bool('embed-certs', 'Embed client cert/key for the user entry in kubeconfig'),
      make.string('exec-api-version', 'API version of the program that brings credentials'),
      make.strings('exec-arg', 'New arguments of the program that brings credentials'),
      make.string('exec-command', 'The program that brings credentials'),
      make.stringArray('exec-env', "'key=value' environment of the program that brings credentials"),
      make.string('exec-interactive-mode', 'Does that program ask the user: IfAvailable, Never or Always'),
      make.bool('exec-provide-cluster-info', 'Tell that program of the cluster'),
      make.string('password', 'password for the user entry in kubeconfig'),
      make.string('token', 'token for the user entry in kubeconfig'),
      make.string('username', 'username for the user entry in kubeconfig'),
    ],
    complete,
    async run(factory) {
      expect(command, factory, 1, 'unexpected');
      const { flags, args } = factory;
      const provider = pairsOf(factory, 'auth-provider-arg', command);
      const variables = pairsOf(factory, 'exec-env', command);
      if (flags.string('token') && (flags.string('username') || flags.string('password'))) {
        throw new Fail(
          'you cannot specify more than one authentication method at the same time: --token, --username/--password',
        );
      }
      if (flags.bool('embed-certs') && !flags.string('client-certificate') && !flags.string('client-key'))
        throw new Fail('you must specify a --client-certificate or --client-key to embed');
      if (flags.changed('exec-interactive-mode') && !MODES.includes(flags.string('exec-interactive-mode')))
        throw new Fail(`invalid interactive mode type, can be only ${MODES.join(', ')}`);
      const [name = ''] = args;
      setEntry(factory, 'users', name, (before) => {
        const certified = withFiles(factory, fromFlags(factory, before, ['password', 'token', 'username']), [
          'client-certificate',
          'client-key',
        ]);
        return oneMethod(factory, withExec(factory, withProvider(factory, certified, provider), variables));
      });
      factory.out(`User ${JSON.stringify(name)} set.\n`);
      return 0;
    },
  };
  return command;
}
