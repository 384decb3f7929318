// kubectl config: reads and changes the kubeconfig file. Models kubectl/pkg/cmd/config.

import { toYaml } from '#apimachinery/yaml.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail, usageError } from '../../errors.ts';
import { commandHelp } from '../../help.ts';
import type { Kubeconfig, Named } from '../../kubeconfig.ts';
import { columns } from '../../print/columns.ts';
import { objectPrinter } from '../../print/printer.ts';
import { FORMATS, flag, make } from '../../standard-flags.ts';
import { expect, fromFlags, withFiles } from './fields.ts';
import {
  deleteEntry,
  type Fields,
  find,
  inFieldOrder,
  loadFiles,
  merged,
  normal,
  type Section,
  save,
  setCurrent,
  setEntry,
} from './file.ts';
import { withProperty } from './set.ts';
import { setCredentials as makeSetCredentials } from './set-credentials.ts';

const load = (factory: Factory): Kubeconfig => merged(loadFiles(factory));
const names = (entries: readonly Named[] | null | undefined): string[] => (entries ?? []).map((e) => e.name).sort();
const completeNames =
  (section: Section): NonNullable<Command['complete']> =>
  async (factory, args) =>
    args.length === 0 ? names(load(factory)[section]) : [];

const SECRETS = ['token', 'password', 'client-certificate-data', 'client-key-data', 'certificate-authority-data'];

function redacted(config: Kubeconfig): Kubeconfig {
  const hide = (entry: Named): Named =>
    Object.fromEntries(
      Object.entries(entry).map(([key, value]) => {
        if (typeof value !== 'object' || value === null) return [key, value];
        const fields = { ...(value as Fields) };
        for (const secret of SECRETS) {
          if (fields[secret]) fields[secret] = secret.endsWith('-data') ? 'DATA+OMITTED' : 'REDACTED';
        }
        return [key, fields];
      }),
    ) as Named;
  return { ...config, clusters: config.clusters?.map(hide) ?? null, users: config.users?.map(hide) ?? null };
}

/** Only what one context needs. */
function minified(config: Kubeconfig, name: string): Kubeconfig {
  const context = find(config, 'contexts', name);
  if (!context)
    throw new Fail(name ? `cannot locate context ${name}` : 'current-context must exist in order to minify');
  const { cluster = '', user = '' } = context.context as { cluster?: string; user?: string };
  const one = (section: Section, wanted: string): Named[] =>
    [find(config, section, wanted)].filter((e) => e !== undefined);
  return {
    ...config,
    clusters: one('clusters', cluster),
    contexts: [context],
    users: one('users', user),
    'current-context': name,
  };
}

const view: Command = {
  name: 'view',
  use: 'config view [flags] [options]',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  long: 'Display merged kubeconfig settings or a specified kubeconfig file.\n\nYou can use --output jsonpath={...} to extract specific values using a jsonpath expression.',
  examples:
    "# Show merged kubeconfig settings\nkubectl config view\n\n# Show merged kubeconfig settings, raw certificate data, and exposed secrets\nkubectl config view --raw\n\n# Get the server of the only cluster\nkubectl config view -o jsonpath='{.clusters[0].cluster.server}'",
  flags: [
    flag.allowMissingTemplateKeys,
    make.bool(
      'flatten',
      'Flatten the resulting kubeconfig file into self-contained output (useful for creating portable kubeconfig files)',
    ),
    { ...make.string('merge', 'Merge the full hierarchy of kubeconfig files'), type: 'bool', default: 'true' },
    make.bool('minify', 'Remove all information not used by current-context from the output'),
    { ...flag.output(FORMATS), default: "'yaml'" },
    make.bool('raw', 'Display raw byte data and sensitive data'),
    flag.showManagedFields,
    flag.template,
  ],
  async run(factory) {
    const { flags } = factory;
    if (factory.args.length > 0)
      throw usageError(factory.commandPath, `unexpected arguments: [${factory.args.join(' ')}]`);
    if (!flags.bool('merge') && !flags.string('kubeconfig'))
      throw new Fail('if merge==false a precise file must be specified');
    const print = flags.string('output') === 'yaml' ? undefined : objectPrinter(factory, { typed: true });
    let config = load(factory);
    const context = flags.string('context') || (config['current-context'] ?? '');
    if (flags.bool('minify')) config = minified(config, context);
    const shown = normal(flags.bool('raw') ? config : redacted(config));
    if (print) print(flags.string('output') === 'json' ? inFieldOrder(shown) : shown);
    else factory.out(toYaml(shown));
    return 0;
  },
};

