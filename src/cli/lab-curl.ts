// `portolan curl`: the lesson's curl, on the laptop of the `portolan cluster` that $KUBECONFIG names.

import { curl } from '#shell/commands/curl/curl.ts';
import { flushed } from './execute.ts';
import { labNetwork } from './lab-network.ts';
import { nodeProcess } from './node-process.ts';

export async function labCurl(args: string[]): Promise<number> {
  const fetch = labNetwork(process.env.KUBECONFIG);
  if ('error' in fetch) {
    process.stderr.write(`portolan curl: ${fetch.error}\n`);
    return 2;
  }
  const own = nodeProcess(['curl', ...args]);
  const code = await curl({ ...own, host: { ...own.host, fetch } });
  await flushed();
  process.exit(code);
}
