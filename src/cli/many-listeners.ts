// A container's end is listened for by each of its requests under way, two hundred in a check of shares: Node would call eleven a leak.

import { setMaxListeners } from 'node:events';

setMaxListeners(500);
