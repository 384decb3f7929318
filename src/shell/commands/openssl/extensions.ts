// Extensions as openssl's configuration writes them: `subjectAltName=DNS:a,IP:1.2.3.4`.

import type { AlternativeName } from '#pki/certificate.ts';
import type { ExtensionSpec } from '#pki/issue.ts';
import { Failed } from './args.ts';

const PURPOSES: Readonly<Record<string, string>> = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
};
const TYPES: Readonly<Record<string, AlternativeName['type']>> = { DNS: 'dns', IP: 'ip', email: 'email', URI: 'uri' };

type Usage = NonNullable<ExtensionSpec['keyUsage']>[number];

export function extensionsFrom(lines: readonly string[]): ExtensionSpec | Failed {
  let spec: ExtensionSpec = {};
  for (const line of lines) {
    const [name = '', text = ''] = line.split(/=(.*)/s).map((part) => part.trim());
    const values = text.split(',').map((value) => value.trim());
    const critical = values[0] === 'critical';
    if (critical) values.shift();
    if (name === 'subjectAltName') {
      const names: AlternativeName[] = [];
      for (const value of values) {
        const [type = '', name = ''] = value.split(/:(.*)/s);
        if (!TYPES[type])
          return new Failed(
            `Error adding extensions from -addext\n4047C2A5F77F0000:error:11000075:X509 V3 routines:v2i_GENERAL_NAME_ex:unsupported option:../crypto/x509/v3_san.c:590:name=${type}\n4047C2A5F77F0000:error:11000080:X509 V3 routines:X509V3_EXT_nconf_int:error in extension:../crypto/x509/v3_conf.c:48:section=default, name=subjectAltName, value=${text}\n`,
          );
        names.push({ type: TYPES[type], value: name });
      }
      spec = { ...spec, alternativeNames: names };
    } else if (name === 'keyUsage')
      spec = { ...spec, keyUsage: values.map((v) => (v === 'cRLSign' ? 'crlSign' : v) as Usage) };
    else if (name === 'extendedKeyUsage') spec = { ...spec, extendedKeyUsage: values.map((v) => PURPOSES[v] ?? v) };
    else if (name === 'basicConstraints') {
      const length = values.find((v) => /^pathlen:/i.test(v));
      spec = {
        ...spec,
        basicConstraints: {
          isCa: values.some((v) => /^CA:true$/i.test(v)),
          critical,
          ...(length && { pathLength: Number(length.split(':')[1]) }),
        },
      };
    } else if (name !== 'subjectKeyIdentifier' && name !== 'authorityKeyIdentifier')
      return new Failed(`Portolan does not simulate the extension ${name}\n`);
  }
  return spec;
}

/** The settings of one section of a configuration file; those before any where there is no section named. */
export function sectionOf(text: string, section: string | undefined): readonly string[] {
  let current: string | undefined;
  const lines: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/#.*/, '').trim();
    const header = /^\[\s*(.*?)\s*\]$/.exec(line);
    if (header) current = header[1];
    else if (line !== '' && current === section) lines.push(line);
  }
  return lines.map((line) => {
    const [, name, alt] = /^(\w+)\s*=\s*@(\w+)$/.exec(line) ?? [];
    if (!alt) return line;
    // `subjectAltName = @alt_names`, with `DNS.1 = a` in that section.
    return `${name}=${sectionOf(text, alt)
      .map((l) => l.replace(/^(\w+)(\.\d+)?\s*=\s*/, '$1:'))
      .join(',')}`;
  });
}
