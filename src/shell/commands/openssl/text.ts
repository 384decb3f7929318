// Certificates as `openssl x509 -text` prints them. As recorded with OpenSSL 3.0.19.

import type { Certificate, Extensions, RawExtension } from '#pki/certificate.ts';
import { certificateDate } from '#pki/dates.ts';
import { pki } from '#pki/loader.ts';
import type { Name } from '#pki/name.ts';
import type { SigningRequest } from '#pki/request.ts';

const KEY_USAGES: Readonly<Record<string, string>> = {
  digitalSignature: 'Digital Signature',
  nonRepudiation: 'Non Repudiation',
  keyEncipherment: 'Key Encipherment',
  dataEncipherment: 'Data Encipherment',
  keyAgreement: 'Key Agreement',
  keyCertSign: 'Certificate Sign',
  crlSign: 'CRL Sign',
  cRLSign: 'CRL Sign',
  encipherOnly: 'Encipher Only',
  decipherOnly: 'Decipher Only',
};

const PURPOSES: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'TLS Web Server Authentication',
  '1.3.6.1.5.5.7.3.2': 'TLS Web Client Authentication',
  '1.3.6.1.5.5.7.3.3': 'Code Signing',
  '1.3.6.1.5.5.7.3.4': 'E-mail Protection',
  '1.3.6.1.5.5.7.3.8': 'Time Stamping',
  '1.3.6.1.5.5.7.3.9': 'OCSP Signing',
  '2.5.29.37.0': 'Any Extended Key Usage',
};

const TITLES: Readonly<Record<string, readonly [title: string, option: string]>> = {
  '2.5.29.14': ['X509v3 Subject Key Identifier', 'subjectKeyIdentifier'],
  '2.5.29.15': ['X509v3 Key Usage', 'keyUsage'],
  '2.5.29.17': ['X509v3 Subject Alternative Name', 'subjectAltName'],
  '2.5.29.19': ['X509v3 Basic Constraints', 'basicConstraints'],
  '2.5.29.35': ['X509v3 Authority Key Identifier', 'authorityKeyIdentifier'],
  '2.5.29.37': ['X509v3 Extended Key Usage', 'extendedKeyUsage'],
};

export const nameText = (name: Name): string =>
  name.map((a) => `${pki().shortName(a)} = ${/[,+"<>;=]/.test(a.value) ? `"${a.value}"` : a.value}`).join(', ');

const colons = (hex: string): string => hex.match(/../g)?.join(':') ?? '';

/** Lines of so many bytes, each but the last with a colon at its end. */
function byteLines(bytes: Uint8Array, perLine: number, indent: string): string {
  const all = [...bytes].map((b) => b.toString(16).padStart(2, '0'));
  const lines: string[] = [];
  for (let i = 0; i < all.length; i += perLine)
    lines.push(indent + all.slice(i, i + perLine).join(':') + (i + perLine < all.length ? ':' : ''));
  return `${lines.join('\n')}\n`;
}

function addressText(value: string): string {
  if (!value.includes(':')) return value;
  const [head = '', tail] = value.split('::');
  const groups = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const [before, after] = [groups(head), groups(tail)];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((g) => g.replace(/^0+(?=.)/, '').toUpperCase()).join(':');
}

const SAN_TYPES = { dns: 'DNS', ip: 'IP Address', email: 'email', uri: 'URI', other: 'othername' } as const;

function valueText(of: Extensions, { oid, value }: RawExtension): string {
  switch (oid) {
    case '2.5.29.14':
      return colons((of.subjectKeyId ?? '').toUpperCase());
    case '2.5.29.35':
      return colons((of.authorityKeyId ?? '').toUpperCase());
    case '2.5.29.15':
      return (of.keyUsage ?? []).map((usage) => KEY_USAGES[usage] ?? usage).join(', ');
    case '2.5.29.37':
      return (of.extendedKeyUsage ?? []).map((usage) => PURPOSES[usage] ?? usage).join(', ');
    case '2.5.29.17':
      return (of.alternativeNames ?? [])
        .map(
          ({ type, value }) =>
            `${SAN_TYPES[type]}:${type === 'ip' ? addressText(value) : type === 'other' ? '<unsupported>' : value}`,
        )
        .join(', ');
    case '2.5.29.19': {
      const { isCa, pathLength } = of.basicConstraints!;
      return `CA:${isCa ? 'TRUE' : 'FALSE'}${pathLength === undefined ? '' : `, pathlen:${pathLength}`}`;
    }
    default:
      return [...value].map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('');
  }
}

