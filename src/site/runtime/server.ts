// What the learner's own server begins as. It runs in Node, and in the simulator's interpreter.

export const SERVER = `const http = require('node:http');
const os = require('node:os');

const server = http.createServer((request, response) => {
  console.log(request.method, request.url, 'from', request.socket.remoteAddress);
  response.end('Hello from ' + os.hostname() + '\\n');
});
server.listen(8080, () => console.log('listening on 8080'));

process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;
