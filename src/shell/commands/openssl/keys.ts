// openssl genrsa, ecparam, genpkey, pkey, rsa, ec: private keys.

import type { Process } from '#machine/program.ts';
import type { KeyKind, PrivateKey } from '#pki/keys.ts';
import { pki } from '#pki/loader.ts';
import { Failed, type Options, readFileOf, unreadable, writeOut } from './args.ts';

export const CURVE_NAMES: Readonly<Record<string, KeyKind>> = {
  prime256v1: 'P-256',
  secp256r1: 'P-256',
  'P-256': 'P-256',
  secp384r1: 'P-384',
  'P-384': 'P-384',
  secp521r1: 'P-521',
  'P-521': 'P-521',
};

/** Source: DER of namedCurve. */
const PARAMETERS: Readonly<Record<string, string>> = {
  'P-256': 'BggqhkjOPQMBBw==',
  'P-384': 'BgUrgQQAIg==',
  'P-521': 'BgUrgQQAIw==',
};

const OWNER_ONLY = 0o600;

export function readKey(process: Process, name: string): PrivateKey | Failed {
  const text = readFileOf(process, name, 'private key');
  if (text instanceof Failed) return text;
  return pki().parsePrivateKey(text) ?? unreadable(name, 'private key');
}

export function curveNamed(name: string): KeyKind | Failed {
  return CURVE_NAMES[name] ?? new Failed(`unknown curve name (${name})\n`);
}

export function genrsa(process: Process, options: Options): Failed | undefined {
  const bits = Number(options.rest[0] ?? 2048);
  if (!Number.isInteger(bits) || bits < 512 || bits > 8192 || bits % 16 !== 0)
    return new Failed(`Portolan makes RSA keys of 512 to 8192 bits, in steps of 16\n`);
  const key = pki().generateKey({ rsaBits: bits }, () => process.host.random());
  return writeOut(
    process,
    options.last('out'),
    pki().privateKeyPem(key, options.has('traditional') ? 'traditional' : 'pkcs8'),
    OWNER_ONLY,
  );
}

export function ecparam(process: Process, options: Options): Failed | undefined {
  const name = options.last('name');
  if (name === undefined) return new Failed('Portolan simulates openssl ecparam with -name\n');
  const curve = curveNamed(name);
  if (curve instanceof Failed) return curve;
  const parameters = options.has('noout')
    ? ''
    : `-----BEGIN EC PARAMETERS-----\n${PARAMETERS[curve as string]}\n-----END EC PARAMETERS-----\n`;
  const key = options.has('genkey') ? pki().generateKey(curve, () => process.host.random()) : undefined;
  return writeOut(
    process,
    options.last('out'),
    parameters + (key ? pki().privateKeyPem(key, 'traditional') : ''),
    OWNER_ONLY,
  );
}

export function genpkey(process: Process, options: Options): Failed | undefined {
  const algorithm = (options.last('algorithm') ?? '').toUpperCase();
  const settings = new Map(options.all('pkeyopt').map((o) => o.split(':') as [string, string]));
  const kind =
    algorithm === 'RSA'
      ? { rsaBits: Number(settings.get('rsa_keygen_bits') ?? 2048) }
      : algorithm === 'EC'
        ? curveNamed(settings.get('ec_paramgen_curve') ?? '')
        : algorithm === 'ED25519'
          ? ('Ed25519' as const)
          : new Failed(`Error initializing ${algorithm} context\n`);
  if (kind instanceof Failed) return kind;
  const key = pki().generateKey(kind, () => process.host.random());
  return writeOut(process, options.last('out'), pki().privateKeyPem(key), OWNER_ONLY);
}

/** pkey, rsa and ec read a key and write it anew. */
export function pkey(command: string): (process: Process, options: Options) => Failed | undefined {
  return (process, options) => {
    const name = options.last('in');
    if (name === undefined) return new Failed(`Portolan simulates openssl ${command} with -in\n`);
    const key = readKey(process, name);
    if (key instanceof Failed) return key;
    if (options.has('check')) process.stdout.write(command === 'rsa' ? 'RSA key ok\n' : 'Key is valid\n');
    if (options.has('noout')) {
      if (options.has('modulus') && key.type === 'RSA')
        process.stdout.write(`Modulus=${key.rsa.n.toString(16).toUpperCase()}\n`);
      return undefined;
    }
    if (command !== 'pkey') process.stderr.write(`writing ${command.toUpperCase()} key\n`);
    const form = options.has('traditional') || command === 'ec' ? 'traditional' : 'pkcs8';
    const text = options.has('pubout') ? pki().publicKeyPem(key) : pki().privateKeyPem(key, form);
    return writeOut(process, options.last('out'), text, options.has('pubout') ? undefined : OWNER_ONLY);
  };
}
