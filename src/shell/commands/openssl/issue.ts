// openssl req, and openssl x509 -req: requests, and certificates made of them.

import type { Process } from '#machine/program.ts';
import type { Certificate, Extensions } from '#pki/certificate.ts';
import type { ExtensionSpec } from '#pki/issue.ts';
import type { KeyKind, PrivateKey } from '#pki/keys.ts';
import { pki } from '#pki/loader.ts';
import { attributeOid, type Name } from '#pki/name.ts';
import { Failed, type Options, readFileOf, unreadable, writeOut } from './args.ts';
import { extensionsFrom, sectionOf } from './extensions.ts';
import { curveNamed, readKey } from './keys.ts';
import { nameText, requestText } from './text.ts';

const DAY_MS = 86_400_000;

/** `/C=DE/CN=a`; a slash in a value stands behind a backslash. */
function subjectFrom(text: string): Name | Failed {
  if (!text.startsWith('/'))
    return new Failed(
      `req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text}'\n`,
    );
  const name: { type: string; value: string }[] = [];
  for (const part of text.slice(1).match(/(?:\\.|[^/\\])+/g) ?? []) {
    const [short = '', value = ''] = part.split(/=(.*)/s);
    const type = attributeOid(short);
    // Portolan does not simulate names of a subject that it has no number for: openssl would skip them.
    if (!type) {
      return new Failed(`req: Skipping unknown subject name attribute "${short}"\nPortolan does not simulate it\n`);
    }
    name.push({ type, value: value.replace(/\\(.)/g, '$1') });
  }
  return name;
}

/** Twenty bytes, positive. */
function serialOf({ host }: Process): string {
  const bytes = Array.from({ length: 20 }, () => Math.floor(host.random() * 256));
  bytes[0] = (bytes[0]! & 0x7f) | 1;
  return bytes.map((b) => b.toString(16).padStart(2, '0')).join('');
}

function newKeyKind(text: string, options: Options): KeyKind | Failed {
  const [algorithm = '', detail] = text.toLowerCase().split(':');
  if (algorithm === 'rsa') return { rsaBits: Number(detail ?? 2048) };
  if (algorithm === 'ed25519') return 'Ed25519';
  const curve = options.all('pkeyopt').find((o) => o.startsWith('ec_paramgen_curve:'));
  if (algorithm === 'ec') return curveNamed(curve?.split(':')[1] ?? '');
  return new Failed(`Portolan makes keys for -newkey rsa:BITS, ec with -pkeyopt ec_paramgen_curve:NAME, and ed25519\n`);
}

export function req(process: Process, options: Options): Failed | undefined {
  if (options.has('in')) return showRequest(process, options);
  if (options.has('config'))
    return new Failed('Portolan does not simulate openssl req -config: give -subj and -addext\n');
  const keyFile = options.last('key');
  const wanted = options.last('newkey');
  if (keyFile === undefined && wanted === undefined && !options.has('new') && !options.has('x509'))
    return new Failed('Portolan simulates openssl req with -new, -newkey, -x509 or -in\n');
  let key: PrivateKey | Failed;
  if (keyFile !== undefined) key = readKey(process, keyFile);
  else {
    if (!options.has('nodes') && !options.has('noenc'))
      return new Failed('Portolan does not simulate private keys with a passphrase: give -nodes\n');
    const kind = newKeyKind(wanted ?? 'rsa:2048', options);
    if (kind instanceof Failed) return kind;
    key = pki().generateKey(kind, () => process.host.random());
    process.stderr.write('-----\n');
    const failed = writeOut(process, options.last('keyout') ?? 'privkey.pem', pki().privateKeyPem(key), 0o600);
    if (failed) return failed;
  }
  if (key instanceof Failed) return key;
  const text = options.last('subj');
  if (text === undefined)
    return new Failed("Portolan does not simulate openssl's questions for a subject: give -subj\n");
  const subject = subjectFrom(text);
  if (subject instanceof Failed) return subject;
  const extensions = extensionsFrom(options.all('addext'));
  if (extensions instanceof Failed) return extensions;
  const out = options.last('out');
  if (!options.has('x509'))
    return writeOut(process, out, pki().makeRequest({ subject, key, by: 'openssl', ...extensions }));
  const nowMs = process.host.now();
  return writeOut(
    process,
    out,
    pki().issueCertificate({
      subject,
      publicKey: pki().publicKeyOf(key),
      notBeforeMs: nowMs,
      notAfterMs: nowMs + Number(options.last('days') ?? 30) * DAY_MS,
      serial: serialOf(process),
      issuer: { key },
      by: 'openssl',
      subjectKeyId: true,
      basicConstraints: { isCa: true },
      ...extensions,
    }),
  );
}

