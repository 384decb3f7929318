// telnet: what is typed goes out line by line. Models inetutils-telnet 2.4, and BusyBox's networking/telnet.c.

import type { Process, Program } from '#machine/program.ts';
import { endedBy } from '../tool.ts';
import { relay } from './relay.ts';
import { portOf } from './services.ts';

export const telnet: Program = (process) => run(process, false);
export const busyboxTelnet: Program = (process) => run(process, true);

async function run(process: Process, busybox: boolean): Promise<number> {
  const [host, portText = '23'] = process.argv.slice(1).filter((arg) => !arg.startsWith('-'));
  const { stdout, stderr } = process;
  const port = portOf(portText);
  if (host === undefined) {
    stderr.write("telnet: give a host; Portolan does not simulate telnet's own prompt\n");
    return 1;
  }
  if (port === undefined) {
    stderr.write(busybox ? `telnet: bad port '${portText}'\n` : `telnet: bad port number: ${portText}\n`);
    return 1;
  }
  if (!busybox) stdout.write(/^[\d.]+$/.test(host) ? `Trying ${host}...\n` : '');
  const connected = await process.host.connect(host, port, { signal: process.signal });
  if (!connected.ok) {
    if (process.signal.aborted) return endedBy(process);
    const { error, remote } = connected;
    const words =
      { refused: 'Connection refused', unreachable: 'No route to host' }[error.kind as 'refused'] ??
      'Connection timed out';
    if (error.phase === 'resolve')
      stderr.write(
        busybox
          ? `telnet: bad address '${host}'\n`
          : `telnet: could not resolve ${host}/${portText}: ${error.temporary ? 'Temporary failure in name resolution' : 'Name or service not known'}\n`,
      );
    else if (busybox) stderr.write(`telnet: can't connect to remote host (${remote?.ip ?? host}): ${words}\n`);
    else stderr.write(`telnet: Unable to connect to remote host: ${words}\n`);
    return 1;
  }
  const { ip } = connected.stream.remote;
  stdout.write(
    busybox
      ? `Connected to ${host}\n`
      : `${host === ip ? '' : `Trying ${ip}...\n`}Connected to ${host}.\nEscape character is '^]'.\n`,
  );
  const crlf = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');
  const ended = await relay(process, connected.stream, { atEof: busybox ? 'wait' : 'end', out: crlf });
  if (ended === 'aborted') return endedBy(process);
  stderr.write(busybox ? 'Connection closed by foreign host\n' : 'Connection closed by foreign host.\n');
  return 1;
}
