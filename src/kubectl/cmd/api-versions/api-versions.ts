// kubectl api-versions: the groups and versions that the server has. Models kubectl/pkg/cmd/apiresources/apiversions.go.

import type { Command } from '../../command.ts';
import { discover, groupVersionOf } from '../../discovery.ts';
import { ConnectionFail, Fail, usageError } from '../../errors.ts';

export const apiVersions: Command = {
  name: 'api-versions',
  use: 'api-versions [options]',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  long: 'Print the supported API versions on the server, in the form of "group/version".',
  examples: '# Print the supported API versions\nkubectl api-versions',
  flags: [],
  complete: async () => [],

  async run(factory) {
    if (factory.args.length > 0)
      throw usageError(factory.commandPath, `unexpected arguments: [${factory.args.join(' ')}]`);
    try {
      const versions = new Set((await discover(factory, 1)).map(groupVersionOf));
      factory.out(
        [...versions]
          .sort()
          .map((v) => `${v}\n`)
          .join(''),
      );
      return 0;
    } catch (error) {
      throw error instanceof ConnectionFail
        ? new Fail(`couldn't get available api versions from server: ${error.message}`)
        : error;
    }
  },
};