function showRequest(process: Process, options: Options): Failed | undefined {
  const name = options.last('in')!;
  const text = readFileOf(process, name, 'X509 request');
  if (text instanceof Failed) return text;
  const request = pki().parseRequest(text);
  if (!request) return unreadable(name, 'X509 request');
  if (options.has('verify'))
    process.stderr.write(`Certificate request self-signature verify ${request.isGenuine ? 'OK' : 'failure'}\n`);
  if (options.has('subject')) process.stdout.write(`subject=${nameText(request.subject)}\n`);
  if (options.has('text')) process.stdout.write(requestText(request));
  if (!options.has('noout')) process.stdout.write(text.slice(text.indexOf('-----BEGIN')));
  return undefined;
}

const copied = ({ alternativeNames, basicConstraints, keyUsage, extendedKeyUsage }: Extensions): ExtensionSpec => ({
  ...(alternativeNames && { alternativeNames }),
  ...(basicConstraints && { basicConstraints: { isCa: basicConstraints.isCa } }),
  ...(keyUsage && { keyUsage }),
  ...(extendedKeyUsage && { extendedKeyUsage }),
});

/** openssl x509 -req: a request becomes a certificate. */
export function signRequest(process: Process, options: Options): Failed | undefined {
  const name = options.last('in');
  if (name === undefined) return new Failed('Portolan simulates openssl x509 -req with -in\n');
  const text = readFileOf(process, name, 'certificate request input');
  if (text instanceof Failed) return text;
  const request = pki().parseRequest(text);
  if (!request) return unreadable(name, 'certificate request input');
  const own = options.last('signkey') ?? options.last('key');
  const caFile = options.last('CA');
  const keyFile = own ?? options.last('CAkey') ?? caFile;
  if (keyFile === undefined) return new Failed('We need a private key to sign with, use -key or -CA with -CAkey\n');
  let authority: Certificate | undefined;
  if (caFile !== undefined) {
    const read = readFileOf(process, caFile, 'issuer certificate');
    if (read instanceof Failed) return read;
    authority = pki().parseCertificates(read)[0];
    if (!authority) return unreadable(caFile, 'issuer certificate');
  }
  const key = readKey(process, keyFile);
  if (key instanceof Failed) return key;
  if (authority && pki().hex(pki().publicKeyOf(key)) !== pki().hex(authority.publicKey))
    return new Failed('CA certificate and CA private key do not match\n');
  process.stderr.write(
    `Certificate request self-signature ${request.isGenuine ? 'ok' : 'did not match the contents'}\nsubject=${nameText(request.subject)}\n`,
  );
  if (!request.isGenuine) return new Failed('');
  let spec: ExtensionSpec | Failed = /^copy/.test(options.last('copy_extensions') ?? '') ? copied(request) : {};
  const file = options.last('extfile');
  if (file !== undefined) {
    const read = readFileOf(process, file, 'extensions');
    if (read instanceof Failed) return read;
    const given = extensionsFrom(sectionOf(read, options.last('extensions')));
    if (given instanceof Failed) return given;
    spec = { ...spec, ...given };
  }
  const nowMs = process.host.now();
  const pem = pki().issueCertificate({
    subject: request.subject,
    publicKey: request.publicKey,
    notBeforeMs: nowMs,
    notAfterMs: nowMs + Number(options.last('days') ?? 30) * DAY_MS,
    serial: options.has('set_serial')
      ? BigInt(options.last('set_serial')!).toString(16).padStart(2, '0')
      : serialOf(process),
    issuer: { key, ...(authority && { certificate: authority }) },
    by: 'openssl',
    subjectKeyId: Object.keys(spec).length > 0,
    ...spec,
  });
  return writeOut(process, options.last('out'), pem);
}
