// kubectl certificate: approve and deny, as they are declared.

import type { Command } from '../../command.ts';
import { commandHelp } from '../../help.ts';
import { filenameFlags, make, printFlags } from '../../standard-flags.ts';
import { seldom } from '../seldom.ts';

const decision = (name: 'approve' | 'deny', decided: string, long: string): Command => ({
  name,
  use: `certificate ${name} (-f FILENAME | NAME) [options]`,
  short: `${name === 'approve' ? 'Approve' : 'Deny'} a certificate signing request`,
  long,
  examples: `# ${name === 'approve' ? 'Approve' : 'Deny'} CSR 'csr-sqgzp'\nkubectl certificate ${name} csr-sqgzp`,
  flags: [
    ...printFlags,
    ...filenameFlags('identifying the resource to update'),
    make.bool('force', `Update the CSR even if it is already ${decided}.`),
  ],
  run: seldom((verbs) => (factory) => verbs.runCertificate(factory, name)),
});

export const certificate: Command = {
  name: 'certificate',
  use: 'certificate SUBCOMMAND [options]',
  short: 'Modify certificate resources',
  long: 'Modify certificate resources.',
  examples: '',
  flags: [],
  subcommands: [
    decision(
      'approve',
      'approved',
      `Approve a certificate signing request (CSR): it tells the signer to issue the certificate that was asked for.

 SECURITY NOTICE: with such a certificate its owner may get at the cluster, or be taken for the name in it. Know what a CSR asks for before you approve it.`,
    ),
    decision(
      'deny',
      'denied',
      'Deny a certificate signing request (CSR): it tells the signer not to issue the certificate that was asked for.',
    ),
  ],
  async run(factory) {
    factory.out(commandHelp(certificate, 'kubectl certificate'));
    return 0;
  },
};
