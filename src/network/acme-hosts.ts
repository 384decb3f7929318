// Where the simulated internet's ACME authorities stand, and where they look at hosts from.

export interface AcmeHost {
  readonly ip: string;
  readonly environment: 'production' | 'staging';
}

/** By name. Addresses are of TEST-NET-1, as the others of the world. */
export const ACME_HOSTS: Readonly<Record<string, AcmeHost>> = {
  'acme-v02.api.letsencrypt.org': { ip: '192.0.2.40', environment: 'production' },
  'acme-staging-v02.api.letsencrypt.org': { ip: '192.0.2.41', environment: 'staging' },
};

/** The machine that fetches challenges: another than the API's. Differs: Let's Encrypt has several, in several parts of the world. */
export const VALIDATOR = { name: 'outbound1.letsencrypt.org', ip: '192.0.2.42' } as const;
