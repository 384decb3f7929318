// Names beside those of rules: which certificate a name has, and www. or not. Models controller/nginx.go configureCertificates,
// template.go buildRedirects, and get_pem_cert_uid of rootfs/etc/nginx/lua/certificate.lua.

import { type CertificateFault, DEFAULT_SERVER, type Server } from './routes.ts';

/** Servers that only send on to the same host with `www.`, or without. */
export function wwwRedirects(
  servers: ReadonlyMap<string, Server>,
  fault: CertificateFault,
  warn: (text: string) => void,
): readonly Server[] {
  return [...servers.values()].flatMap((server): Server[] => {
    const { hostname: to, locations, certificate } = server;
    if (to === DEFAULT_SERVER || !locations.some(({ options }) => options.fromToWww)) return [];
    const from = to.startsWith('www.') ? to.slice(4) : `www.${to}`;
    if (servers.has(from)) {
      warn(
        `Already exists an Ingress with "${from}" hostname. Skipping creation of redirection from "${from}" to "${to}".`,
      );
      return [];
    }
    const isCovered = certificate !== undefined && isValidFor(certificate, from, fault);
    if (certificate !== undefined && !isCovered)
      warn(
        `the server ${to} has SSL configured but the SSL certificate does not contains a CN for ${from}. Redirects will not work for HTTPS to HTTPS`,
      );
    const own = isCovered ? certificate : undefined;
    return [{ hostname: from, aliases: [], locations: [], sslPassthrough: false, certificate: own, redirectTo: to }];
  });
}

/** By name, of whom the certificate is. An alias has it only where it is valid for it. */
export function certificatesByName(servers: Iterable<Server>, fault: CertificateFault): ReadonlyMap<string, string> {
  const byName = new Map<string, string>();
  for (const { hostname, aliases, certificate } of servers) {
    if (certificate === undefined) continue;
    byName.set(hostname.toLowerCase(), certificate);
    for (const alias of aliases)
      if (isValidFor(certificate, alias, fault)) byName.set(alias.toLowerCase(), certificate);
  }
  return byName;
}

/** The name's own, else that of the star in place of its first label: whichever server answers. */
export function certificateOf(byName: ReadonlyMap<string, string>, host: string): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  return byName.get(name) ?? byName.get(name.replace(/^[^.]+\./, '*.'));
}

const isValidFor = (certificate: string, host: string, fault: CertificateFault): boolean =>
  certificate !== 'default' && fault(certificate, host) === undefined;
