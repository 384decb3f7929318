// `npm run bench`: one `name value unit` a line. Sizes are gzip -9; times are medians on this machine, with nothing else asked of it.

import { api } from './bench/api.mjs';
import { engine } from './bench/engine.mjs';
import { ingress } from './bench/ingress.mjs';
import { network } from './bench/network.mjs';
import { page } from './bench/page.mjs';
import { peer } from './bench/peer.mjs';
import { rollout } from './bench/rollout.mjs';
import { scale } from './bench/scale.mjs';
import { build } from './build.mjs';
import { setupBrowser } from './setup-browser.mjs';

const browser = setupBrowser();
build();
await engine();
await network();
await ingress();
await rollout();
await api(browser);
await peer();
await scale();
if (browser) await page(browser);
