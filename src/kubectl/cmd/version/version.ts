// kubectl version: the client's, and the server's. Models kubectl/pkg/cmd/version.

import { KUBERNETES_VERSION } from '#api/version.ts';
import { toYaml } from '#apimachinery/yaml.ts';
import { ask } from '../../client.ts';
import type { Command } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { make } from '../../standard-flags.ts';

interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
}

const CLIENT = {
  major: KUBERNETES_VERSION.major,
  minor: KUBERNETES_VERSION.minor,
  gitVersion: KUBERNETES_VERSION.kubectlVersion,
  gitCommit: 'ebfac057369b21558006b8815821ab2fb1e29f2d',
  gitTreeState: 'clean',
  buildDate: '2026-02-26T20:06:18Z',
  goVersion: 'go1.24.13',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** One minor version apart is supported, either way. Throws when the server's is none. */
export function skewWarning(serverVersion: string): string | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(serverVersion) ?? [];
  if (major === undefined || minor === undefined) {
    throw new Fail(`server version error: could not parse ${JSON.stringify(serverVersion)} as version`);
  }
  if (major === CLIENT.major && Math.abs(Number(minor) - Number(CLIENT.minor)) <= 1) return undefined;
  return `Warning: version difference between client (${CLIENT.major}.${CLIENT.minor}) and server (${major}.${minor}) exceeds the supported minor version skew of +/-1\n`;
}

export const version: Command = {
  name: 'version',
  use: 'version [flags] [options]',
  short: 'Print the client and server version information',
  long: 'Print the client and server version information for the current context.',
  examples: '# Print the client and server versions for the current context\nkubectl version',
  flags: [
    make.bool('client', 'If true, shows client version only (no server required).'),
    make.string('output', "One of 'yaml' or 'json'.", { short: 'o' }),
  ],
  complete: async () => [],

  async run(factory) {
    const { args, flags } = factory;
    const output = flags.string('output');
    if (args.length > 0) throw new Fail(`extra arguments: [${args.join(' ')}]`);
    if (output !== '' && output !== 'yaml' && output !== 'json') throw new Fail("--output must be 'yaml' or 'json'");
    let server: VersionInfo | undefined;
    let failure: unknown;
    if (!flags.bool('client')) {
      try {
        server = await ask<VersionInfo>(factory, { method: 'GET', path: '/version?timeout=32s' });
      } catch (error) {
        if (!(error instanceof Fail)) throw error;
        failure = error;
      }
    }
    const all = {
      clientVersion: CLIENT,
      kustomizeVersion: KUBERNETES_VERSION.kustomizeVersion,
      ...(server && { serverVersion: server }),
    };
    if (output === 'json') factory.out(`${JSON.stringify(all, undefined, 2)}\n`);
    else if (output === 'yaml') factory.out(`${toYaml(all)}\n`);
    else {
      factory.out(`Client Version: ${CLIENT.gitVersion}\nKustomize Version: ${KUBERNETES_VERSION.kustomizeVersion}\n`);
      if (server) factory.out(`Server Version: ${server.gitVersion}\n`);
    }
    if (failure) throw failure;
    const warning = server && skewWarning(server.gitVersion);
    if (warning) factory.err(warning);
    return 0;
  },
};
