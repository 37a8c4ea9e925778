/**
 * How dear a piece of work is, told by other work on the same machine: seconds say more about the
 * machine, and what else it does, than about the code.
 */

/** The time that this process spends on it on the processor, in milliseconds. */
export async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const tries = 3;

/** The least time of a few tries: whatever else came between only adds. */
export async function leastCpuMsOf(work: () => unknown): Promise<number> {
  const spent: number[] = [];
  for (let n = 0; n < tries; n++) spent.push(await cpuMsOf(work));
  return Math.min(...spent);
}
