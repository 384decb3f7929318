// openssl x509 and openssl verify: what a certificate says, and whether it is trusted.

import type { Process } from '#machine/program.ts';
import { PUBLIC_ROOTS, TRUST_STORE } from '#machine/public-roots.ts';
import { readAll } from '#machine/text-input.ts';
import type { Certificate } from '#pki/certificate.ts';
import { certificateDate } from '#pki/dates.ts';
import { pki } from '#pki/loader.ts';
import { Failed, type Options, readFileOf, unreadable, writeOut } from './args.ts';
import { signRequest } from './issue.ts';
import { certificateText, extensionsText, nameText } from './text.ts';

export async function x509(process: Process, options: Options): Promise<Failed | undefined> {
  if (options.has('req')) return signRequest(process, options);
  const name = options.last('in');
  const text =
    name === undefined ? await readAll(process.stdin, process.signal) : readFileOf(process, name, 'certificate');
  if (text instanceof Failed) return text;
  const certificate = pki().parseCertificates(text)[0];
  if (!certificate) return unreadable(name ?? '<stdin>', 'certificate');
  return show(process, options, certificate);
}

function show(process: Process, options: Options, c: Certificate): Failed | undefined {
  let out = options.has('text') ? certificateText(c) : '';
  const algorithm = options.has('sha256') ? 'sha256' : 'sha1';
  const lines: Readonly<Record<string, () => string>> = {
    subject: () => `subject=${nameText(c.subject)}\n`,
    issuer: () => `issuer=${nameText(c.issuer)}\n`,
    serial: () => `serial=${(c.serial.length % 2 ? `0${c.serial}` : c.serial).toUpperCase()}\n`,
    dates: () => `notBefore=${certificateDate(c.notBeforeMs)}\nnotAfter=${certificateDate(c.notAfterMs)}\n`,
    startdate: () => `notBefore=${certificateDate(c.notBeforeMs)}\n`,
    enddate: () => `notAfter=${certificateDate(c.notAfterMs)}\n`,
    fingerprint: () => `${algorithm === 'sha1' ? 'SHA1' : 'sha256'} Fingerprint=${pki().fingerprint(c, algorithm)}\n`,
    pubkey: () => pki().encodePem('PUBLIC KEY', c.publicKey),
    modulus: () => {
      const key = pki().readPublicKey(c.publicKey);
      return `Modulus=${key.type === 'RSA' ? key.modulus.toString(16).toUpperCase() : 'No modulus for this public key type'}\n`;
    },
  };
  for (const [name, line] of Object.entries(lines)) if (options.has(name)) out += line();
  const wanted = options.last('ext');
  if (wanted !== undefined) {
    const text = extensionsText(c, '', wanted.split(','));
    out += text === '' ? 'No extensions matched\n' : text;
  }
  let code = 0;
  if (options.has('checkend')) {
    const expires = c.notAfterMs < process.host.now() + Number(options.last('checkend')) * 1000;
    out += expires ? 'Certificate will expire\n' : 'Certificate will not expire\n';
    code = expires ? 1 : 0;
  }
  if (options.has('checkhost')) {
    const host = options.last('checkhost')!;
    out += `Hostname ${host} does ${pki().certificateCovers(c, host, true) ? '' : 'NOT '}match certificate\n`;
  }
  if (!options.has('noout')) out += pki().certificatePem(c);
  return writeOut(process, options.last('out'), out) ?? (code === 0 ? undefined : new Failed('', code));
}

/** The trust store of the machine, unless the options name another. */
export function trustedBy(process: Process, options: Options): string | Failed {
  const file = options.last('CAfile');
  if (file !== undefined) return readFileOf(process, file, 'CA certificates');
  return process.files.read(TRUST_STORE) ?? (process.host.place === 'laptop' ? PUBLIC_ROOTS : '');
}

export function verify(process: Process, options: Options): Failed | undefined {
  const trusted = trustedBy(process, options);
  if (trusted instanceof Failed) return trusted;
  const { parseCertificates, verifyChain } = pki();
  const untrusted: Certificate[] = [];
  for (const name of options.all('untrusted')) {
    const text = readFileOf(process, name, 'untrusted certificates');
    if (text instanceof Failed) return text;
    untrusted.push(...parseCertificates(text).filter((c) => c !== undefined));
  }
  let code = 0;
  for (const name of options.rest) {
    const text = readFileOf(process, name, 'certificate file');
    if (text instanceof Failed) return new Failed(text.text, 2);
    const certificate = parseCertificates(text)[0];
    if (!certificate) return new Failed(unreadable(name, 'certificate file').text, 2);
    const { faults } = verifyChain([certificate, ...untrusted], {
      nowMs: process.host.now(),
      trusted: parseCertificates(trusted).filter((c) => c !== undefined),
      partialChain: options.has('partial_chain'),
      ...(options.last('purpose') === 'sslserver' && { purpose: 'server' as const }),
    });
    const [first] = faults;
    const host = options.last('verify_hostname');
    if (first) {
      process.stderr.write(
        `${nameText(certificate.subject)}\nerror ${first.code} at ${first.depth} depth lookup: ${first.text}\nerror ${name}: verification failed\n`,
      );
      code = 2;
    } else if (host !== undefined && !pki().certificateCovers(certificate, host, true)) {
      process.stderr.write(
        `${nameText(certificate.subject)}\nerror 62 at 0 depth lookup: hostname mismatch\nerror ${name}: verification failed\n`,
      );
      code = 2;
    } else process.stdout.write(`${name}: OK\n`);
  }
  return code === 0 ? undefined : new Failed('', code);
}
