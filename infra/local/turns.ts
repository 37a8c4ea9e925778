/** Runs tasks one at a time, in the order in which they were asked for. */
export type InTurn = <T>(task: () => Promise<T>) => Promise<T>;

/** Makes a line of tasks. One that fails rejects for whoever asked for it, and the others go on. */
export function oneAtATime(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(task: () => Promise<T>) => {
    const run = last.then(task, task);
    last = run.catch(() => {});
    return run;
  };
}
