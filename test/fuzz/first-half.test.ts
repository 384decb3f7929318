// 100,000 requests that nobody would send, in two files so that they share two cores. This is the first half.

import { fuzz } from './run.ts';

fuzz(Array.from({ length: 10 }, (_, i) => 0 + i));
