// What the page's main thread does meanwhile, by the processor's time: on a busy machine a task takes longer by the clock than it computes.

/** The processor's milliseconds of each task on the thread that lays out most, the longest first. */
export async function tasksDuring(page, act) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threads = Map.groupBy(
    traceEvents.filter(({ ph, tdur }) => ph === 'X' && tdur !== undefined),
    ({ pid, tid }) => `${pid} ${tid}`,
  );
  const layouts = (events) => events.filter(({ name }) => name === 'Layout').length;
  const [main] = [...threads.values()].sort((a, b) => layouts(b) - layouts(a));
  return main
    .filter(({ name }) => name.endsWith('RunTask'))
    .map(({ tdur }) => tdur / 1000)
    .sort((a, b) => b - a);
}
