// `astro dev`: a page that could not be made is asked for again when a file of the lessons is saved. Vite tells a page of files that it is
// made of; one that failed is not known to be made of any.

const SOON_MS = 200;

/** @param folder Relative to the project. */
export function reloadAfterError(folder) {
  return {
    name: 'portolan:reload-after-error',
    apply: 'serve',
    configureServer(server) {
      let hasFailed = false;
      server.middlewares.use((request, response, next) => {
        response.on('finish', () => {
          if (request.headers.accept?.includes('text/html')) hasFailed = response.statusCode >= 500;
        });
        next();
      });
      server.watcher.on('all', (_, path) => {
        if (hasFailed && path.startsWith(`${server.config.root.replace(/\/$/, '')}/${folder}/`))
          setTimeout(() => server.environments.client.hot.send({ type: 'full-reload' }), SOON_MS);
      });
    },
  };
}
