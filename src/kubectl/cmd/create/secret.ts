// kubectl create secret generic|tls|docker-registry.

import { loadPki, pki } from '#pki/loader.ts';
import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { absolute } from '../../kubeconfig.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, metadata, onlyName, post } from './generate.ts';
import { base64, dataFrom, named, sortedKeys, sourceFlags } from './sources.ts';

const HASH = sourceFlags.filter((f) => f.name === 'append-hash');

async function send(
  factory: Factory,
  name: string,
  data: Record<string, string>,
  type: string,
  separator?: string,
): Promise<number> {
  const encoded = Object.fromEntries(Object.entries(sortedKeys(data)).map(([k, v]) => [k, base64(v)]));
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata(factory, name),
    ...(Object.keys(encoded).length > 0 && { data: encoded }),
    ...(type && { type }),
  };
  return post(factory, 'secrets', await named(factory, object), 'secret', separator);
}

const generic: Command = {
  name: 'generic',
  use: 'create secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]',
  short: 'Create a secret from a local file, directory, or literal value',
  long: 'Create a secret from a file, a directory, or given values.',
  examples: `# From values
kubectl create secret generic my-secret --from-literal=key1=supersecret --from-literal=key2=topsecret`,
  flags: [...generateFlags, ...sourceFlags, make.string('type', 'The type of secret to create')],
  run: async (factory) => {
    const name = onlyName(factory);
    return send(factory, name, dataFrom(factory, 'Secret', name), factory.flags.string('type'));
  },
};

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

const tls: Command = {
  name: 'tls',
  use: 'create secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none] [options]',
  short: 'Create a TLS secret',
  long: 'Create a TLS secret from a public/private key pair in PEM form. The pair must exist beforehand and match.',
  examples: '# A TLS secret\nkubectl create secret tls tls-secret --cert=path/to/tls.crt --key=path/to/tls.key',
  flags: [
    ...generateFlags,
    ...HASH,
    make.string('cert', 'Path to the PEM encoded certificate.'),
    make.string('key', 'Path to the private key of the certificate.'),
  ],
  run: async (factory) => {
    const { flags, process } = factory;
    const name = onlyName(factory);
    if (!flags.string('cert') || !flags.string('key')) throw new Fail('key and cert must be specified');
    const [cert, key] = ['cert', 'key'].map((flag) => {
      const path = flags.string(flag);
      const text = process.files.read(absolute(process, path));
      if (text === undefined) throw new Fail(`Cannot read file ${path}, open ${path}: no such file or directory`);
      return text;
    });
    // Words as of crypto/tls X509KeyPair.
    if (!/-----BEGIN CERTIFICATE-----/.test(cert!)) {
      throw new Fail(
        PRIVATE_KEY.test(cert!)
          ? 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
          : 'tls: failed to find any PEM data in certificate input',
      );
    }
    if (!PRIVATE_KEY.test(key!))
      throw new Fail(
        /-----BEGIN CERTIFICATE-----/.test(key!)
          ? 'tls: found a certificate rather than a key in the PEM for the private key'
          : 'tls: failed to find any PEM data in key input',
      );
    await loadPki();
    const fault = pki().loadIdentity(cert!, key!);
    if (fault === 'mismatch') throw new Fail('tls: private key does not match public key');
    if (fault === 'bad certificate') throw new Fail('x509: malformed certificate');
    if (typeof fault === 'string') throw new Fail('tls: failed to parse private key');
    return send(factory, name, { 'tls.crt': cert!, 'tls.key': key! }, 'kubernetes.io/tls', '');
  },
};

const dockerRegistry: Command = {
  name: 'docker-registry',
  use: 'create secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none] [options]',
  short: 'Create a secret for use with a Docker registry',
  long: 'Create a secret with which nodes pull images from a registry.',
  examples: `# A secret for a registry
kubectl create secret docker-registry my-secret --docker-server=DOCKER_REGISTRY_SERVER --docker-username=DOCKER_USER --docker-password=DOCKER_PASSWORD --docker-email=DOCKER_EMAIL`,
  flags: [
    ...generateFlags,
    ...HASH,
    make.string('docker-email', 'Email for the registry'),
    make.string('docker-password', 'Password for the registry'),
    make.string('docker-server', 'Server location of the registry', { default: "'https://index.docker.io/v1/'" }),
    make.string('docker-username', 'Username for the registry'),
    make.strings('from-file', 'A docker config file, as .dockerconfigjson=path or path.'),
  ],
  run: async (factory) => {
    const { flags, process } = factory;
    const name = onlyName(factory);
    const [file] = flags.list('from-file');
    const [username, password, server, email] = ['username', 'password', 'server', 'email'].map((f) =>
      flags.string(`docker-${f}`),
    );
    if (file === undefined && (!username || !password || !server)) {
      throw new Fail(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    }
    let config: string;
    if (file !== undefined) {
      const path = file.replace(/^\.dockerconfigjson=/, '');
      const text = process.files.read(absolute(process, path));
      if (text === undefined) throw new Fail(`error reading ${path}: no such file or directory`);
      config = text;
    } else {
      const auth = base64(`${username}:${password}`);
      config = JSON.stringify({ auths: { [server!]: { username, password, ...(email && { email }), auth } } });
    }
    return send(factory, name, { '.dockerconfigjson': config }, 'kubernetes.io/dockerconfigjson');
  },
};

export const secret: Command = {
  name: 'secret',
  use: 'create secret (docker-registry | generic | tls) [options]',
  short: 'Create a secret using a specified subcommand',
  long: 'Create a secret with a specified type: docker-registry, generic, or tls.',
  examples: '',
  flags: [],
  subcommands: [dockerRegistry, generic, tls],
};
