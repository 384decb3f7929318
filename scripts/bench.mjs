// `npm run bench`: one `name value unit` a line. `npm run bench -- scale network`: only these sections; `-- scale 50000`: of that size.
// Sizes are gzip -9; times are medians on this machine, with nothing else asked of it.

import { api } from './bench/api.mjs';
import { engine } from './bench/engine.mjs';
import { ingress } from './bench/ingress.mjs';
import { kubectl } from './bench/kubectl.mjs';
import { map } from './bench/map.mjs';
import { network } from './bench/network.mjs';
import { page } from './bench/page.mjs';
import { peer } from './bench/peer.mjs';
import { rollout } from './bench/rollout.mjs';
import { scale } from './bench/scale.mjs';
import { build } from './build.mjs';
import { setupBrowser } from './setup-browser.mjs';

const args = process.argv.slice(2);
const sizes = args.map(Number).filter((n) => n > 0);
const named = args.filter((arg) => !(Number(arg) > 0));
const browser = setupBrowser();
const sections = {
  engine,
  network,
  ingress,
  rollout,
  api: () => api(browser),
  kubectl,
  peer,
  scale: () => (sizes.length > 0 ? scale(sizes, Number.POSITIVE_INFINITY) : scale()),
  page: () => browser && page(browser),
  map: () => browser && map(browser),
};
const unknown = named.find((name) => !Object.hasOwn(sections, name));
if (unknown) throw new Error(`sections are ${Object.keys(sections).join(', ')}, not ${unknown}`);
build();
for (const [name, section] of Object.entries(sections)) if (named.length === 0 || named.includes(name)) await section();
