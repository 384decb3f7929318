// What Node gives a script, written in JavaScript, and run in the script's own interpreter: it sees the machine only through `__host`.
// Models Node.js 22: of its modules, assert (one function), buffer, crypto (random values), dns, events, fs (whole files of text), http, https,
// module, os, path, perf_hooks, process, querystring, timers, url and util; of its globals, console, fetch, AbortController, Buffer, URL, timers.
// Portolan does not simulate the other modules of Node: `require` of one says so, and lists those that there are.
// Differs: a response is sent whole when it ends, whatever was written before, and bodies are text in UTF-8.

import { BYTES } from './prelude/bytes.ts';
import { CONSOLE } from './prelude/console.ts';
import { EVENTS } from './prelude/events.ts';
import { FILES } from './prelude/files.ts';
import { HTTP_CLIENT } from './prelude/http-client.ts';
import { HTTP_SERVER } from './prelude/http-server.ts';
import { MODULES } from './prelude/modules.ts';
import { PROCESS } from './prelude/process.ts';

const PARTS = [CONSOLE, EVENTS, PROCESS, BYTES, HTTP_SERVER, HTTP_CLIENT, FILES, MODULES];

/** Run once in each interpreter, before the script. `__host(op, json)` answers with JSON; `__done(id, json)` ends what `__host` began. */
export const PRELUDE = `(() => {\n'use strict';\n${PARTS.join('')}})();\n`;