const getContexts: Command = {
  name: 'get-contexts',
  use: 'config get-contexts [(-o|--output=)name)] [options]',
  short: 'Describe one or many contexts',
  long: 'Display one or many contexts from the kubeconfig file.',
  examples:
    '# List all the contexts in your kubeconfig file\nkubectl config get-contexts\n\n# Describe one context in your kubeconfig file\nkubectl config get-contexts my-context',
  flags: [
    make.bool(
      'no-headers',
      "When using the default or custom-column output format, don't print headers (default print headers).",
    ),
    make.string('output', 'Output format. One of: (name).', { short: 'o' }),
  ],
  complete: completeNames('contexts'),
  async run(factory) {
    const { args, flags } = factory;
    const output = flags.string('output');
    if (output !== '' && output !== 'name') {
      throw new Fail(
        `--output ${output} is not available in kubectl config get-contexts; resetting to default output format`,
      );
    }
    const config = load(factory);
    const missing: Fail[] = [];
    const chosen = (args.length > 0 ? args : names(config.contexts)).filter((name) => {
      if (find(config, 'contexts', name)) return true;
      missing.push(new Fail(`context ${name} not found`));
      return false;
    });
    if (output === 'name') factory.out(chosen.map((n) => `${n}\n`).join(''));
    else {
      const rows = chosen.map((name) => {
        const {
          cluster = '',
          user = '',
          namespace = '',
        } = (find(config, 'contexts', name)?.context ?? {}) as Record<string, string>;
        return [name === config['current-context'] ? '*' : '', name, cluster, user, namespace];
      });
      const head = ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'];
      factory.out(columns(flags.bool('no-headers') ? rows : [head, ...rows]));
    }
    const [first] = missing;
    if (first) throw first;
    return 0;
  },
};

const listing = (name: string, section: Section, what: string): Command => ({
  name,
  use: `config ${name} [flags] [options]`,
  short: `Display ${what} defined in the kubeconfig`,
  long: `Display ${what} defined in the kubeconfig.`,
  examples: `kubectl config ${name}`,
  flags: [],
  complete: async () => [],
  async run(factory) {
    factory.out(['NAME', ...names(load(factory)[section])].map((n) => `${n}\n`).join(''));
    return 0;
  },
});

const deleting = (what: 'context' | 'cluster' | 'user', section: Section): Command => {
  const command: Command = {
    name: `delete-${what}`,
    use: `config delete-${what} NAME [options]`,
    short: `Delete the specified ${what} from the kubeconfig`,
    long: `Delete the specified ${what} from the kubeconfig.`,
    examples: `# Delete the minikube ${what}\nkubectl config delete-${what} minikube`,
    flags: [],
    complete: completeNames(section),
    async run(factory) {
      const [name] = factory.args;
      if (name === undefined || factory.args.length > 1) {
        factory.out(commandHelp(command, factory.commandPath ?? ''));
        return 0;
      }
      const current = load(factory)['current-context'];
      const from = deleteEntry(factory, section, name);
      if (from === undefined)
        throw new Fail(`cannot delete ${what} ${name}, not in ${loadFiles(factory)[0]?.shown ?? ''}`);
      if (what === 'context' && current === name) {
        factory.err(
          'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
        );
      }
      factory.out(`deleted ${what} ${name} from ${from}\n`);
      return 0;
    },
  };
  return command;
};

const useContext: Command = {
  name: 'use-context',
  use: 'config use-context CONTEXT_NAME [options]',
  aliases: ['use'],
  short: 'Set the current-context in a kubeconfig file',
  long: 'Set the current-context in a kubeconfig file.',
  examples: '# Use the context for the minikube cluster\nkubectl config use-context minikube',
  flags: [],
  complete: completeNames('contexts'),
  async run(factory) {
    expect(useContext, factory, 1);
    const [name = ''] = factory.args;
    if (!find(load(factory), 'contexts', name))
      throw new Fail(`no context exists with the name: ${JSON.stringify(name)}`);
    setCurrent(factory, name);
    factory.out(`Switched to context ${JSON.stringify(name)}.\n`);
    return 0;
  },
};

