// The library for certificates, behind the polyfill that its own dependency wants to find. As one object: it may be CommonJS.

import 'reflect-metadata';
import * as library from '@peculiar/x509';

export { library };