/** @param wanted Names as -ext takes them; undefined: all. */
export function extensionsText(of: Extensions, indent: string, wanted?: readonly string[]): string {
  return of.extensions
    .filter(({ oid }) => !wanted || wanted.includes(TITLES[oid]?.[1] ?? oid))
    .map(
      (e) =>
        `${indent}${TITLES[e.oid]?.[0] ?? e.oid}: ${e.critical ? 'critical' : ''}\n${indent}    ${valueText(of, e)}\n`,
    )
    .join('');
}

function keyText(publicKey: Uint8Array, indent: string): string {
  const key = pki().readPublicKey(publicKey);
  const inner = `${indent}    `;
  const bytes = `${inner}    `;
  switch (key.type) {
    case 'RSA':
      return `${indent}Public Key Algorithm: rsaEncryption\n${inner}Public-Key: (${key.bits} bit)\n${inner}Modulus:\n${byteLines(pki().positiveBytes(key.modulus), 15, bytes)}${inner}Exponent: ${key.exponent} (0x${key.exponent.toString(16)})\n`;
    case 'EC': {
      const oid = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' }[key.curve];
      return `${indent}Public Key Algorithm: id-ecPublicKey\n${inner}Public-Key: (${key.bits} bit)\n${inner}pub:\n${byteLines(key.point, 15, bytes)}${inner}ASN1 OID: ${oid}\n${inner}NIST CURVE: ${key.curve}\n`;
    }
    case 'Ed25519':
      return `${indent}Public Key Algorithm: ED25519\n${inner}ED25519 Public-Key:\n${inner}pub:\n${byteLines(key.point, 15, bytes)}`;
    default:
      return `${indent}Public Key Algorithm: unknown\n`;
  }
}

function signatureText(algorithm: string, signature: Uint8Array): string {
  const name = pki().SIGNATURE_ALGORITHMS[algorithm]?.name ?? algorithm;
  return `    Signature Algorithm: ${name}\n    Signature Value:\n${byteLines(signature, 18, '        ')}`;
}

export function certificateText(c: Certificate): string {
  const { SIGNATURE_ALGORITHMS } = pki();
  const short =
    c.serial.length <= 16 && Number.parseInt(c.serial.slice(0, 2), 16) < (c.serial.length === 16 ? 0x80 : 0x100);
  const serial = short
    ? ` ${BigInt(`0x${c.serial}`)} (0x${BigInt(`0x${c.serial}`).toString(16)})\n`
    : `\n            ${colons(c.serial.length % 2 ? `0${c.serial}` : c.serial)}\n`;
  return `Certificate:
    Data:
        Version: ${c.version} (0x${c.version - 1})
        Serial Number:${serial}        Signature Algorithm: ${SIGNATURE_ALGORITHMS[c.signatureAlgorithm]?.name ?? c.signatureAlgorithm}
        Issuer: ${nameText(c.issuer)}
        Validity
            Not Before: ${certificateDate(c.notBeforeMs)}
            Not After : ${certificateDate(c.notAfterMs)}
        Subject: ${nameText(c.subject)}
        Subject Public Key Info:
${keyText(c.publicKey, '            ')}${c.extensions.length > 0 ? `        X509v3 extensions:\n${extensionsText(c, '            ')}` : ''}${signatureText(c.signatureAlgorithm, c.signature)}`;
}

export function requestText(r: SigningRequest): string {
  const attributes =
    r.extensions.length > 0
      ? `            Requested Extensions:\n${extensionsText(r, '                ')}`
      : '            (none)\n';
  return `Certificate Request:
    Data:
        Version: 1 (0x0)
        Subject: ${nameText(r.subject)}
        Subject Public Key Info:
${keyText(r.publicKey, '            ')}        Attributes:
${attributes}${signatureText(r.signatureAlgorithm, r.signature)}`;
}