const currentContext: Command = {
  name: 'current-context',
  use: 'config current-context [flags] [options]',
  short: 'Display the current-context',
  long: 'Display the current-context.',
  examples: '# Display the current-context\nkubectl config current-context',
  flags: [],
  complete: async () => [],
  async run(factory) {
    const current = load(factory)['current-context'];
    if (!current) throw new Fail('current-context is not set');
    factory.out(`${current}\n`);
    return 0;
  },
};

const renameContext: Command = {
  name: 'rename-context',
  use: 'config rename-context CONTEXT_NAME NEW_NAME [options]',
  short: 'Rename a context from the kubeconfig file',
  long: "Renames a context from the kubeconfig file.\n\nCONTEXT_NAME is the context name that you want to change.\n\nNEW_NAME is the new name you want to set.\n\nNote: If the context being renamed is the 'current-context', this field will also be updated.",
  examples:
    "# Rename the context 'old-name' to 'new-name' in your kubeconfig file\nkubectl config rename-context old-name new-name",
  flags: [],
  complete: completeNames('contexts'),
  async run(factory) {
    if (factory.args.length !== 2) {
      factory.out(commandHelp(renameContext, factory.commandPath ?? ''));
      return 1;
    }
    const [from = '', to = ''] = factory.args;
    const files = loadFiles(factory);
    const file = files.find(({ config }) => find(config, 'contexts', from));
    const shown = files[0]?.shown ?? '';
    if (!file) throw new Fail(`cannot rename the context ${JSON.stringify(from)}, it's not in ${shown}`);
    if (find(merged(files), 'contexts', to)) {
      throw new Fail(
        `cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${shown}`,
      );
    }
    const contexts = (file.config.contexts ?? []).map((c) => (c.name === from ? { ...c, name: to } : c));
    const wasCurrent = file.config['current-context'] === from;
    save(factory, file, { ...file.config, contexts, ...(wasCurrent && { 'current-context': to }) });
    factory.out(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`);
    return 0;
  },
};

const setContext: Command = {
  name: 'set-context',
  use: 'config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace] [options]',
  short: 'Set a context entry in kubeconfig',
  long: 'Set a context entry in kubeconfig.\n\nSpecifying a name that already exists will merge new fields on top of existing values for those fields.',
  examples: '# Set the namespace of the current context\nkubectl config set-context --current --namespace=demo',
  flags: [
    make.string('cluster', 'cluster for the context entry in kubeconfig'),
    make.bool('current', 'Modify the current context'),
    make.string('namespace', 'namespace for the context entry in kubeconfig'),
    make.string('user', 'user for the context entry in kubeconfig'),
  ],
  complete: completeNames('contexts'),
  async run(factory) {
    const current = factory.flags.bool('current');
    if (current && factory.args.length > 0) throw new Fail('you cannot specify both a context name and --current');
    const name = current ? load(factory)['current-context'] : factory.args[0];
    if (current && !name) throw new Fail('no current context is set');
    if (factory.args.length > 1) {
      factory.out(commandHelp(setContext, factory.commandPath ?? ''));
      throw new Fail(`Unexpected args: [${factory.args.join(' ')}]`);
    }
    if (!name) throw new Fail('you must specify a non-empty context name or --current');
    const was = setEntry(factory, 'contexts', name, (fields) => ({
      cluster: '',
      user: '',
      ...fromFlags(factory, fields, ['cluster', 'namespace', 'user']),
    }));
    factory.out(`Context ${JSON.stringify(name)} ${was ? 'modified' : 'created'}.\n`);
    return 0;
  },
};

const setCluster: Command = {
  name: 'set-cluster',
  use: 'config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com] [options]',
  short: 'Set a cluster entry in kubeconfig',
  long: 'Set a cluster entry in kubeconfig.\n\nSpecifying a name that already exists will merge new fields on top of existing values for those fields.',
  examples:
    '# Set only the server field on the e2e cluster entry without touching other values\nkubectl config set-cluster e2e --server=https://1.2.3.4',
  flags: [
    make.string('certificate-authority', 'Path to certificate-authority file for the cluster entry in kubeconfig'),
    make.bool('embed-certs', 'embed-certs for the cluster entry in kubeconfig'),
    make.bool('insecure-skip-tls-verify', 'insecure-skip-tls-verify for the cluster entry in kubeconfig'),
    make.string('proxy-url', 'proxy-url for the cluster entry in kubeconfig'),
    make.string('server', 'server for the cluster entry in kubeconfig'),
    make.string('tls-server-name', 'tls-server-name for the cluster entry in kubeconfig'),
  ],
  complete: completeNames('clusters'),
  async run(factory) {
    expect(setCluster, factory, 1);
    const { flags, args } = factory;
    if (flags.bool('embed-certs') && !flags.string('certificate-authority'))
      throw new Fail('you must specify a --certificate-authority to embed');
    if (flags.bool('insecure-skip-tls-verify') && flags.string('certificate-authority')) {
      throw new Fail('you cannot specify a certificate authority and insecure mode at the same time');
    }
    const [name = ''] = args;
    setEntry(factory, 'clusters', name, (fields) =>
      withFiles(
        factory,
        fromFlags(factory, fields, ['insecure-skip-tls-verify', 'proxy-url', 'server', 'tls-server-name']),
        ['certificate-authority'],
      ),
    );
    factory.out(`Cluster ${JSON.stringify(name)} set.\n`);
    return 0;
  },
};

function change(factory: Factory, path: string, value: string | undefined, isRaw = false): void {
  const [file] = loadFiles(factory);
  if (file) save(factory, file, withProperty(file.config, path, value, isRaw));
  factory.out(`Property ${JSON.stringify(path)} ${value === undefined ? 'unset' : 'set'}.\n`);
}

const set: Command = {
  name: 'set',
  use: 'config set PROPERTY_NAME PROPERTY_VALUE [options]',
  short: 'Set an individual value in a kubeconfig file',
  long: 'Set an individual value in a kubeconfig file.\n\nPROPERTY_NAME is a dot delimited name where each token represents either an attribute name or a map key. Map keys may not contain dots.\n\nPROPERTY_VALUE is the new value you want to set.',
  examples:
    '# Set the server field on the my-cluster cluster to https://1.2.3.4\nkubectl config set clusters.my-cluster.server https://1.2.3.4',
  flags: [
    make.bool(
      'set-raw-bytes',
      'When writing a []byte PROPERTY_VALUE, write the given string directly without base64 decoding.',
    ),
  ],
  complete: async () => [],
  async run(factory) {
    expect(set, factory, 2);
    change(factory, factory.args[0] ?? '', factory.args[1] ?? '', factory.flags.bool('set-raw-bytes'));
    return 0;
  },
};

const unset: Command = {
  name: 'unset',
  use: 'config unset PROPERTY_NAME [options]',
  short: 'Unset an individual value in a kubeconfig file',
  long: 'Unset an individual value in a kubeconfig file.\n\nPROPERTY_NAME is a dot delimited name where each token represents either an attribute name or a map key. Map keys may not contain dots.',
  examples: '# Unset the current-context\nkubectl config unset current-context',
  flags: [],
  complete: async () => [],
  async run(factory) {
    expect(unset, factory, 1);
    change(factory, factory.args[0] ?? '', undefined);
    return 0;
  },
};

export const config: Command = {
  name: 'config',
  use: 'config SUBCOMMAND [options]',
  short: 'Modify kubeconfig files',
  long: `Modify kubeconfig files using subcommands like "kubectl config set current-context my-context".

The loading order follows these rules:

  1.  If the --kubeconfig flag is set, then only that file is loaded. The flag may only be set once and no merging takes place.
  2.  If $KUBECONFIG environment variable is set, then it is used as a list of paths, and the files are merged. The first file to set a particular value or map key wins.
  3.  Otherwise, \${HOME}/.kube/config is used and no merging takes place.`,
  examples: '',
  flags: [],
  subcommands: [
    currentContext,
    deleting('cluster', 'clusters'),
    deleting('context', 'contexts'),
    deleting('user', 'users'),
    listing('get-clusters', 'clusters', 'clusters'),
    getContexts,
    listing('get-users', 'users', 'users'),
    renameContext,
    set,
    setCluster,
    setContext,
    makeSetCredentials(completeNames('users')),
    unset,
    useContext,
    view,
  ],
};
