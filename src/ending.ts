/** How long the work may take to end, and within what time a second signal is the same one, come by way of the launcher. Milliseconds. */
const [patience, echo] = [9000, 1000];

/** Stops the work when the program is told to end, and when its launcher is gone. Told once more, it ends at once. */
export function endWith(stop: () => Promise<void>): void {
  let ending: number | undefined;
  const end = () => {
    if (ending !== undefined && performance.now() - ending > echo) process.exit(1);
    if (ending !== undefined) return;
    ending = performance.now();
    setTimeout(() => process.exit(1), patience).unref();
    void stop();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  const launcher = Number(process.env.SECRETARIAT_LAUNCHER);
  // Only where `scripts/node.mjs` really is the parent: the variable is also inherited by what a launched program starts, and a
  // process that was started in the background outlives its shell.
  if (launcher === process.ppid) setInterval(() => process.ppid !== launcher && ending === undefined && end(), 500).unref();
}
