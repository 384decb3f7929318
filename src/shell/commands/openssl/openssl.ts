// openssl 3.0.19: the commands with which people make certificates and look at them. Outputs as recorded with that version.
// Differs: keys with passphrases, configuration files and DER are not simulated, and say so.

import type { Process, Program } from '#machine/program.ts';
import { loadPki } from '#pki/loader.ts';
import { Failed, type Options, optionsOf } from './args.ts';
import { req } from './issue.ts';
import { ecparam, genpkey, genrsa, pkey } from './keys.ts';
import { sClient } from './s-client.ts';
import { verify, x509 } from './x509.ts';

const VERSION = 'OpenSSL 3.0.19 27 Jan 2026 (Library: OpenSSL 3.0.19 27 Jan 2026)\n';

interface Command {
  readonly flags: readonly string[];
  readonly valued: readonly string[];
  run(process: Process, options: Options): Failed | undefined | Promise<Failed | undefined>;
}

const words = (text: string): readonly string[] => text.split(' ');
const READING = { flags: words('noout text check pubout modulus traditional pubin'), valued: words('in out') };

const COMMANDS: Readonly<Record<string, Command>> = {
  x509: {
    flags: words(
      'noout text subject issuer serial dates startdate enddate fingerprint sha1 sha256 pubkey modulus req CAcreateserial',
    ),
    valued: words(
      'in out ext checkend checkhost days CA CAkey signkey key extfile extensions copy_extensions set_serial CAserial',
    ),
    run: x509,
  },
  req: {
    flags: words('x509 new nodes noenc noout text subject verify sha256 sha384 sha512 batch'),
    valued: words('newkey key keyout out in subj addext days pkeyopt config extensions'),
    run: req,
  },
  genrsa: { flags: words('traditional'), valued: words('out'), run: genrsa },
  ecparam: { flags: words('genkey noout'), valued: words('name out'), run: ecparam },
  genpkey: { flags: [], valued: words('algorithm pkeyopt out'), run: genpkey },
  pkey: { ...READING, run: pkey('pkey') },
  rsa: { ...READING, run: pkey('rsa') },
  ec: { ...READING, run: pkey('ec') },
  verify: { flags: words('partial_chain'), valued: words('CAfile untrusted purpose verify_hostname'), run: verify },
  s_client: {
    flags: words('showcerts brief quiet noservername tls1_2 tls1_3 partial_chain verify_return_error'),
    valued: words('connect servername CAfile alpn verify_hostname verify_ip'),
    run: sClient,
  },
};

export const openssl: Program = async (process) => {
  const [, name = '', ...rest] = process.argv;
  if (name === 'version') {
    process.stdout.write(VERSION);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]! : undefined;
  if (!command) {
    process.stderr.write(
      `Invalid command '${name}'; type "help" for a list.\nPortolan simulates ${Object.keys(COMMANDS).join(', ')} and version\n`,
    );
    return 1;
  }
  await loadPki();
  const options = optionsOf(name, rest, command.flags, command.valued);
  const failed = options instanceof Failed ? options : await command.run(process, options);
  if (!failed) return 0;
  process.stderr.write(failed.text);
  return failed.code;
};
